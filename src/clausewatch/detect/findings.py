"""From scores of units to findings: thresholds, merging, marks, attributes and reasons."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausewatch import codec
from clausewatch.detect.attributes import extract
from clausewatch.detect.context import Surroundings
from clausewatch.detect.listings import tabled
from clausewatch.detect.rules import Fired
from clausewatch.detect.shape import NOT_OPERATIVE, is_definition
from clausewatch.model import Finding, Passage, PassageKind, SubprocessorRow

_MERGED, _WITH_ITEMS = 420, 700
_NAMES = frozenset({"documents"})
_OF_DATA = re.compile(
    r"\b(?:following (?:\w+ ){0,3}(?:data|information)|följande (?:\w+ ){0,2}(?:\w*uppgifter|data|information)"
    r"|folgenden? (?:\w+ ){0,2}(?:\w*daten|informationen)|(?:données|informations)(?: \w+){0,2} suivantes)\b[^.;:]*:$",
    re.IGNORECASE,
)


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


def of_passage(found: Iterable[Scored], passage: Passage, around: Surroundings) -> list[Finding]:
    """The findings of one passage from its scored units, each with its own smallest quote."""
    text, known = around.document.text, dict[tuple[str, int, int], bool]()

    def states(one: Scored) -> bool:
        key = (one.type, one.start, one.end)
        if key not in known:
            known[key] = bool(extract(one.type, text[one.start : one.end], around.lang).values.keys() - _NAMES)
        return known[key]

    return [finding(s, passage, around) for s in merged(found, states)]


def merged(found: Iterable[Scored], states: Callable[[Scored], bool]) -> list[Scored]:
    """Neighbouring units of one passage and type as one clause, while it stays short enough to quote.

    Two units that both state something of their own (days, a law, a channel) are two rules.
    """
    out: list[Scored] = []
    last: dict[str, int] = {}
    for one in found:
        at = last.get(one.type)
        if at is not None and _beside(out[at], one) and not (states(out[at]) and states(one)):
            before = out[at]
            out[at] = replace(before, end=one.end, score=max(before.score, one.score), fired=_joined(before.fired, one.fired))
        else:
            last[one.type] = len(out)
            out.append(one)
    return out


def _beside(before: Scored, one: Scored) -> bool:
    return one.start - before.end <= 2 and one.end - before.start <= _MERGED


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


def continued(
    by_passage: Mapping[int, Sequence[Finding]], rows: Sequence[SubprocessorRow], around: Surroundings
) -> list[Finding]:
    """All findings from those by index of their passage; one that introduces a list goes on over its items.

    The first item belongs to it, and those after it that were not found to state such a rule by
    themselves, while the quote stays a paragraph long and its items say what the rule is (countries,
    purposes, documents). Items that a clause with values of its own calls data add none. Rows of subprocessors are no clauses.
    """
    by_passage = tabled(by_passage, rows, around)
    types = {index: {f.type for f in found} for index, found in by_passage.items()}
    starts = sorted(row.start for row in rows)
    out = []
    for index, found in by_passage.items():
        for one in found:
            items = _items(one, index, around, starts) if one.quote.endswith(":") else []
            later = next((n for n, at in enumerate(items) if n and one.type in types.get(at, ())), len(items))
            out.append(_up_to(one, items[later - 1], index, around) if items else one)
    return out


def _items(one: Finding, index: int, around: Surroundings, rows: Sequence[int]) -> list[int]:
    """Indices of the list items that follow a finding at the end of its passage; `rows` are starts of subprocessor rows."""
    passages, items = around.document.passages, list[int]()
    if around.document.text[one.end : passages[index].end].strip():
        return items
    for at in range(index + 1, len(passages)):
        item = passages[at]
        is_row = bisect_left(rows, item.start) < bisect_left(rows, item.end)
        if item.kind is not PassageKind.LIST_ITEM or is_row or item.end - one.start > _WITH_ITEMS:
            break
        items.append(at)
    return items


def _up_to(one: Finding, last: int, index: int, around: Surroundings) -> Finding:
    document = around.document
    quote = document.text[one.start : document.passages[last].end].rstrip()
    context = document.text[slice(*around.lead_of(document.passages[index]))]
    extracted = extract(one.type, quote, around.lang, context)
    if extracted.values == one.attributes:
        return one
    if one.type == "vendor_data_use" and one.attributes and _OF_DATA.search(one.quote):
        return replace(one, end=one.start + len(quote), quote=quote)  # the items are data: the purpose stands before them
    kept = one.reasons[: len(one.reasons) - len(one.attributes)]
    return replace(
        one, end=one.start + len(quote), quote=quote, attributes=dict(extracted.values), reasons=(*kept, *extracted.reasons)
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
