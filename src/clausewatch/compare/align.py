"""Alignment of two documents: equal text by unique anchors, then edits, moves, splits and merges.

Passages that are equal to the letter are matched first, so that the cost follows what changed. Only
what lies between is cut into units, anchored again by their words, and paired by similarity. Words
decide, never lines: hard wraps, list marks and headings that became paragraphs leave no difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clausewatch.compare.anchors import common, gaps
from clausewatch.compare.pairing import pair
from clausewatch.compare.units import Unit, letters, units
from clausewatch.model import Document

ALIKE_MOVED = 0.75
"""Share of common words from which units in different places of their documents are one."""
_ONE_SIDED = frozenset({"added", "removed"})
_COPY_WORDS = 5
_HELD = 0.8
_MOVED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Units of the old document and what became of them.

    `kind` is `same` (same words, other letters or layout), `edited`, `added`, `removed`, `moved`
    (same words, other place) or `repeated` (a copy of what stands elsewhere came or went). Units are
    in text order; several on a side were split or merged.
    """

    kind: str
    old: tuple[Unit, ...]
    new: tuple[Unit, ...]

    @property
    def old_words(self) -> tuple[str, ...]:
        """Words of the old side."""
        return tuple(w for unit in self.old for w in unit.words)

    @property
    def new_words(self) -> tuple[str, ...]:
        """Words of the new side."""
        return tuple(w for unit in self.new for w in unit.words)


def align(old: Document, new: Document) -> tuple[Match, ...]:
    """Everything that is not letter for letter the same passage, in the order of the new document."""
    boxes = gaps([old.passage_text(p) for p in old.passages], [new.passage_text(p) for p in new.passages])
    found = [m for box in boxes for m in _gap(*_cut(old, new, box)) if not _verbatim(m, old, new)]
    rest = [m for m in found if m.kind in _ONE_SIDED]
    moved = list(_moves(_units(m.old for m in rest), _units(m.new for m in rest)))
    kept = [m for m in found if m.kind not in _ONE_SIDED]
    return tuple(sorted([*kept, *_without_copies(moved, old, new)], key=_place))


def _without_copies(found: Sequence[Match], old: Document, new: Document) -> Iterator[Match]:
    """Marks sentences that the other text holds as well: only a copy of them came or went."""
    for match in found:
        side, own, other = (match.new, new, old) if match.new else (match.old, old, new)
        alone = match.kind in _ONE_SIDED and side[0].weight >= _COPY_WORDS
        copy = alone and letters(own.text[side[0].start : side[0].end]) in _letters(other.text)
        yield Match("repeated", match.old, match.new) if copy else match


@lru_cache(maxsize=4)
def _letters(text: str) -> str:
    return letters(text)


def _units(sides: Iterable[tuple[Unit, ...]]) -> list[Unit]:
    return [unit for side in sides for unit in side]


def _cut(old: Document, new: Document, box: tuple[int, int, int, int]) -> tuple[list[Unit], list[Unit]]:
    a, b, c, d = box
    return [u for i in range(a, b) for u in units(old, i)], [u for j in range(c, d) for u in units(new, j)]


def _gap(old: list[Unit], new: list[Unit]) -> Iterator[Match]:
    """Matches of passages that differ: equal units by anchors, and what lies between them."""
    keys_old, keys_new = [u.words for u in old], [u.words for u in new]
    yield from (Match("same", (old[i],), (new[j],)) for i, j in common(keys_old, keys_new))
    for a, b, c, d in gaps(keys_old, keys_new):
        if [w for words in keys_old[a:b] for w in words] == [w for words in keys_new[c:d] for w in words]:
            yield Match("same", tuple(old[a:b]), tuple(new[c:d]))
        else:
            yield from _between(old[a:b], new[c:d])


def _between(old: list[Unit], new: list[Unit]) -> Iterator[Match]:
    """Edited pairs with the neighbours that they swallowed or gave birth to, and the rest."""
    pairs = pair([u.words for u in old], [u.words for u in new])
    to_new = dict(pairs)
    to_old = {j: i for i, j in pairs}
    merged = _swallowed(old, new, to_new)
    split = _swallowed(new, old, to_old)
    for i, j in pairs:
        yield _settled(_group(old, i, merged), _group(new, j, split))
    yield from (Match("removed", (u,), ()) for u in _without(old, {*to_new, *merged}))
    yield from (Match("added", (), (u,)) for u in _without(new, {*to_old, *split}))


def _group(units: list[Unit], host: int, guests: dict[int, int]) -> tuple[Unit, ...]:
    """A unit with those that were merged into its partner or split off from it, in text order."""
    return tuple(units[k] for k in sorted([host, *(guest for guest, at in guests.items() if at == host)]))


def _settled(old: tuple[Unit, ...], new: tuple[Unit, ...]) -> Match:
    match = Match("edited", old, new)
    return Match("same", old, new) if match.old_words == match.new_words else match


def _swallowed(own: list[Unit], other: list[Unit], partner: dict[int, int]) -> dict[int, int]:
    """Units without partner to the neighbour whose partner holds their words: merged or split off."""
    found: dict[int, int] = {}
    for at, unit in enumerate(own):
        for near in (at - 1, at + 1):
            if at in partner or at in found or near not in partner:
                continue
            spare = Counter(other[partner[near]].words) - Counter(own[near].words)
            if (Counter(unit.words) & spare).total() >= _HELD * unit.weight:
                found[at] = near
    return found


def _moves(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Match]:
    """Units left over in different gaps that are one: moved as they are, or moved and edited."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in range(len(new) - 1, -1, -1):
        places[new[j].words].append(j)
    moved = {i: places[u.words].pop() for i, u in enumerate(old) if u.weight >= _MOVED_WORDS and places.get(u.words)}
    yield from (Match("moved", (old[i],), (new[j],)) for i, j in moved.items())
    yield from _edited_moves(_without(old, moved), _without(new, moved.values()))


def _edited_moves(old: list[Unit], new: list[Unit]) -> Iterator[Match]:
    pairs = pair([u.words for u in old], [u.words for u in new], ALIKE_MOVED)
    pairs = [(i, j) for i, j in pairs if old[i].weight > _MOVED_WORDS]
    yield from (_settled((old[i],), (new[j],)) for i, j in pairs)
    yield from (Match("removed", (u,), ()) for u in _without(old, (i for i, _ in pairs)))
    yield from (Match("added", (), (u,)) for u in _without(new, (j for _, j in pairs)))


def _without(units: Sequence[Unit], taken: Iterable[int]) -> list[Unit]:
    gone = set(taken)
    return [u for i, u in enumerate(units) if i not in gone]


def _verbatim(match: Match, old: Document, new: Document) -> bool:
    if match.kind != "same" or len(match.old) != len(match.new):
        return False
    return all(
        old.text[a.start : a.end].strip() == new.text[b.start : b.end].strip() for a, b in zip(match.old, match.new, strict=True)
    )


def _place(match: Match) -> tuple[int, int]:
    return (match.new[0].start if match.new else match.old[0].start, match.old[0].start if match.old else 0)
