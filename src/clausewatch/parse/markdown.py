"""Markdown and MDX to blocks, line by line; numbers stay as the author wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clausewatch.model import PassageKind
from clausewatch.parse import inline
from clausewatch.parse.blocks import Block, Content, Piece, words_of
from clausewatch.parse.headings import heading_if_bold
from clausewatch.parse.hints import NO_HINTS

_FRONT = re.compile(r"\A\ufeff?\s*(---\s*\n(.*?\n)(?:---|\.\.\.)\s*(?:\n|\Z)|\+\+\+\s*\n(.*?\n)\+\+\+\s*(?:\n|\Z))", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[([^\]^\n]{1,200})\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.MULTILINE)
_ATX = re.compile(r"\s{0,3}(#{1,6})(?:\s+|(?=[^#\s!]))(.*?)\s*#*\s*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_ITEM = re.compile(r"([ \t]*)([-*+•●◦▪·–](?=\s)|\(?(?:\d{1,9}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\s))([ \t]*)(.*)$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_ROW = re.compile(r"\s*\|.*\|.*\|\s*$")
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?-->|\{/\*.*?\*/\}|</?(?!t(?:able|head|body|foot|[rdh])\b)[A-Za-z][\w.]*(?=[^<>]*\n)"
    r"(?:\s+[\w:.@-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^\s<>\"'{]+))?)*\s*/?>",
    re.DOTALL,
)
"""Comments, and tags that go over several lines: what the line-by-line reader cannot see."""
_FENCE = re.compile(r"\s*(```+|~~~+)")
_MDX = re.compile(r"(import|export)\s.*(from\s|=|;)|:::")
_HARD = re.compile(r"(?: {2,}|\\)$")


@dataclass(slots=True)
class _Line:
    text: str
    start: int


@dataclass(slots=True)
class _Reader:
    source: str
    references: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    held: list[_Line] = field(default_factory=list)
    item: tuple[int, str] | None = None
    indents: list[int] = field(default_factory=list)
    table: int = 0

    def flush(self) -> None:
        """Write the lines held so far as one passage."""
        held, self.held = self.held, []
        if not held:
            return
        pieces: list[Piece] = []
        for n, line in enumerate(held):
            if n:
                pieces.append(Piece("\n", line.start - 1, line.start))
            pieces.extend(inline.pieces(line.text, line.start, self.references))
        kind = PassageKind.LIST_ITEM if self.item else PassageKind.PARAGRAPH
        block = Block(kind, [pieces], depth=self.item[0] if self.item else 0)
        self.item = None
        self.blocks.append(heading_if_bold(block))

    def heading(self, text: str, start: int, level: int) -> None:
        """A heading from its marks."""
        self.flush()
        self.indents.clear()
        self.blocks.append(Block(PassageKind.HEADING, [list(inline.pieces(text, start, self.references))], level=level))


def read(source: str) -> Content:
    """Blocks of a Markdown text; offsets are characters of `source`."""
    front = _FRONT.match(source)
    begin = front.end() if front else 0
    title = _FRONT_TITLE.search(front[0]) if front else None
    references = {m[1].casefold(): m[2] for m in _REFERENCE.finditer(source, begin)}
    reader = _Reader(source, references)
    lines = _lines(_UNSEEN.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source), begin)
    n = 0
    while n < len(lines):
        n = _step(reader, lines, n)
    reader.flush()
    first = next((b for b in reader.blocks if b.kind is PassageKind.HEADING), None)
    shown = title[1] if title else words_of(first.cells[0]) if first else ""
    return Content(reader.blocks, title=shown, format="markdown")


def _lines(source: str, begin: int) -> list[_Line]:
    found, at = [], begin
    for raw in source[begin:].splitlines(keepends=True):
        text = raw.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        quote = re.match(r"(\s{0,3}>\s?)+", text)
        skip = quote.end() if quote else 0
        found.append(_Line(text[skip:], at + skip))
        at += len(raw)
    return found


def _step(reader: _Reader, lines: list[_Line], n: int) -> int:
    line = lines[n]
    if not line.text.strip():
        reader.flush()
        return n + 1
    if _special(reader, line):
        return n + 1
    return _structure(reader, lines, n) or _text(reader, lines, n)


def _structure(reader: _Reader, lines: list[_Line], n: int) -> int:
    """The line after a table, item or fenced part that begins at line `n`; 0 for running text."""
    line = lines[n]
    if _FENCE.match(line.text):
        return _fenced(reader, lines, n)
    if "|" in line.text and n + 1 < len(lines) and _TABLE_RULE.match(lines[n + 1].text) and "-" in lines[n + 1].text:
        return _table(reader, lines, n)
    if _ROW.match(line.text) and _after_row(reader):
        reader.blocks.append(_row(reader, line, header=False))
        return n + 1
    if (table := _HTML_TABLE.search(line.text)) is not None:
        return _html_table(reader, lines, n, table.start())
    if (item := _ITEM.match(line.text)) is not None and _starts_item(reader, item):
        return _item(reader, line, item, n)
    return 0


def _special(reader: _Reader, line: _Line) -> bool:
    """Headings with marks, rules, references and MDX lines: one line each."""
    if (atx := _ATX.match(line.text)) is not None:
        reader.heading(atx[2], line.start + atx.start(2), len(atx[1]))
        return True
    if _REFERENCE.match(line.text) or _MDX.match(line.text):
        reader.flush()
        return True
    if _RULE.match(line.text) and not (reader.held and set(line.text.strip()) <= {"-"}):
        reader.flush()
        return True
    return False


def _fenced(reader: _Reader, lines: list[_Line], n: int) -> int:
    reader.flush()
    fence = lines[n].text.strip()[:3]
    n += 1
    while n < len(lines) and not lines[n].text.strip().startswith(fence):
        line = lines[n]
        reader.blocks.append(Block(PassageKind.PARAGRAPH, [[Piece(line.text, line.start, line.start + len(line.text))]]))
        n += 1
    return n + 1


def _starts_item(reader: _Reader, item: re.Match[str]) -> bool:
    """Inside a paragraph only bullets and numbers of one or two characters interrupt."""
    if not reader.held:
        return True
    marker = item[2].strip("().")
    return not marker.isdigit() or len(marker) <= 2


def _item(reader: _Reader, line: _Line, item: re.Match[str], n: int) -> int:
    reader.flush()
    indent = len(item[1].expandtabs(4))
    while reader.indents and reader.indents[-1] > indent:
        reader.indents.pop()
    if not reader.indents or reader.indents[-1] < indent:
        reader.indents.append(indent)
    reader.item = (len(reader.indents), item[2])
    bullet = item[2][-1] not in ".)"
    at = item.start(4) if bullet else item.start(2)
    reader.held.append(_Line(line.text[at:], line.start + at))
    return n + 1


def _text(reader: _Reader, lines: list[_Line], n: int) -> int:
    line = lines[n]
    after = lines[n + 1].text if n + 1 < len(lines) else ""
    setext = _SETEXT.match(after)
    if setext and after.strip() and not reader.held and len(setext[1]) >= 2 and not reader.item:
        reader.heading(line.text.strip(), line.start + len(line.text) - len(line.text.lstrip()), 1 if setext[1][0] == "=" else 2)
        return n + 2
    if not reader.held and not line.text[:1].isspace():
        reader.indents.clear()
    reader.held.append(line)
    return n + 1


def _table(reader: _Reader, lines: list[_Line], n: int) -> int:
    reader.flush()
    reader.table += 1
    first = n
    while n < len(lines) and "|" in lines[n].text and lines[n].text.strip():
        if n != first + 1:
            reader.blocks.append(_row(reader, lines[n], header=n == first))
        n += 1
    return n


def _row(reader: _Reader, line: _Line, header: bool) -> Block:
    cells = [list(inline.pieces(t, s, reader.references)) for t, s in _cells(line)]
    return Block(PassageKind.TABLE_ROW, cells, table=reader.table, header=header)


def _after_row(reader: _Reader) -> bool:
    """Rows that empty lines part from their table still belong to it."""
    return not reader.held and bool(reader.blocks) and reader.blocks[-1].kind is PassageKind.TABLE_ROW


def _html_table(reader: _Reader, lines: list[_Line], n: int, at: int) -> int:
    """A table written as HTML from character `at` of line `n` on, read as a page of its own."""
    from clausewatch.parse import html

    first = lines[n]
    if first.text[:at].strip():
        lines[n : n + 1] = [_Line(first.text[:at], first.start), _Line(first.text[at:], first.start + at)]
        return _text(reader, lines, n) if (item := _ITEM.match(first.text[:at])) is None else _item(reader, lines[n], item, n)
    reader.flush()
    while n < len(lines) - 1 and _TABLE_END.search(lines[n].text) is None:
        n += 1
    last = lines[n]
    end = _TABLE_END.search(last.text, at if last is first else 0)
    base, stop = first.start + at, end.end() if end else len(last.text)
    reader.table += 1
    for block in html.read(reader.source[base : last.start + stop], NO_HINTS).content.blocks:
        reader.blocks.append(_shifted(block, base, reader.table))
    lines[n] = _Line(last.text[stop:], last.start + stop)
    return n


def _shifted(block: Block, base: int, table: int) -> Block:
    cells = [[p._replace(start=p.start + base, end=p.end + base) if p.start >= 0 else p for p in c] for c in block.cells]
    return block._replace(cells=cells, table=table if block.table else 0)


def _cells(line: _Line) -> list[tuple[str, int]]:
    found, at = [], 0
    for match in re.finditer(r"(?<!\\)\||$", line.text):
        cell = line.text[at : match.start()]
        found.append((cell, line.start + at))
        at = match.end()
    if found and not found[0][0].strip() and line.text.lstrip().startswith("|"):
        del found[0]
    if found and not found[-1][0].strip() and line.text.rstrip().endswith("|"):
        del found[-1]
    return found
