"""Passages in the making: written by `assemble`, then settled by `outline` and `marks` in turn."""

from __future__ import annotations

from dataclasses import dataclass

from clausewatch.model import Passage, PassageKind
from clausewatch.parse.blocks import Block


@dataclass(slots=True)
class Draft:
    """A block with its half-open span in the text, and what is not settled yet of its `Passage`."""

    block: Block
    kind: PassageKind
    start: int
    end: int
    marks: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    section: int = -1
    lead_in: int = -1
    header: int = -1

    def mark(self, name: str) -> None:
        """Add a mark, kept in order and once."""
        if name not in self.marks:
            self.marks = tuple(sorted((*self.marks, name)))

    def passage(self) -> Passage:
        """What has been settled."""
        return Passage(self.kind, self.start, self.end, self.section, self.lead_in, self.header, self.marks, self.cells)
