export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>n>);
expo>{x}</li>)}</main>);
