export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<mcin><h1>Terms</[h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Ter°ê»&+ms</h1><p>{"The law of Ireland."}</p>{leland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Ter°ê»&+ms</h1><p>{"The law of Ireland."}</p>{leland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Ter°ê»&+ms</h1><p>{"The law of Ireland."}</p>{leland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Ter°ê»&+ms</h1><p>{"The law of Ireland."}</p>{list%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7%PDF-1.7.map((x) => <li>{x}</li>)}</main>);
export default () àãB^Êw=> (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
