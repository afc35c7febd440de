"""Equal runs of two sequences by unique anchors (patience), in nearly linear time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

Box = tuple[int, int, int, int]
"""Half-open index ranges `(old start, old end, new start, new end)`."""
Keys = Sequence[Hashable]


def gaps(old: Keys, new: Keys) -> Iterator[Box]:
    """The boxes between equal runs; one side of a box may be empty."""
    a = c = 0
    for i, j in [*common(old, new), (len(old), len(new))]:
        if i > a or j > c:
            yield a, i, c, j
        a, c = i + 1, j + 1


def common(old: Keys, new: Keys) -> list[tuple[int, int]]:
    """Matched index pairs, increasing on both sides: equal ends, then anchors, then what lies between."""
    found: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        (a, b, c, d), ends = _trimmed(old, new, todo.pop())
        found += ends
        anchors = [(a + i, c + j) for i, j in _anchors(old[a:b], new[c:d])] if a < b and c < d else []
        if anchors:
            found += anchors
            starts = [(a, c), *((i + 1, j + 1) for i, j in anchors)]
            todo += [(i, k, j, m) for (i, j), (k, m) in zip(starts, [*anchors, (b, d)], strict=True)]
    return sorted(found)


def _trimmed(old: Keys, new: Keys, box: Box) -> tuple[Box, list[tuple[int, int]]]:
    """The box without equal items at both ends, and the pairs taken off."""
    a, b, c, d = box
    found = []
    while a < b and c < d and old[a] == new[c]:
        found.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        found.append((b, d))
    return (a, b, c, d), found


def _anchors(old: Keys, new: Keys) -> list[tuple[int, int]]:
    """Longest increasing run of pairs that are unique on both sides."""
    count_old, count_new = Counter(old), Counter(new)
    place = {key: j for j, key in enumerate(new) if count_new[key] == 1}
    return _increasing([(i, place[key]) for i, key in enumerate(old) if count_old[key] == 1 and key in place])


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [n]
    run: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]
