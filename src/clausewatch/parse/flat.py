"""Pages that no tree can hold (nesting beyond all reason): tags as breaks, text in order."""

from __future__ import annotations

import html
import re

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Content, Piece
from clausewatch.parse.origin import texts

_INLINE = re.compile(
    r"(?:<!--.*?-->|</?(?:a|abbr|b|bdi|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>|\s)*",
    re.IGNORECASE | re.DOTALL,
)


def read(source: str) -> Content:
    """Blocks of a page read without a tree; no selectors, lists or tables."""
    blocks: list[Block] = []
    pieces: list[Piece] = []
    end = 0
    for start, stop in texts(source):
        if pieces and _INLINE.fullmatch(source, end, start) is None:
            blocks.append(Block(PassageKind.PARAGRAPH, [pieces]))
            pieces = []
        pieces.append(Piece(html.unescape(source[start:stop]), start, stop))
        end = stop
    if pieces:
        blocks.append(Block(PassageKind.PARAGRAPH, [pieces]))
    note = "The page is nested too deeply for its layout to be read; it was read as running text."
    return Content(blocks, format="html", notes=(note,))
