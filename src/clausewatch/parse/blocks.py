"""What every format reader produces: blocks of layout whose pieces know where they were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clausewatch.model import PassageKind


class Piece(NamedTuple):
    """A stretch of text read at `source[start:end]` (start -1: made by the reader, not in the source)."""

    text: str
    start: int = -1
    end: int = -1
    href: str = ""
    bold: bool = False
    part: str = ""


LINE = Piece("\u2028")
"""A line of its own begins; kept inside the cells of a table, where names and addresses stand below each other."""


class Block(NamedTuple):
    """One passage before it has offsets.

    `cells` holds one list of pieces, or one per cell of a table row. `level` is a heading's level
    (1 highest), `depth` the nesting of a list item (1 outermost), `number` the number an item was
    given by its layout alone (`3.`, not part of the pieces), `table` groups the rows of one table (0: none).
    """

    kind: PassageKind
    cells: Sequence[Sequence[Piece]]
    level: int = 0
    depth: int = 0
    table: int = 0
    header: bool = False
    marks: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document as blocks, with what the reader knows beside the text."""

    blocks: Sequence[Block]
    title: str = ""
    lang: str = ""
    format: str = ""
    notes: tuple[str, ...] = ()
    complete: bool = True
    facts: frozenset[str] = field(default_factory=frozenset)


def paragraph(text: str, start: int = -1, end: int = -1) -> Block:
    """A paragraph of one piece."""
    return Block(PassageKind.PARAGRAPH, [[Piece(text, start, end)]])


def words_of(pieces: Iterable[Piece]) -> str:
    """The pieces' text with white space collapsed."""
    return " ".join("".join(p.text for p in pieces).split())
