"""Types of clauses that only one side's touched text states: what was nearly found on the other side counts.

A detector that finds a rule before a rewrite and narrowly misses it after would make the rule "gone",
the gravest thing that a comparison says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from clausewatch.compare.context import Again, Place
from clausewatch.compare.units import Unit
from clausewatch.model import Detection, Document

_GAP = 3
Side = tuple[Document, Detection, Sequence[Unit]]


def both(old: Side, new: Side, again: Again | None) -> tuple[Detection, Detection]:
    """The detections of both sides with what was nearly found in their touched units.

    Looked for are the types that the other side's touched units state and the own side's nowhere.
    """
    if again is None:
        return old[1], new[1]
    stated = _touched_types(old), _touched_types(new)
    return _with(old, stated[1] - _types(old[1]), again), _with(new, stated[0] - _types(new[1]), again)


def _with(side: Side, kinds: Iterable[str], again: Again) -> Detection:
    document, detection, units = side
    places: list[Place] = [(kind, *run) for kind in sorted(kinds) for run in _runs(units)]
    found = tuple(again(document, places)) if places else ()
    return replace(detection, findings=(*detection.findings, *found)) if found else detection


def _runs(units: Iterable[Unit]) -> list[tuple[int, int]]:
    """Spans of units, neighbours as one: a rewritten document is one place, not a thousand."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((u.start, u.end) for u in units):
        if out and start - out[-1][1] <= _GAP:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _types(side: Detection) -> set[str]:
    return {f.type for f in side.findings if f.operative and not f.scc}


def _touched_types(side: Side) -> set[str]:
    spans = sorted((u.start, u.end) for u in side[2])
    own = [f for f in side[1].findings if f.operative and not f.scc]
    return {f.type for f in own if any(a < f.end and f.start < b for a, b in spans)}
