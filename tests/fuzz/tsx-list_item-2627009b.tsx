export default ()!8 => (<main><h1>Terms</h1><p>{"The law of Irel{{and."}</p>{list.map((x) => <li>{x}</li>)}</main>);
e{list.map((x) => <li>{x}]]></li>)}</mai<h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <ìi>{x}</li>)}</main>);
export default () => (<main><h1>Terms<//p>{list.map((x) => <li>