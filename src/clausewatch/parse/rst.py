"""reStructuredText to blocks: titles by their underlines, marks and targets dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from clausewatch.model import PassageKind
from clausewatch.parse import rsttables
from clausewatch.parse.blocks import Block, Content, Piece, words_of

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_SILENT = re.compile(
    r"\.\. (?:_[^:]+:|\|[^|]+\||(?:toctree|meta|contents|image|figure|raw|include|highlight|index)::)"
    r"|:(?:hidden|maxdepth|alt|class)"
)
_DIRECTIVE = re.compile(r"\.\. [\w-]+::\s*")
_COMMENT = re.compile(r"\.\.(?:\s|$)")
_FIELD = re.compile(r":([^:`]{1,60}):(?=\s)")
_ITEM = re.compile(r"(?:[-*+•]|#\.)\s+")
_INLINE = re.compile(
    r"(?P<role>:[\w:]+:)?`(?P<text>[^`<]+?)\s*(?:<(?P<href>[^`>]+)>)?`_{0,2}"
    r"|``(?P<code>[^`]+)``|(?P<mark>\*{1,2})(?=\S)|(?<=\S)(?P<end>\*{1,2})"
)


def read(source: str) -> Content:
    """Blocks of a reStructuredText source; offsets are characters of `source`."""
    blocks = list(_blocks(source))
    first = next((b for b in blocks if b.kind is PassageKind.HEADING), None)
    return Content(blocks, title=words_of(first.cells[0]) if first else "", format="rst")


def _blocks(source: str) -> Iterator[Block]:
    levels: list[str] = []
    groups = list(_groups(source))
    for n, (start, lines) in enumerate(groups):
        if rsttables.DIRECTIVE.match(lines[0]):
            headers, lines = rsttables.options(lines)
            yield from _paragraphs(start, lines)
            yield from rsttables.listed(_rows(groups[n + 1 :]), n + 1, headers, _pieces)
        elif rsttables.is_table(lines):
            yield from rsttables.drawn((start, lines), n + 1, _pieces)
        elif n == 0 or not _is_row(groups, n):
            yield from _titled(start, lines, levels)


def _rows(groups: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The stretches of a list-table."""
    return list(takewhile(lambda g: rsttables.is_listed(g[1]), groups))


def _is_row(groups: Sequence[tuple[int, list[str]]], n: int) -> bool:
    """True for a stretch that the list-table before it has taken."""
    while n and rsttables.is_listed(groups[n][1]):
        n -= 1
        if rsttables.DIRECTIVE.match(groups[n][1][0]):
            return True
    return False


def _titled(start: int, lines: list[str], levels: list[str]) -> Iterator[Block]:
    """A stretch that may begin with a title and its underline."""
    under = _UNDERLINE.match(lines[1]) if len(lines) > 1 else None
    if under is not None and not _UNDERLINE.match(lines[0]):
        levels += [under[1]] if under[1] not in levels else []
        level = levels.index(under[1]) + 1
        yield Block(PassageKind.HEADING, [[Piece(lines[0].strip(), start, start + len(lines[0]))]], level=level)
        start += sum(len(line) + 1 for line in lines[:2])
        lines = lines[2:]
    yield from _paragraphs(start, lines)


def _groups(source: str) -> Iterator[tuple[int, list[str]]]:
    """Stretches of lines between empty lines, with their offset."""
    for match in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", source):
        yield match.start(), match[0].rstrip("\n").split("\n")


def _paragraphs(start: int, lines: list[str]) -> Iterator[Block]:
    """Passages of a stretch: fields, items, terms and indented text begin anew."""
    held: list[Piece] = []
    item, indent = False, -1
    for at, line in _shown(start, lines):
        depth = len(line) - len(line.lstrip())
        text = line.strip()
        mark = _ITEM.match(text)
        if held and (mark or _FIELD.match(text) or depth != indent):
            yield _passage(held, item)
            held, item = [], False
        cut = mark or _DIRECTIVE.match(text)
        item = item or mark is not None
        skip = depth + (cut.end() if cut else 0)
        held += [*_pieces(line[skip:], at + skip), Piece("\n")]
        indent = depth + (mark.end() if mark else 0)
    if held:
        yield _passage(held, item)


def _shown(start: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with their offsets, without silent directives (with what is indented under them) and comments."""
    at, silent = start, False
    for line in lines:
        text = line.strip()
        comment = _COMMENT.match(text) is not None and _DIRECTIVE.match(text) is None
        silent = _SILENT.match(text) is not None or comment or (silent and line[:1].isspace())
        if not silent:
            yield at, line
        at += len(line) + 1


def _passage(pieces: list[Piece], item: bool) -> Block:
    return Block(PassageKind.LIST_ITEM if item else PassageKind.PARAGRAPH, [pieces], depth=1 if item else 0)


def _pieces(text: str, base: int) -> Iterator[Piece]:
    field = _FIELD.match(text)
    at, bold = (1 if field else 0), False
    for match in _INLINE.finditer(text):
        yield Piece(text[at : match.start()], base + at, base + match.start(), bold=bold)
        bold = bold != (match["mark"] == "**" or match["end"] == "**")
        name = "code" if match["code"] else "text"
        if match[name]:
            yield Piece(match[name], base + match.start(name), base + match.end(name), match["href"] or "")
        at = match.end()
    yield Piece(text[at:], base + at, base + len(text), bold=bold)
