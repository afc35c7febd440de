"""What a report is made of, before it is HTML, DOCX or a table: blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from clausewatch.report.worddiff import Piece


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `tone` is empty, `strong` or `quiet`."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A vendor's words, verbatim and inert, and their language."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """Marked words of a change."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A plain list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column holds row headers. `wide` ones are set across on paper."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    wide: bool = False


Block = Heading | Text | Quote | Diff | Facts | Items | Table


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the facts of its title page; `wide` puts the whole report across the paper."""

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    lang: str
    version: str
    kicker: str = ""
    wide: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables alone, for spreadsheets."""
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def kinds(self) -> tuple[tuple[str, Block], ...]:
        """Each block with the name of its kind, for the template."""
        return tuple((type(b).__name__, b) for b in self.blocks)
