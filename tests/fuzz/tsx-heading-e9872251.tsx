export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>aw of Ireland."}</p>{list.map((x) =ÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþÿþ> <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li¾)}</main>);
main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
main><h1>Test.map((x) => <li>{x}</li>)}</main>);
