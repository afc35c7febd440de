"""Lines of a PDF page with their places, from pdfium's text; frame lines recognised by repetition."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausewatch.parse.columns import mentions_columns

_EDGE = 0.11
_GUTTER = 12.0
_TWO_COLUMNS = 50
_WIDE = 0.6
_HEADER_CHARS = 120
_GAP = 1.2
"""Width of a character from which on a line has gaps, and of a gap, both in sizes of type."""
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|sida|sidan|seite|side|sivu|pagina|p\.|s\.)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|\||of|av|von|de|sur|van|\()\s*\d{1,4}\)?)?[-–—|\s]*",
    re.IGNORECASE,
)
RULED = 8
"""Upright rulings from which on a page is read for tables."""
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)


class Part(NamedTuple):
    """A stretch of a line between gaps as wide as between columns: half-open span in the page's text, left end in points."""

    start: int
    end: int
    left: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text == page text[start:end]`, its box in points (y grows downwards), font size and weight.

    `parts` are given on pages that seem to hold a table without ruling lines.
    """

    text: str
    start: int
    end: int
    left: float
    right: float
    top: float
    bottom: float
    size: float = 10.0
    bold: bool = False
    page: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text as pdfium gives it, cut into lines in reading order; `drawn` counts the objects on the page."""

    number: int
    text: str
    width: float
    height: float
    lines: tuple[Line, ...]
    rulings: int = 0
    drawn: int = 0


class Glyphs:
    """Places and type of a page's characters, by their index in its text; points, y upwards."""

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self._page = textpage
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._room = pdfium_c.FS_RECTF()
        self._name, self._flags = ctypes.create_string_buffer(64), ctypes.c_int()
        self._bold: dict[bytes, bool] = {}

    def sides(self, index: int) -> tuple[float, float]:
        """Left and right end of the ink."""
        left, right, low, high = self._sides
        if not pdfium_c.FPDFText_GetCharBox(self._page, index, left, right, low, high):
            raise pdfium.PdfiumError(f"No place for character {index}.")
        return left.value, right.value

    def room(self, index: int) -> tuple[float, float, float, float]:
        """Left, lower, right and upper end of the room that the type keeps."""
        room = self._room
        if not pdfium_c.FPDFText_GetLooseCharBox(self._page, index, room):
            raise pdfium.PdfiumError(f"No place for character {index}.")
        return room.left, room.bottom, room.right, room.top

    def size(self, index: int) -> float:
        """Size of the type in points; 0 where it is not told."""
        size: float = pdfium_c.FPDFText_GetFontSize(self._page, index)
        return round(size, 1)

    def bold(self, index: int) -> bool:
        """True for heavy type, by its weight or its name."""
        if pdfium_c.FPDFText_GetFontWeight(self._page, index) >= 600:
            return True
        pdfium_c.FPDFText_GetFontInfo(self._page, index, self._name, 64, self._flags)
        name = self._name.value
        if name not in self._bold:
            self._bold[name] = _BOLD.search(name) is not None
        return self._bold[name]


def read(page: pdfium.PdfPage, number: int) -> PageText:
    """Lines of one page."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        glyphs = Glyphs(textpage)
        parts = _parted(glyphs, _visual(text), width / 2)
        lines = [_line(glyphs, part, at, (number, height)) for part, at in parts if part.strip()]
        if any(map(_names_columns, lines)):
            lines = [replace(line, parts=tuple(_parts(glyphs, line))) for line in lines]
        drawn, rulings = _drawn(page)
    finally:
        textpage.close()
    return PageText(number, text, width, height, tuple(in_order(lines, width)), rulings, drawn)


def _visual(text: str) -> list[tuple[str, int]]:
    """Stored lines as seen lines with their offsets: pdfium runs lines together where a word is broken (U+FFFE)."""
    found, at = [], 0
    for part in re.split(r"(?<=\ufffe)|(?<=\n)", text):
        found.append((part.rstrip("\r\n"), at))
        at += len(part)
    return found


def _gutter(glyphs: Glyphs, text: str, at: int, middle: float) -> int:
    """Where a line that crosses the middle of the page has a gap as between columns; -1: nowhere."""
    low, high = 0, len(text) - 1
    while low < high:
        n = (low + high) // 2
        low, high = (n + 1, high) if glyphs.sides(at + n)[1] <= middle else (low, n)
    for n in range(max(1, low - 12), min(len(text) - 1, low + 3)):
        if text[n] == " " and glyphs.sides(at + n + 1)[0] - glyphs.sides(at + n - 1)[1] > _GUTTER:
            return n
    return -1


def _parted(glyphs: Glyphs, lines: Sequence[tuple[str, int]], middle: float) -> list[tuple[str, int]]:
    """Lines cut between two columns of running text, if most long lines have the gap; short cells stay rows."""
    long = [n for n, (text, _) in enumerate(lines) if len(text) > _TWO_COLUMNS]
    cuts: dict[int, int] = {}
    spare = len(long) - max(4, 0.6 * len(long))
    for n in long:
        cuts[n] = _gutter(glyphs, *lines[n], middle)
        spare -= cuts[n] <= 0.35 * len(lines[n][0])
        if spare < 0:
            return list(lines)
    found: list[tuple[str, int]] = []
    for n, (text, at) in enumerate(lines):
        cut = cuts.get(n, -1)
        found += [(text[:cut], at), (text[cut + 1 :], at + cut + 1)] if cut > 0 else [(text, at)]
    return found


def _line(glyphs: Glyphs, text: str, at: int, where: tuple[int, float]) -> Line:
    number, height = where
    first = at + len(text) - len(text.lstrip())
    last = at + len(text.rstrip()) - 1
    if text.endswith("\ufffe") and last > first:
        last -= 1
    left, low, _, high = glyphs.room(first)
    _, low2, right, high2 = glyphs.room(last)
    return Line(
        text=text.strip(),
        start=first,
        end=at + len(text.rstrip()),
        left=left,
        right=max(right, left),
        top=height - max(high, high2),
        bottom=height - min(low, low2),
        size=glyphs.size(first) or max(high - low, 1.0),
        bold=glyphs.bold(first) and glyphs.bold(last),
        page=number,
    )


def _names_columns(line: Line) -> bool:
    """A short line set wide, with a word that names columns."""
    wide = line.right - line.left > _WIDE * line.size * len(line.text)
    return wide and len(line.text) < _HEADER_CHARS and mentions_columns(line.text)


def _parts(glyphs: Glyphs, line: Line) -> Iterator[Part]:
    begin = line.start
    for space in re.finditer(r"\s+", line.text):
        before, after = line.start + space.start() - 1, line.start + space.end()
        left = glyphs.sides(after)[0]
        if left - glyphs.sides(before)[1] > max(_GAP * line.size, _GUTTER / 2):
            yield Part(begin, before + 1, glyphs.sides(begin)[0])
            begin = after
    yield Part(begin, line.end, glyphs.sides(begin)[0])


def _drawn(page: pdfium.PdfPage) -> tuple[int, int]:
    """Objects on a page, and the upright lines and boxes among them, counted as far as a table needs.

    A table has several; underlined and shaded words have none.
    """
    count, found = pdfium_c.FPDFPage_CountObjects(page), 0
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for n in range(min(count, 5000)):
        drawn = pdfium_c.FPDFPage_GetObject(page, n)
        if pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
            pdfium_c.FPDFPageObj_GetBounds(drawn, left, low, right, high)
            width, height = right.value - left.value, high.value - low.value
            found += (width < 3 and 8 < height < 700) or (25 < width < 560 and 14 < height < 700)
            if found >= RULED:
                break
    return count, found


def in_order(lines: Sequence[Line], width: float) -> list[Line]:
    """Reading order: as stored, unless the lines jump about; then columns from left to right, each downwards."""
    middle = width / 2
    pairs = [
        (a, b) for a, b in pairwise(lines) if abs(a.middle - b.middle) < 3 and a.right <= middle + 5 and b.left >= middle - 5
    ]
    beside = sum(min(a.right - a.left, b.right - b.left) > 0.25 * width for a, b in pairs) >= 4
    jumps = sum(_jumps(a, b, width) for a, b in pairwise(lines))
    if jumps <= 1 and not beside:
        return list(lines)
    crossing = sum(line.left < middle - 10 and line.right > middle + 10 for line in lines)
    columns = crossing <= 0.2 * len(lines)
    return sorted(lines, key=lambda n: (columns and n.left >= middle - 10, round(n.middle / 3), n.left))


def _beside(a: Line, b: Line, width: float) -> bool:
    """Two lines of running text on one height, left and right of the middle."""
    parted = a.right <= width / 2 + 5 and b.left >= width / 2 - 5
    return parted and abs(a.middle - b.middle) < 3 and min(a.right - a.left, b.right - b.left) > 0.25 * width


def _jumps(a: Line, b: Line, width: float) -> bool:
    """From a line back up the page without moving to a column further right."""
    return b.top < a.top - 2 * a.size and b.left < a.left + 0.2 * width


def without_frame(pages: Sequence[PageText]) -> list[list[Line]]:
    """Each page's lines without running headers, footers and page numbers."""
    often = Counter(key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)})
    least = max(2, 0.4 * len(pages)) if len(pages) > 1 else 1_000_000
    return [[line for line in page.lines if not _is_frame(line, page, often[_key(line)] >= least)] for page in pages]


def _is_frame(line: Line, page: PageText, repeated: bool) -> bool:
    return _at_edge(line, page) and (repeated or _PAGE_NUMBER.fullmatch(line.text) is not None)


def _at_edge(line: Line, page: PageText) -> bool:
    return line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(line.text.split()).casefold())
