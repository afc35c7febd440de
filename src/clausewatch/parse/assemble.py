"""Blocks to `Document`: text, passages, runs, links, then sections, lead-ins and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clausewatch.model import Document, PassageKind, Run
from clausewatch.parse import marks, outline
from clausewatch.parse.blocks import LINE, Block, Content, Piece
from clausewatch.parse.drafts import Draft
from clausewatch.parse.repair import collapsed

PARSER = "clausewatch-parse/3"
CELL = " | "


class _Writer:
    """Text being written, with the runs and links of what was written."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.runs: list[tuple[int, int, Piece]] = []
        self.links: list[tuple[int, int, str]] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def pieces(self, pieces: Sequence[Piece], line: str = " ") -> tuple[int, int]:
        """Write pieces with white space collapsed; the half-open span that holds words.

        `line` is written where a line of its own begins.
        """
        begin, gap, bold, parted = self.length, False, False, " "
        for piece in pieces:
            shown, words = collapsed(piece[0])
            if not shown:
                gap = gap or bool(words)
                parted = line if words == LINE.text else parted
                continue
            if self.length > begin and (gap or words[0].isspace() or self._runs_together(shown, bold != piece.bold)):
                self.put(parted)
            at, parted = self.length, " "
            self.put(shown)
            if piece.start >= 0:
                self.runs.append((at, self.length, piece))
            if piece.href:
                self._link(piece.href, at)
            gap, bold = words[-1].isspace(), piece.bold
        return begin, self.length

    def _runs_together(self, words: str, restyled: bool) -> bool:
        """A bold title and the sentence after it, which pages part by style alone."""
        return restyled and self.parts[-1][-1] in ".:" and words[0].isupper()

    def _link(self, href: str, at: int) -> None:
        last = self.links[-1] if self.links else (0, 0, "")
        if last[2] == href and at - last[1] <= 1:
            self.links[-1] = (last[0], self.length, href)
        else:
            self.links.append((at, self.length, href))


def document(content: Content, kind: str = "", place: Callable[[int], int] = int) -> Document:
    """The document that blocks make; empty blocks leave no passage.

    `place` turns the pieces' source offsets into those of the runs.
    """
    writer = _Writer()
    drafts: list[Draft] = []
    for block in content.blocks:
        _write(writer, block, drafts)
    text, links = "".join(writer.parts), tuple(writer.links)
    marks.contents(text, drafts, links)
    sections = outline.outlined(text, drafts)
    marks.marked(text, drafts, sections)
    return Document(
        text=text,
        title=content.title,
        lang=content.lang,
        format=content.format,
        kind=kind,
        sections=tuple(sections),
        passages=tuple(draft.passage() for draft in drafts),
        runs=tuple(Run(a, b, place(p.start), place(p.end), p.part) for a, b, p in writer.runs),
        links=links,
        notes=content.notes,
        complete=content.complete,
        parser=PARSER,
    )


def _write(writer: _Writer, block: Block, drafts: list[Draft]) -> None:
    """Write a block and add its draft; one without words leaves nothing."""
    parts, length = len(writer.parts), writer.length
    writer.put(_gap(block, drafts[-1].block if drafts else None))
    start, row = writer.length, block.kind is PassageKind.TABLE_ROW
    cells: list[tuple[int, int]] = []
    for n, cell in enumerate(block.cells):
        if n:
            writer.put(CELL)
        cells.append(writer.pieces(cell, "\n" if row and not block.header else " "))
    if all(a == b for a, b in cells):
        del writer.parts[parts:]
        writer.length = length
        return
    drafts.append(Draft(block, block.kind, start, writer.length, block.marks, tuple(cells) if row else ()))


def _gap(block: Block, before: Block | None) -> str:
    if before is None:
        return ""
    same = block.kind is before.kind and block.kind in (PassageKind.LIST_ITEM, PassageKind.TABLE_ROW)
    return "\n" if same else "\n\n"
