"""Headings that their markup does not call headings."""

from __future__ import annotations

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, words_of

TITLE_CHARS = 90


def heading_if_bold(block: Block) -> Block:
    """A short paragraph in bold alone is a heading below the marked ones (level 0)."""
    if block.kind is not PassageKind.PARAGRAPH:
        return block
    pieces = [p for p in block.cells[0] if p.text.strip()]
    if not any(p.bold for p in pieces):
        return block
    loose = [p for p in pieces if not p.bold]
    bold = not loose or (len(loose) == 1 and loose[0] is pieces[0] and len(loose[0].text.strip()) <= 6)
    if not bold:
        return block
    words = words_of(pieces)
    if len(words) > TITLE_CHARS or words.endswith((".", ";", ",", ":")) or not any(c.isalpha() for c in words):
        return block
    return Block(PassageKind.HEADING, block.cells, level=0, marks=block.marks)
