"""The text of a document as passages to be shown, with the clauses marked; long texts in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from clausewatch.model import Document, Finding, Passage, PassageKind, Reading
from clausewatch.wording import capital, inert, one_line, term

SOFT, HARD = 20_000, 32_000
"""Characters after which a part ends at the next heading, and at which it ends anyhow."""
MOST_MARKS = 400
"""Clauses that are marked in one part; a text with more is no text for reading."""
ENTRIES = 150
"""Entries of a table of contents."""
_NUMBER = re.compile(r"\s*((?:§\s*)?(?:\d+(?:\.\d+)*\.?|[A-Z]\.(?:\d+\.?)*|\([a-z0-9]{1,4}\)))\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a document's text, half-open, with its passages (a passage may be cut)."""

    start: int
    end: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An entry of the table of contents."""

    label: str
    level: int
    part: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Note:
    """A clause that begins in a passage, for the margin."""

    index: int
    name: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is shown: `cells` for a row of a table, else `text`."""

    kind: str
    level: int
    number: str
    anchor: str
    text: Markup
    cells: tuple[Markup, ...]
    notes: tuple[Note, ...]
    hidden: bool = False


def parts(document: Document) -> tuple[Part, ...]:
    """A document in parts of readable size, cut at headings where there are any."""
    found: list[Part] = []
    held: list[Passage] = []
    for passage in _pieces(document):
        length = passage.end - held[0].start if held else 0
        if held and (length > HARD or (length > SOFT and passage.kind is PassageKind.HEADING)):
            found.append(Part(held[0].start, passage.start, tuple(held)))
            held = []
        held.append(passage)
    end = len(document.text)
    found.append(Part(held[0].start if held else 0, end, tuple(held)))
    return tuple(found)


def part_at(cuts: Sequence[Part], offset: int) -> int:
    """Index of the part that holds an offset of the text."""
    return next((i for i, part in enumerate(cuts) if offset < part.end), len(cuts) - 1)


def outline(document: Document, cuts: Sequence[Part]) -> tuple[Outline, ...]:
    """The table of contents: as many levels as fit."""
    sections = [s for s in document.sections if s.heading]
    level = next((n for n in (3, 2, 1) if sum(s.level <= n for s in sections) <= ENTRIES), 1)
    chosen = [s for s in sections if s.level <= level][:ENTRIES]
    return tuple(Outline(one_line(s.label)[:120], s.level, part_at(cuts, s.start) + 1, f"p{s.start}") for s in chosen)


def shown(reading: Reading, part: Part, lang: str) -> tuple[Row, ...]:
    """The passages of a part with the clauses that touch them."""
    inside = [(i, f) for i, f in enumerate(reading.detection.findings) if f.start < part.end and f.end > part.start]
    marks = inside[:MOST_MARKS]
    return tuple(_row(reading.document, passage, marks, lang) for passage in part.passages)


def _pieces(document: Document) -> Iterator[Passage]:
    """Passages, with overlong ones cut; the text as a whole where a document has none."""
    for passage in document.passages or (Passage(PassageKind.PARAGRAPH, 0, len(document.text)),):
        if passage.end - passage.start <= HARD:
            yield passage
            continue
        for start in range(passage.start, passage.end, SOFT):
            yield Passage(passage.kind, start, min(start + SOFT, passage.end), passage.section, marks=passage.marks)


def _row(document: Document, passage: Passage, marks: Sequence[tuple[int, Finding]], lang: str) -> Row:
    touching = [(i, f) for i, f in marks if f.start < passage.end and f.end > passage.start]
    beginning = [(i, f) for i, f in touching if f.start >= passage.start]
    pen = _Pen(document.text, touching, {i for i, _ in beginning})
    in_row = passage.kind is PassageKind.TABLE_ROW and bool(passage.cells)
    number, start = ("", passage.start) if in_row else _numbered(document, passage)
    return Row(
        kind=passage.kind.value,
        level=_level(document, passage),
        number=number,
        anchor=f"p{passage.start}",
        text=pen.marked(start, start if in_row else passage.end),
        cells=tuple(pen.marked(*cell) for cell in passage.cells),
        notes=tuple(_note(i, f, lang) for i, f in beginning),
        hidden="hidden" in passage.marks,
    )


def _level(document: Document, passage: Passage) -> int:
    """The level of a heading below the page's own."""
    known = 0 <= passage.section < len(document.sections)
    return min(max(document.sections[passage.section].level if known else 3, 1), 4) + 1


def _numbered(document: Document, passage: Passage) -> tuple[str, int]:
    """The number that a passage begins with, for the margin, and where its text goes on."""
    match = _NUMBER.match(document.text, passage.start, passage.end)
    return (one_line(match[1]), match.end()) if match and match.end() < passage.end else ("", passage.start)


def _note(index: int, finding: Finding, lang: str) -> Note:
    return Note(index, capital(term("types", finding.type, lang)), not finding.operative or finding.scc)


class _Pen:
    """Marks the clauses in runs of one passage; each clause gets its anchor where it is first seen."""

    def __init__(self, text: str, touching: Sequence[tuple[int, Finding]], beginning: set[int]) -> None:
        self._text = text
        self._touching = touching
        self._waiting = beginning

    def marked(self, start: int, end: int) -> Markup:
        """A run of the text, inert and escaped, with its clauses marked."""
        inner = {p for _, f in self._touching for p in (f.start, f.end) if start < p < end}
        edges = [start, *sorted(inner), end] if start < end else []
        return Markup("").join(self._run(a, b) for a, b in pairwise(edges))

    def _run(self, start: int, end: int) -> Markup:
        said = escape(inert(self._text[start:end]))
        over = [i for i, f in self._touching if f.start < end and f.end > start]
        if not over:
            return said
        begun = [i for i in over if i in self._waiting]
        self._waiting.difference_update(begun)
        anchors = Markup("").join(Markup('<span class="at" id="f{}"></span>').format(i) for i in begun)
        return anchors + Markup("<mark>{}</mark>").format(said)
