"""YAML text to a small tree with line numbers; everything that could run, refer or explode is refused.

The tree is built from parser events: aliases, anchors, tags, merge keys, second documents, duplicate
keys, deep nesting and huge files never get as far as a value (fault F53). Scalars stay text: the
schema decides what they mean, so that `NO` is Norway and never `false`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

MAX_CHARS = 500_000
MAX_DEPTH = 8

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(ValueError):
    """A part of a file that cannot be used; `line` counts from 1."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as written; `plain` is true without quotes."""

    line: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; keys are unique scalars, in the order of the file."""

    line: int
    pairs: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Items | Table


def read(text: str) -> Node:
    """The one document of a YAML text.

    Raises:
        Refused: not YAML, not exactly one document, or something that declarations must not hold.
    """
    if len(text) > MAX_CHARS:
        raise Refused(1, f"the file holds more than {MAX_CHARS} characters")
    try:
        return _document(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        raise Refused(mark.line + 1 if mark else 1, f"not YAML: {e.problem or e.context}") from e
    except yaml.YAMLError as e:
        raise Refused(1, f"not YAML: {e}".splitlines()[0]) from e


def _document(events: Iterator[yaml.Event]) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
            if root is not None:
                raise Refused(_line(event), "a second document in one file", "One file declares one vendor or collection.")
            root = _node(event, events, 0)
    if root is None:
        raise Refused(1, "the file is empty")
    return root


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    line = _line(event)
    _refuse_references(event, line)
    if depth > MAX_DEPTH:
        raise Refused(line, f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value, event.style in (None, ""))
    children = []
    for child in events:
        if isinstance(child, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            break
        children.append(_node(child, events, depth + 1))
    return Items(line, tuple(children)) if isinstance(event, yaml.SequenceStartEvent) else _table(line, children)


def _refuse_references(event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Refused(line, f"alias *{event.anchor} is not allowed", "Write the value out.")
    if anchor := getattr(event, "anchor", None):
        raise Refused(line, f"anchor &{anchor} is not allowed", "Write the value out where it is needed.")
    if tag := getattr(event, "tag", None):
        raise Refused(line, f"tag {tag} is not allowed", "Remove it: the schema knows the types.")


def _table(line: int, children: Sequence[Node]) -> Table:
    pairs: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise Refused(key.line, "a key must be a word")
        if key.text in seen:
            raise Refused(key.line, f"duplicate key {key.text!r}", f"It is first given on line {seen[key.text]}.")
        seen[key.text] = key.line
        pairs.append((key, value))
    return Table(line, tuple(pairs))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
