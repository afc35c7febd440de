export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x)
..  _:
 => <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);
export default () => (<main><è1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) =~ <li>{x}</li>)}</mai
| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

| --- |

]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>]]>| --- |
n>);
fault () => (<main><è1>Terms</h1><p>{"The law of Ireland."}</

| --- |

| --- |
n>);
fault () => (<main><è1>Terms</h1><p>{"The law of Ireland."}</

| --- |

| --- |
n>);
fault () => (<main><è1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x<template.) => <li>{x}</li>)}</main>);
fault () => (<main><è1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) -> <li>{x}</li>)}</main>);
