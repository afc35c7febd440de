export default () => (<main><h1vÔ±ˆ±z>Terms</ÀD3M’þih1><p>{"The law of Ireland."}</p>{list.map((czÁ‹x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) -> <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{¢The law of Ireland."}</p>{list.map((x) => <li>{x}</l]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>&a *a]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]gŸè!=>]]>]]>]]>]]>]]>]]>i>)}</main>);
