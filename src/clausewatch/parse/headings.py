"""Headings that their markup does not call headings."""

from __future__ import annotations

from collections.abc import Sequence

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Piece, words_of

TITLE_CHARS = 90


def heading_if_bold(block: Block) -> Block:
    """A short paragraph in bold alone is a heading below the marked ones (level 0)."""
    if block.kind is not PassageKind.PARAGRAPH or not any(p.bold for p in block.cells[0]):
        return block
    pieces = [p for p in block.cells[0] if p.text.strip()]
    if not _all_bold(pieces) or not is_title(words_of(pieces)):
        return block
    return block._replace(kind=PassageKind.HEADING, level=0)


def is_title(words: str) -> bool:
    """True for words that can be a heading: few, with letters, and not a sentence or a lead-in."""
    return len(words) <= TITLE_CHARS and not words.endswith((".", ";", ",", ":")) and any(c.isalpha() for c in words)


def _all_bold(pieces: Sequence[Piece]) -> bool:
    """Bold throughout; a short number before the bold words may be plain."""
    if not pieces or not pieces[-1].bold:
        return False
    number = not pieces[0].bold and len(pieces[0].text.strip()) <= 6
    return all(p.bold for p in pieces[1 if number else 0 :])
