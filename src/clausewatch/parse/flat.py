"""Pages that no tree can hold (nesting beyond all reason): tags as breaks, text in order."""

from __future__ import annotations

import html
import re

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Content, Piece
from clausewatch.parse.origin import TAG

_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b", re.I)


def read(source: str) -> Content:
    """Blocks of a page read without a tree; no selectors, lists or tables."""
    blocks: list[Block] = []
    pieces: list[Piece] = []
    end = 0
    for match in TAG.finditer(source):
        _keep(pieces, source, end, match.start())
        end = match.end()
        if pieces and _INLINE.match(match[0]) is None:
            blocks.append(Block(PassageKind.PARAGRAPH, [pieces]))
            pieces = []
    _keep(pieces, source, end, len(source))
    if pieces:
        blocks.append(Block(PassageKind.PARAGRAPH, [pieces]))
    note = "The page is nested too deeply for its layout to be read; it was read as running text."
    return Content(blocks, format="html", notes=(note,))


def _keep(pieces: list[Piece], source: str, start: int, end: int) -> None:
    if end > start and not source[start:end].isspace():
        pieces.append(Piece(html.unescape(source[start:end]), start, end))
