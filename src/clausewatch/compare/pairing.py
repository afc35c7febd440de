"""Which of two groups of units are one unit, edited: by their common words, most similar first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

Words = tuple[str, ...]
ALIKE = 0.5
"""Share of common words (Dice) from which two units are one unit, edited."""
_FEW = 64
_RARE = 24
_TRIES = 4


def similarity(a: Sequence[str], b: Sequence[str]) -> float:
    """Dice coefficient of two bags of words, 0..1."""
    shared = (Counter(a) & Counter(b)).total()
    return 2 * shared / (len(a) + len(b)) if a or b else 1.0


def pair(old: Sequence[Words], new: Sequence[Words], least: float = ALIKE) -> list[tuple[int, int]]:
    """Index pairs in old order, each index once; ties go to the nearer place."""
    scored = []
    for i, j in candidates(old, new):
        score = similarity(old[i], new[j])
        if score >= least:
            scored.append((-score, abs(i - j), i, j))
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for _, _, i, j in sorted(scored):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def candidates(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Index pairs that may be alike: all pairs of small groups; in large ones the pairs that share the most rare words."""
    if len(old) * len(new) <= _FEW:
        yield from ((i, j) for i in range(len(old)) for j in range(len(new)))
        return
    rare = _holders_of_rare(new)
    for i, found in enumerate(old):
        votes = Counter(j for word in set(found) for j in rare.get(word, ()))
        yield from ((i, j) for j, _ in votes.most_common(_TRIES))


def _holders_of_rare(units: Sequence[Words]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for j, found in enumerate(units):
        for word in set(found):
            holders[word].append(j)
    return {word: places for word, places in holders.items() if len(places) <= _RARE}
