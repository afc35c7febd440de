"""Checks of rule files for people who write rules: every problem at once, with file, line and a way out.

Reads YAML only, so that `clausewatch lint` stays quick; whether patterns match their examples is
for the tests, which load the whole pipeline.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from clausewatch.model import CLAUSE_TYPES, LANGUAGES, Problem

_TOP = ("type", "lang", "patterns")
_KEYS = ("id", "match", "unless", "examples", "counterexamples", "also")
_NEEDED = ("id", "match", "examples")
_SET = re.compile(r"\$[a-z]+")


def problems(folder: Path) -> list[Problem]:
    """All problems of the rule files below a folder of `<type>/<lang>.yml`."""
    return [p for path in sorted(folder.glob("*/*.yml")) if path.parent.name != "words" for p in _file(path, folder)]


def _file(path: Path, folder: Path) -> Iterator[Problem]:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as e:
        yield Problem(str(path), _line_of(e), "this is not YAML", str(e).splitlines()[0])
        return
    if not isinstance(node, yaml.MappingNode):
        yield Problem(str(path), 1, "a rule file is a mapping", f"its keys are {', '.join(_TOP)}")
        return
    yield from _place(path)
    yield from _unknown(path, node, _TOP)
    words = _words(folder / "words" / path.name)
    seen: dict[str, int] = {}
    for row in _patterns(node):
        yield from _pattern(path, row, words, seen)


def _line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _place(path: Path) -> Iterator[Problem]:
    for name, known, what in ((path.parent.name, CLAUSE_TYPES, "clause type"), (path.stem, LANGUAGES, "language")):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield Problem(str(path), 1, f"unknown {what} {name!r}", f"did you mean {near[0]}?" if near else ", ".join(known))


def _unknown(path: Path, node: yaml.MappingNode, known: tuple[str, ...]) -> Iterator[Problem]:
    for key, _ in node.value:
        if key.value not in known:
            near = difflib.get_close_matches(str(key.value), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            yield Problem(str(path), key.start_mark.line + 1, f"unknown key {key.value!r}", hint)


def _patterns(node: yaml.MappingNode) -> list[yaml.Node]:
    found = [value for key, value in node.value if key.value == "patterns"]
    return list(found[0].value) if found and isinstance(found[0], yaml.SequenceNode) else []


def _pattern(path: Path, row: yaml.Node, words: frozenset[str], seen: dict[str, int]) -> Iterator[Problem]:
    line = row.start_mark.line + 1
    if not isinstance(row, yaml.MappingNode):
        yield Problem(str(path), line, "a pattern is a mapping", f"its keys are {', '.join(_KEYS)}")
        return
    yield from _unknown(path, row, _KEYS)
    given = {str(key.value): value for key, value in row.value}
    for key in _NEEDED:
        if key not in given:
            yield Problem(str(path), line, f"the pattern has no {key!r}", "each pattern needs id, match and an example")
    if "id" in given:
        yield from _duplicate(path, str(given["id"].value), line, seen)
    used = {word for key in ("match", "unless") if key in given for word in _SET.findall(_text(given[key]))}
    for word in sorted(used - words):
        yield Problem(str(path), line, f"unknown word set {word!r}", f"known: {', '.join(sorted(words))}")


def _duplicate(path: Path, name: str, line: int, seen: dict[str, int]) -> Iterator[Problem]:
    if name in seen:
        yield Problem(str(path), line, f"duplicate id {name!r}", f"first on line {seen[name]}")
    seen.setdefault(name, line)


def _text(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else " ".join(str(n.value) for n in node.value)


def _words(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    return frozenset(f"${k}" for k in yaml.safe_load(path.read_text("utf-8")))
