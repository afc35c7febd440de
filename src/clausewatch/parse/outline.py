"""Sections from headings and from numbered clauses, and what introduces each list item.

The classic outline rule: a numbering style that is already open closes down to it (a sibling), a new
style opens one level deeper; a dotted number belongs under the number that it extends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausewatch.model import PassageKind, Section
from clausewatch.parse.blocks import Block, words_of
from clausewatch.parse.columns import names_columns
from clausewatch.parse.drafts import Draft
from clausewatch.parse.headings import TITLE_CHARS
from clausewatch.parse.numbers import Numbered, heading_number, leading

LONG_ITEM = 200
_ITEM_STYLES = frozenset({"(a)", "(i)", "(1)", "(A)", "(I)", "a)", "i)", "1)", "A)", "I)"})


@dataclass(slots=True)
class _Open:
    index: int
    style: str
    number: str
    level: int
    passage: int


def _joined(parent: str, number: str, style: str) -> str:
    """How a lawyer cites an inner number: `9.5(a)`, `4.1 a)`, `3.2`, `§ 3(2)`."""
    if not parent or ("@" not in style and style not in _ITEM_STYLES):
        return number
    if style[:6] != "dotted":
        return parent + ("" if number.startswith("(") else " ") + number
    return f"{parent}({number})" if parent[0] == "§" or parent[0].isalpha() else f"{parent}.{number}"


class _Outline:
    def __init__(self, text: str) -> None:
        self.text = text
        self.made: list[tuple[str, str, int, int]] = []
        self.ends: list[int] = []
        self.stack: list[_Open] = []

    def current(self) -> int:
        return self.stack[-1].index if self.stack else -1

    def open(self, passage: int, start: int, entry: tuple[str, str, str, int]) -> None:
        """Open a section at `start`; `entry` is style, number, heading, level (0: one below what is open)."""
        style, number, heading, level = entry
        level = level or (self.stack[-1].level + 1 if self.stack else 1)
        shown = _joined(self.stack[-1].number if self.stack else "", number, style)
        self.stack.append(_Open(len(self.made), style, shown, level, passage))
        self.made.append((shown, heading, level, start))
        self.ends.append(len(self.text))

    def close_to(self, depth: int, at: int) -> None:
        """Keep only the outermost `depth` open sections."""
        while len(self.stack) > depth:
            self.ends[self.stack.pop().index] = at

    def sections(self) -> list[Section]:
        """All sections, in order."""
        return [Section(*made, end) for made, end in zip(self.made, self.ends, strict=True)]


def outlined(text: str, drafts: Sequence[Draft]) -> list[Section]:
    """Sections of a text; `section`, `lead_in`, `header` and kind of its drafts are settled."""
    outline = _Outline(text)
    tables: dict[int, int] = {}
    items = _Items()
    for n, draft in enumerate(drafts):
        if draft.kind is PassageKind.TABLE_ROW:
            _row(n, draft, tables)
        elif "toc" not in draft.marks:
            _place(outline, n, draft)
        draft.section = outline.current()
        if draft.kind is PassageKind.LIST_ITEM:
            lead = _clause_lead(outline, n)
            draft.lead_in = items.lead_in(n, draft.block.depth or 1, drafts) if lead is None else lead
        elif draft.kind is not PassageKind.TABLE_ROW:
            items.clear()
    return outline.sections()


def _clause_lead(outline: _Outline, n: int) -> int | None:
    """A lettered clause is introduced by the clause around it; None where there is none."""
    if len(outline.stack) < 2 or outline.stack[-1].passage != n or outline.stack[-1].style not in _ITEM_STYLES:
        return None
    return None if outline.stack[-2].style[:1] == "h" else outline.stack[-2].passage


def _row(n: int, draft: Draft, tables: dict[int, int]) -> None:
    if _names_columns(draft.block, tables):
        tables[draft.block.table] = n
    else:
        draft.header = tables.get(draft.block.table, -1)


def _names_columns(block: Block, tables: dict[int, int]) -> bool:
    """A header row of several cells; where the marked one is a title over the table, the first row of column names."""
    filled = sum(bool(words_of(c)) for c in block.cells)
    return filled > 1 and (block.header or (block.table not in tables and names_columns(block)))


def _place(outline: _Outline, n: int, draft: Draft) -> None:
    text, block = outline.text[draft.start : draft.end], draft.block
    number = _number(outline, block, text)
    if draft.kind is PassageKind.HEADING:
        _heading(outline, n, draft, (number, text))
    elif number is not None and _is_clause(outline, number, text, block):
        outline.close_to(_depth_for(outline, number), draft.start)
        title = _run_in_title(block, number, text)
        outline.open(n, draft.start, (number.style, number.value, title, 0))
        if number.style in _ITEM_STYLES:
            draft.kind = PassageKind.LIST_ITEM


def _number(outline: _Outline, block: Block, text: str) -> Numbered | None:
    """The number of a passage, from its words or its layout; inner and letter styles told apart."""
    read = heading_number if block.kind is PassageKind.HEADING else leading
    number = read(text) if not block.number else leading(block.number + " ")
    if number is None:
        return None
    if block.number:
        number = number._replace(length=0)
    if "i" in number.style.casefold() and _continues_letters(outline, number):
        number = number._replace(style=number.style.replace("i", "a").replace("I", "A"))
    return number._replace(style=f"{number.style}@{block.depth}") if _is_inner(outline, block, number) else number


def _is_inner(outline: _Outline, block: Block, number: Numbered) -> bool:
    """A plain number of a list that stands inside another, or inside a numbered heading."""
    if block.kind is not PassageKind.LIST_ITEM or number.style not in ("dotted1", "1)"):
        return False
    return block.depth > 1 or any(o.number and o.style[:1] == "h" for o in outline.stack)


def _continues_letters(outline: _Outline, number: Numbered) -> bool:
    """`(i)` after `(h)` is a letter, not a Roman one."""
    letter = number.value.strip("().").casefold()[-1:]
    wanted = number.style.replace("i", "a").replace("I", "A")
    open_ = [o.number for o in outline.stack if o.style == wanted]
    return bool(open_) and len(letter) == 1 and open_[-1].strip("().").casefold()[-1:] == chr(ord(letter) - 1)


def _heading(outline: _Outline, n: int, draft: Draft, what: tuple[Numbered | None, str]) -> None:
    number, text = what
    level = draft.block.level or 7
    depth = _depth_of_level(outline, level)
    if number is not None and (under := _extended(outline, number)) is not None:
        depth = max(depth, under) if level < 7 else under
    outline.close_to(depth, draft.start)
    value, title = (number.value, text[number.length :].strip()) if number else ("", text)
    deeper = not outline.stack or draft.block.level > outline.stack[-1].level
    outline.open(n, draft.start, (f"h{level}", value, title[:200], draft.block.level if deeper else 0))


def _depth_of_level(outline: _Outline, level: int) -> int:
    """How many open sections enclose a heading of that level; clauses never do."""
    for depth, opened in enumerate(outline.stack):
        if opened.style[:1] != "h" or int(opened.style[1:]) >= level:
            return depth
    return len(outline.stack)


def _extended(outline: _Outline, number: Numbered) -> int | None:
    """Depth just below the open section whose number this dotted number extends."""
    if not number.style.startswith("dotted"):
        return None
    bare = [o.number.rsplit(" ", 1)[-1] for o in outline.stack]
    return next((d + 1 for d in reversed(range(len(bare))) if bare[d] and number.value.startswith(bare[d] + ".")), None)


def _depth_for(outline: _Outline, number: Numbered) -> int:
    under = _extended(outline, number)
    if under is not None:
        return under
    same = [d for d, o in enumerate(outline.stack) if o.style == number.style]
    if same:
        return same[-1]
    headings = [d + 1 for d, o in enumerate(outline.stack) if o.style[:1] == "h"]
    return (
        (headings[-1] if headings else 0) if number.style[:4] in ("dott", "word") or number.style == "§" else len(outline.stack)
    )


def _is_clause(outline: _Outline, number: Numbered, text: str, block: Block) -> bool:
    """Numbers of short enumerations under a heading without number open no section."""
    if number.length >= len(text):
        return False
    if block.kind is PassageKind.LIST_ITEM and number.style in ("dotted1", "1)") and outline.stack:
        return len(text) >= LONG_ITEM or outline.stack[-1].style == number.style
    if number.style.startswith("word:"):
        return len(text) < 400 and not text[number.length :][:1].islower()
    return True


def _run_in_title(block: Block, number: Numbered, text: str) -> str:
    """The bold words that follow the number, or the whole clause where it is a short title."""
    rest = text[number.length :].strip()
    if len(rest) <= TITLE_CHARS and rest[:1].isupper() and rest[-1:] not in ".;:,)":
        return rest
    bold = _first_bold(block, number.length + 2)
    found = leading(bold)
    bold = (bold[found.length :] if found else bold).strip(' .:–—-“”"')
    return bold if 2 < len(bold) <= TITLE_CHARS and bold in text else ""


def _first_bold(block: Block, before: int) -> str:
    """The first bold stretch, if it begins within the first `before` characters."""
    bold, seen = "", 0
    for piece in block.cells[0]:
        shown = " ".join(piece.text.split())
        if not piece.bold and (bold or seen > before) and shown:
            break
        seen += len(shown)
        if piece.bold and shown:
            bold += " " + shown
    return bold.strip()


class _Items:
    """Open list items with what introduces them."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int, int]] = []

    def clear(self) -> None:
        """A list has ended."""
        self._open.clear()

    def lead_in(self, n: int, depth: int, done: Sequence[Draft]) -> int:
        """The passage that introduces item `n`: its parent item, or what stands before the list."""
        lead = -1
        sibling = False
        while self._open and self._open[-1][1] >= depth:
            lead, sibling = self._open.pop()[2], True
        if self._open:
            lead = self._open[-1][0]
        elif not sibling:
            lead = _before_list(n, done)
        self._open.append((n, depth, lead))
        return lead


def _before_list(n: int, done: Sequence[Draft]) -> int:
    return n - 1 if n and done[n - 1].kind is PassageKind.PARAGRAPH else -1
