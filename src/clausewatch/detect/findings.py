"""From scores of units to findings: thresholds, merging, marks, attributes and reasons."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausewatch import codec
from clausewatch.detect.attributes import extract
from clausewatch.detect.context import Surroundings
from clausewatch.detect.rules import Fired
from clausewatch.detect.shape import is_definition
from clausewatch.model import Finding, Passage

NOT_OPERATIVE = frozenset({"toc", "definition", "summary"})
_MERGED = 420


@dataclass(frozen=True, slots=True)
class Scored:
    """One unit over the threshold of one type."""

    type: str
    start: int
    end: int
    score: float
    threshold: float
    fired: tuple[Fired, ...]


def over_threshold(
    units: Sequence[tuple[int, int]],
    scores: NDArray[np.float32],
    thresholds: NDArray[np.float32],
    fired: Sequence[tuple[Fired, ...]],
    types: Sequence[str],
) -> list[Scored]:
    """Units whose score reaches the threshold of a type, in text order and order of types."""  # budget: parallel arrays
    rows, columns = np.nonzero(scores >= thresholds)
    out = []
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        start, end = units[i]
        mine = tuple(f for f in fired[i] if f.pattern.type == types[j])
        out.append(Scored(types[j], start, end, float(scores[i, j]), float(thresholds[j]), mine))
    return out


def merged(found: Iterable[Scored]) -> list[Scored]:
    """Neighbouring units of one passage and type as one clause, while it stays short enough to quote."""
    out: list[Scored] = []
    last: dict[str, int] = {}
    for one in found:
        at = last.get(one.type)
        if at is not None and one.start - out[at].end <= 2 and one.end - out[at].start <= _MERGED:
            before = out[at]
            out[at] = replace(before, end=one.end, score=max(before.score, one.score), fired=_joined(before.fired, one.fired))
        else:
            last[one.type] = len(out)
            out.append(one)
    return out


def _joined(a: tuple[Fired, ...], b: tuple[Fired, ...]) -> tuple[Fired, ...]:
    known = {f.pattern.name for f in a}
    return a + tuple(f for f in b if f.pattern.name not in known)


def finding(scored: Scored, passage: Passage, around: Surroundings) -> Finding:
    """The finding of a scored run with its attributes and reasons."""
    document = around.document
    quote = document.text[scored.start : scored.end]
    context = document.text[slice(*around.lead_of(passage))]
    extracted = extract(scored.type, quote, around.lang, context)
    return Finding(
        type=scored.type,
        quote=quote,
        start=scored.start,
        end=scored.end,
        section=document.section_label(passage.section),
        lang=around.lang,
        attributes=dict(extracted.values),
        operative=NOT_OPERATIVE.isdisjoint(passage.marks) and not is_definition(quote),
        scc="scc" in passage.marks,
        score=round(1 / (1 + math.exp(min(50.0, scored.threshold - scored.score))), 3),
        reasons=(*reasons(scored), *extracted.reasons),
    )


def reasons(scored: Scored) -> tuple[str, ...]:
    """Rules with the anchors they stood on, then score and threshold."""
    rules = tuple(f"rule {f.pattern.name}: {', '.join(dict.fromkeys(f.anchors))}" for f in scored.fired)
    return (*rules, f"score {scored.score:.2f}, threshold {scored.threshold:.2f}")


def to_json(found: Sequence[Finding], origin: int) -> str:
    """Findings of one passage with offsets from its beginning, for a cache."""
    return json.dumps([codec.plain(replace(f, start=f.start - origin, end=f.end - origin)) for f in found])


def from_json(stored: str, origin: int, section: str) -> list[Finding]:
    """The findings of a cache entry, at a passage that begins at `origin`.

    Raises:
        ValueError: the entry was not written by `to_json`.
    """
    rows: list[dict[str, Any]] = json.loads(stored)
    found = [codec.build(Finding, row) for row in rows]
    return [replace(f, start=f.start + origin, end=f.end + origin, section=section) for f in found]
