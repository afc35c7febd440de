"""The document as the row finders see it: lines of cells, subjects of sections, what stands before a passage."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from clausewatch.detect.subprocessors.words import pattern
from clausewatch.model import Document, Passage, PassageKind, Section

_TITLE_REACH, _TITLE_WORDS = 40, 9
_BREAK = 4
"""Bytes of source between two runs from which on the second is taken to begin a new line."""


@dataclass(frozen=True)
class Reading:
    """A document with its layout made easy to ask."""

    document: Document

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the document."""
        return self.document.passages

    def text(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.document.text[start:end]

    def words(self, passage: Passage) -> str:
        """The text of a passage."""
        return self.document.passage_text(passage)

    def lines(self, start: int, end: int) -> list[str]:
        """The lines of a cell: at line feeds, else where the source breaks between two words."""
        text = self.text(start, end)
        if "\n" in text:
            return [line.strip() for line in text.split("\n") if line.strip()]
        cuts = [start, *(c for c in self._breaks(start, end)), end]
        return [line for a, b in pairwise(cuts) if (line := self.text(a, b).strip())]

    def cells(self, passage: Passage) -> list[str]:
        """The texts of a row's cells."""
        return [self.text(a, b).strip() for a, b in passage.cells]

    @cached_property
    def about(self) -> bool:
        """True if the document as a whole lists subprocessors."""
        first = next((self.words(p) for p in self.passages if p.kind is PassageKind.HEADING), "")
        heads = (self.document.title, first)
        return self.document.kind == "subprocessors" or any(pattern("subject").search(h) for h in heads)

    def in_zone(self, index: int) -> bool:
        """True if the passage stands in a part about subprocessors: its nearest telling heading decides."""
        for heading in [*self._titles(index), *self._headings(self.passages[index])]:
            if pattern("other_subject").search(heading):
                return False
            if pattern("subject").search(heading):
                return True
        return self.about

    def headed(self, passage: Passage) -> bool:
        """True if a heading above the passage, or the whole document, is about subprocessors."""
        return self.about or any(pattern("subject").search(h) for h in self._headings(passage))

    def _titles(self, index: int) -> list[str]:
        """Short lines above a passage that read like a heading on subprocessors, as far as the section goes."""
        section = self.passages[index].section
        for p in reversed(self.passages[max(0, index - _TITLE_REACH) : index]):
            if p.section != section or p.kind is PassageKind.HEADING:
                break
            words = self.words(p)
            titled = p.kind is PassageKind.PARAGRAPH and len(words.split()) <= _TITLE_WORDS and words[-1:] not in ".:;,"
            if titled and pattern("subject").search(words):
                return [words]
        return []

    def heading(self, passage: Passage) -> str:
        """The nearest heading above a passage."""
        return next(iter(self._headings(passage)), "")

    def introduced(self, index: int, reach: int = 3) -> bool:
        """True if a sentence close before the passage announces a list of subprocessors."""
        for p in reversed(self.passages[max(0, index - reach) : index]):
            words = self.words(p)
            if p.kind is PassageKind.PARAGRAPH and pattern("subject").search(words):
                return any(pattern(name).search(words[-200:]) for name in ("listing", "lists"))
            if p.kind is PassageKind.HEADING:
                return False
        return False

    def lead_in(self, passage: Passage) -> str:
        """The text that introduces a list item, or the empty string."""
        return self.words(self.passages[passage.lead_in]) if 0 <= passage.lead_in < len(self.passages) else ""

    def _headings(self, passage: Passage) -> list[str]:
        """Headings above a passage, the nearest first."""
        sections = self.document.sections
        if not 0 <= passage.section < len(sections):
            return []
        return [s.heading for s in self._chain(sections, passage.section)]

    def _chain(self, sections: tuple[Section, ...], index: int) -> list[Section]:
        chain = [sections[index]]
        for s in reversed(sections[:index]):
            if s.level < chain[-1].level:
                chain.append(s)
        return chain

    @cached_property
    def _starts(self) -> list[int]:
        return [r.start for r in self.document.runs]

    def _breaks(self, start: int, end: int) -> list[int]:
        runs = self.document.runs
        found = []
        for i in range(max(1, bisect_left(self._starts, start + 1)), len(runs)):
            run, before = runs[i], runs[i - 1]
            if run.start >= end:
                break
            gap = run.source_start - before.source_end
            if run.part == before.part and gap >= _BREAK and self.text(before.end, run.start).isspace():
                found.append(run.start)
        return found
