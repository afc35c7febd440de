"""Before and after of a change as marked words: removed before added, unchanged text folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clausewatch.wording import inert

_WORD = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
_MOST = 4000
"""Words on both sides together beyond which a text is shown whole instead of word by word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `same`, `added`, `removed` or `folded` (left out between two runs)."""

    kind: str
    text: str


def pieces(old: str, new: str, keep: int = 160) -> tuple[Piece, ...]:
    """The word diff of two texts in reading order, removed before added; long same runs are folded.

    `keep` characters of a same run stay on each side of a fold. The texts are made inert.
    """
    before, after = inert(old), inert(new)
    if not before or not after:
        return tuple(Piece(k, t) for k, t in (("removed", before), ("added", after)) if t)
    found = list(_merged(_runs(_WORD.findall(before), _WORD.findall(after))))
    return tuple(_folded(found, keep))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) + len(new) > _MOST:
        yield from (Piece("removed", "".join(old)), Piece("added", "".join(new)))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("removed", "".join(old[a:b]))
        if c < d:
            yield Piece("added", "".join(new[c:d]))


def _merged(runs: Iterator[Piece]) -> Iterator[Piece]:
    """Changes parted only by white space are read as one: removed, then added."""
    removed, added, gap = "", "", ""
    for run in runs:
        open_change = bool(removed or added)
        if run.kind == "same" and open_change and run.text.isspace():
            gap = run.text
        elif run.kind == "same":
            yield from _change(removed, added)
            yield Piece("same", gap + run.text)
            removed, added, gap = "", "", ""
        else:
            removed += gap + run.text if run.kind == "removed" else gap
            added += gap + run.text if run.kind == "added" else gap
            gap = ""
    yield from _change(removed, added)
    yield from [Piece("same", gap)] if gap else []


def _change(removed: str, added: str) -> Iterator[Piece]:
    if removed.strip():
        yield Piece("removed", removed)
    if added.strip():
        yield Piece("added", added)
    elif added and not removed.strip():
        yield Piece("same", added)


def _folded(found: Sequence[Piece], keep: int) -> Iterator[Piece]:
    last = len(found) - 1
    for index, piece in enumerate(found):
        if piece.kind != "same" or len(piece.text) <= 2 * keep + 40:
            yield piece
            continue
        if index:
            yield Piece("same", piece.text[:keep].rsplit(" ", 1)[0] + " ")
        yield Piece("folded", "…")
        if index != last:
            yield Piece("same", " " + piece.text[-keep:].split(" ", 1)[-1])
