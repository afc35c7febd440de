"""One pass over a parsed page: blocks in reading order, each with the region that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import LINE, Block, Piece
from clausewatch.parse.headings import heading_if_bold
from clausewatch.parse.numbers import leading
from clausewatch.parse.origin import Origins
from clausewatch.parse.regions import DOUBTED, MARKED, Region, rule_by_class, rule_of, speaks_of_law
from clausewatch.parse.tables import Table, holds_data, span_of
from clausewatch.parse.visible import UNSEEN_TAGS, Unseen, look, shorter

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "caption", "frameset", "button",
})  # fmt: skip
_BOLD = frozenset({"b", "strong", "th"})
_SPACE = Piece(" ")
_BULLET = re.compile(r"\s*[•●◦▪·–-]\s")
_DEEP = 4
"""Tables nested deeper are layout; not asking them keeps the walk linear."""
_UNNUMBERED = re.compile(r"list-none|list-unstyled|no-bullets|list-style-none")


Undo = Callable[[], object]
"""A step that puts the state back when an element ends."""


Handler = Callable[["Walk", etree._Element, list[Undo]], None]


class _Shape(NamedTuple):
    """What tag, class names and style say of an element, whatever stands in it."""

    unseen: bool
    asked: bool
    block: bool
    bold: bool
    rule: str
    handler: Handler | None


@lru_cache(maxsize=8192)
def _shape(tag: str, names: str, style: str) -> _Shape:
    seen = look(names, style)
    asked = seen.spoken or seen.off or tag in ("button", "template")
    return _Shape(
        tag in UNSEEN_TAGS, asked, tag in _BLOCKS, tag in _BOLD or seen.bold, rule_by_class(tag, names), _HANDLERS.get(tag)
    )


class Walk:
    """State of one pass; `blocks` and `places` (region of each block) run in parallel."""

    def __init__(self, root: etree._Element, origins: Origins, removed: Iterable[etree._Element] = ()) -> None:
        self.blocks: list[Block] = []
        self.places: list[int] = []
        self.regions = [Region("page", -1)]
        self._unseen, self._origins, self._removed = Unseen(root), origins, frozenset(removed)
        self._place = 0
        self._pieces: list[Piece] = []
        self._hrefs: list[str] = []
        self._bold = 0
        self._lists: list[tuple[str, int]] = []
        self._items: list[tuple[str, bool]] = []
        self._level = -1
        self._table: Table | None = None
        self._tables = self._nested = 0
        self._breaks = 0
        self._pre = 0
        self._undo: list[Sequence[Undo]] = []

    def run(self, root: etree._Element) -> None:
        """Walk an element with all it holds."""
        removed = self._removed
        events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event == "start":
                if (removed and element in removed) or not self._enter(element, element.tag):
                    self._undo.append(())
                    events.skip_subtree()
                continue
            if event == "end":
                for step in self._undo.pop():
                    step()
            tail = element.tail
            if tail and element is not root:
                self.text(tail)
        self.flush()

    def text(self, text: str) -> None:
        """A text node."""
        if text.isspace():
            if self._pieces:
                self._pieces.append(_SPACE)
            return None
        if self._breaks:
            self._after_break(text)
        if self._pre:
            return self._preformatted(text)
        start, end = self._origins.find(text)
        href = self._hrefs[-1] if self._hrefs else ""
        region = self.regions[self._place]
        region.chars += len(text)
        if href:
            region.linked += len(text)
            region.inner += len(text) if href[0] == "#" else 0
        elif region.rule in DOUBTED and speaks_of_law(text):
            region.legal += 1
        self._pieces.append(Piece(text, start, end, href, self._bold > 0))
        return None

    def _preformatted(self, text: str) -> None:
        start, end = self._origins.find(text)
        self.regions[self._place].chars += len(text)
        for n, part in enumerate(re.split(r"\n[ \t]*\n", text)):
            if n:
                self.flush()
            self._pieces.append(Piece(part, start, end))

    def _after_break(self, text: str) -> None:
        breaks, self._breaks = self._breaks, 0
        if self._table is not None:
            self._pieces.append(LINE)
            return
        own_line = _BULLET.match(text) is not None or leading(text.lstrip()[:40]) is not None
        if breaks > 1 or own_line or self._title_so_far():
            self.flush()
        else:
            self._pieces.append(Piece("\n"))

    def _title_so_far(self) -> bool:
        shown = [p for p in self._pieces if p.text.strip()]
        return bool(shown) and all(p.bold for p in shown) and not self._bold and sum(len(p.text) for p in shown) < 90

    def flush(self) -> None:
        """End the passage that is being collected."""
        self._breaks = 0
        if not self._pieces:
            return
        if self._table is not None:
            self._pieces.append(LINE)
            return
        pieces, self._pieces = self._pieces, []
        if not any(p.start >= 0 or p.text.strip() for p in pieces):
            return
        self._add(self._block(pieces))

    def _add(self, block: Block) -> None:
        region = self.regions[self._place]
        if region.rule in MARKED and (region.rule != "toc" or all(p.href or not p.text.strip() for c in block.cells for p in c)):
            block = block._replace(marks=(MARKED[region.rule],))
        self.blocks.append(block)
        self.places.append(self._place)

    def _block(self, pieces: list[Piece]) -> Block:
        number, depth = self._item_place(pieces)
        if self._level >= 0:
            return Block(PassageKind.HEADING, [pieces], level=self._level, number=number)
        if depth:
            return Block(PassageKind.LIST_ITEM, [pieces], depth=depth, number=number)
        return heading_if_bold(Block(PassageKind.PARAGRAPH, [pieces]))

    def _item_place(self, pieces: list[Piece]) -> tuple[str, int]:
        """Number and depth of the list item that these pieces begin or go on; a written number comes first."""
        if not self._items:
            return "", 0
        number, begun = self._items[-1]
        self._items[-1] = ("", True)
        written = leading("".join(p.text for p in pieces).lstrip()[:40]) if number else None
        return "" if written else number, max(len(self._lists) + begun, 1)

    def _enter(self, element: etree._Element, tag: str) -> bool:
        """Take in an element and its first text; False when it is not shown or declared away."""
        attributes: Sequence[Any] = element.items()
        given: dict[str, str] = dict(attributes)
        shape = _shape(tag, given.get("class", ""), given.get("style", ""))
        if shape.unseen or ((given or shape.asked) and self._is_off(element, shape, given)):
            return False
        self._undo.append(self._begun(element, shape, given))
        text = element.text
        if text:
            self.text(text)
        return True

    def _is_off(self, element: etree._Element, shape: _Shape, given: Mapping[str, str]) -> bool:
        asked = shape.asked or "hidden" in given or "aria-hidden" in given
        return asked and self._unseen(element, element.tag, given)

    def _begun(self, element: etree._Element, shape: _Shape, given: Mapping[str, str]) -> Sequence[Undo]:
        """Take in what an element says for all that it holds; the steps that put things back."""
        if not shape.block:
            return self._changed(element, shape, "") if shape.bold or shape.handler else ()
        if self._pieces:
            self.flush()
        rule = rule_of(element.tag, given.get("role"), shape.rule, given.get("id", ""))
        return self._changed(element, shape, rule) if rule or shape.bold or shape.handler else (self.flush,)

    def _changed(self, element: etree._Element, shape: _Shape, rule: str) -> list[Undo]:
        undo: list[Undo] = [self.flush] if shape.block else []
        if rule:
            outer = self._place
            self.regions.append(Region(rule, outer))
            self._place = len(self.regions) - 1
            undo.append(lambda: setattr(self, "_place", outer))
        if shape.handler is not None:
            shape.handler(self, element, undo)
        if shape.bold:
            self._bold += 1
            undo.append(self._unbold)
        return undo

    def _unbold(self) -> None:
        self._bold -= 1

    def _link(self, element: etree._Element, undo: list[Undo]) -> None:
        href = element.get("href")
        if href:
            self._hrefs.append(href.strip())
            undo.append(self._hrefs.pop)

    def _heading(self, element: etree._Element, undo: list[Undo]) -> None:
        self._level = int(element.tag[1])
        undo.append(lambda: setattr(self, "_level", -1))

    def _title(self, element: etree._Element, undo: list[Undo]) -> None:
        """The visible line of a fold-out part; long ones are paragraphs."""
        if self._level < 0 and shorter(element, 120):
            self._level = 0
            undo.append(lambda: setattr(self, "_level", -1))

    def _list(self, element: etree._Element, undo: list[Undo]) -> None:
        numbered = element.tag == "ol" and _UNNUMBERED.search(element.get("class") or "") is None
        first = element.get("start") or "1"
        begin = int(first) if first.isdigit() and len(first) < 6 else 1
        self._lists.append(((element.get("type") or "1") if numbered else "", begin))
        held, self._items = self._items, []
        undo.append(self._lists.pop)
        undo.append(lambda: setattr(self, "_items", held))

    def _item(self, element: etree._Element, undo: list[Undo]) -> None:
        number = ""
        if self._lists and self._lists[-1][0]:
            style, at = self._lists[-1]
            value = element.get("value") or ""
            at = int(value) if value.isdigit() and len(value) < 6 else at
            self._lists[-1] = (style, at + 1)
            number = item_number(style, at)
        self._items.append((number, False))
        undo.append(self._items.pop)

    def _break(self, _element: etree._Element, _undo: list[Undo]) -> None:
        self._breaks += 1 if self._pieces else 0

    def _pre_on(self, _element: etree._Element, undo: list[Undo]) -> None:
        self._pre += 1
        undo.append(lambda: setattr(self, "_pre", self._pre - 1))

    def _table_on(self, element: etree._Element, undo: list[Undo]) -> None:
        self._nested += 1
        undo.append(self._table_left)
        if self._table is not None or self._nested > _DEEP or not holds_data(element):
            return
        self._tables += 1
        self._table = Table(self._tables)
        undo.append(self._table_off)

    def _table_left(self) -> None:
        self._nested -= 1

    def _table_off(self) -> None:
        table, self._table, self._pieces = self._table, None, []
        for row in table.finished() if table else ():
            self._add(row)

    def _head(self, _element: etree._Element, undo: list[Undo]) -> None:
        if self._table is not None:
            self._table.open_head()
            undo.append(self._table.close_head)

    def _row(self, _element: etree._Element, undo: list[Undo]) -> None:
        if self._table is not None:
            self._table.open_row()
            undo.append(self._table.close_row)

    def _cell(self, element: etree._Element, _undo: list[Undo]) -> None:
        if self._table is not None:
            self._pieces = self._table.open_cell(element.tag == "th", span_of(element, "rowspan"), span_of(element, "colspan"))


def item_number(style: str, at: int) -> str:
    """How a list item of an HTML `type` is numbered: `3.`, `c.`, `iii.`"""
    if style in ("a", "A") and 1 <= at <= 26:
        letter = chr(96 + at)
        return f"({letter if style == 'a' else letter.upper()})"
    if style in ("i", "I") and 1 <= at < 40:
        roman = "x" * (at // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[at % 10]
        return f"({roman if style == 'i' else roman.upper()})"
    return f"{at}."


_HANDLERS: dict[str, Handler] = {
    "a": Walk._link,
    "h1": Walk._heading,
    "h2": Walk._heading,
    "h3": Walk._heading,
    "h4": Walk._heading,
    "h5": Walk._heading,
    "h6": Walk._heading,
    "summary": Walk._title,
    "button": Walk._title,
    "ul": Walk._list,
    "ol": Walk._list,
    "menu": Walk._list,
    "li": Walk._item,
    "br": Walk._break,
    "pre": Walk._pre_on,
    "table": Walk._table_on,
    "thead": Walk._head,
    "tr": Walk._row,
    "td": Walk._cell,
    "th": Walk._cell,
}
