"""Plain text to blocks: paragraphs by blank lines, hard wraps joined, numbered lines apart."""

from __future__ import annotations

import re
from itertools import pairwise

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Content, Piece
from clausewatch.parse.numbers import leading

_BULLET = re.compile(r"\s*[-*•●◦▪·–]\s+")


def read(source: str) -> Content:
    """Blocks of a plain text; offsets are characters of `source`."""
    blocks: list[Block] = []
    for start, end in _paragraphs(source):
        blocks.extend(_blocks(source, start, end))
    return Content(blocks, format="text", title=_title(source))


def _title(source: str) -> str:
    first = next((line.strip() for line in source[:2000].splitlines() if line.strip()), "")
    return first if len(first) <= 90 else ""


def _paragraphs(source: str) -> list[tuple[int, int]]:
    ends = [m.span() for m in re.finditer(r"\n[ \t\r\f\v]*\n\s*|\f", source)]
    starts = [0, *(b for _, b in ends)]
    return [(a, b) for a, b in zip(starts, [*(a for a, _ in ends), len(source)], strict=True) if source[a:b].strip()]


def _blocks(source: str, start: int, end: int) -> list[Block]:
    cuts = [start]
    for match in re.finditer(r"\n", source[start:end]):
        at = start + match.end()
        line = source[at : at + 200].split("\n", 1)[0]
        if _BULLET.match(line) or leading(line.lstrip()) is not None:
            cuts.append(at)
    return [_block(source, a, b) for a, b in pairwise([*cuts, end])]


def _block(source: str, start: int, end: int) -> Block:
    bullet = _BULLET.match(source, start, end)
    if bullet is not None:
        return Block(PassageKind.LIST_ITEM, [[Piece(source[bullet.end() : end], bullet.end(), end)]], depth=1)
    words = " ".join(source[start:end].split())
    upper = words.isupper() and 3 < len(words) <= 90
    kind = PassageKind.HEADING if upper else PassageKind.PARAGRAPH
    return Block(kind, [[Piece(source[start:end], start, end)]])
