"""The size budgets of the code base, as a gate: `python tests/budgets.py [PATH ...]`.

Files at most 400 lines, function bodies (docstring aside) at most 50 lines, at most 5 parameters
(`self` and keyword defaults of a command line aside) and 10 branches, every public name with a
docstring, no broad `except`. A line that ends in `# budget: REASON` waives its function; as first or
last line it waives the file.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

FILE, BODY, PARAMS, BRANCHES = 400, 50, 5, 10
_BRANCH = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.BoolOp, ast.IfExp, ast.comprehension)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def main(*paths: str) -> int:
    """Print every breach and the medians; the exit code is 1 if there is a breach."""
    files = sorted(f for p in paths or ("src/clausewatch", "flows") for f in Path(p).rglob("*.py"))
    breaches = [b for f in files for b in check(f)]
    bodies = sorted(body_length(n) for f in files for n in functions(ast.parse(f.read_text("utf-8"))))
    lines = [len(f.read_text("utf-8").splitlines()) for f in files]
    print(*breaches, sep="\n", end="\n" if breaches else "")
    if bodies:
        print(f"{len(files)} files, median {statistics.median(lines):.0f}, max {max(lines)} lines;", end=" ")
        middle, most = statistics.median(bodies), bodies[int(len(bodies) * 0.9)]
        print(f"{len(bodies)} functions, median {middle:.0f}, p90 {most}, max {bodies[-1]}; {len(breaches)} breaches")
    return 1 if breaches else 0


def check(path: Path) -> Iterator[str]:
    """Breaches of one file, as `file:line: sentence`."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    tree = ast.parse(text)
    if len(lines) > FILE and "# budget:" not in "".join(lines[:1] + lines[-1:]):
        yield f"{path}:1: {len(lines)} lines, at most {FILE}"
    if ast.get_docstring(tree) is None and lines:
        yield f"{path}:1: no module docstring"
    for node in functions(tree):
        if "# budget:" not in lines[node.lineno - 1]:
            yield from (f"{path}:{node.lineno}: {node.name}: {b}" for b in _function(node))
    for public in _undocumented(tree):
        yield f"{path}:{public.lineno}: {public.name}: no docstring"
    for handler in (n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)):
        broad = handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"})
        if broad and "# budget:" not in lines[handler.lineno - 1]:
            yield f"{path}:{handler.lineno}: broad except"


def functions(tree: ast.AST) -> Iterator[Function]:
    """All functions and methods, nested ones included."""
    return (n for n in ast.walk(tree) if isinstance(n, Function))


def body_length(node: Function) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _function(node: Function) -> Iterator[str]:
    args = node.args
    own = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs) if a.arg not in {"self", "cls"}]
    command = any("command" in ast.unparse(d) for d in node.decorator_list)
    branches = 1 + sum(isinstance(n, _BRANCH) for n in ast.walk(node))
    if (length := body_length(node)) > BODY:
        yield f"body of {length} lines, at most {BODY}"
    if len(own) > PARAMS and not command:
        yield f"{len(own)} parameters, at most {PARAMS}"
    if branches > BRANCHES:
        yield f"{branches} branches, at most {BRANCHES}"


def _undocumented(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, (*Function.__args__, ast.ClassDef)) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield node
            if isinstance(node, ast.ClassDef) and not _is_protocol(node):
                yield from (n for n in node.body if isinstance(n, Function) and not n.name.startswith("_") and _bare(n))


def _bare(node: Function) -> bool:
    overridden = any("override" in ast.unparse(d) or "property" in ast.unparse(d) for d in node.decorator_list)
    return ast.get_docstring(node) is None and not overridden and body_length(node) > 3


def _is_protocol(node: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(b) for b in node.bases)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
