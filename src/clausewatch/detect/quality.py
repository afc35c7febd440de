"""Precision, recall and F1 of findings against labels, per type and language, with intervals.

The counting is that of the annotation guide: a finding is right if a clause of its type overlaps it
by half of the shorter, with fitting lengths; borderline and inoperative clauses do not count either
way. Intervals are 90 % bootstrap over families, so that a vendor's documents stand or fall together.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clausewatch.detect.labels import Clause, overlapping, places, reduced, reduced_quote
from clausewatch.detect.training import Example
from clausewatch.model import CLAUSE_TYPES, CORE_TYPES, LANGUAGES, Detection, Finding

Tally = Mapping[str, Counter[str]]
DRAWS, LEAST = 400, 5


Placed = Sequence[tuple[Clause, tuple[tuple[int, int], ...]]]
"""Labelled clauses with the places of their quotes in the reduced text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What findings did: labelled clauses that they hit (by number), and the findings that hit none."""

    hit: frozenset[int]
    wrong: tuple[Finding, ...]
    right: Counter[str]


def tally(example: Example, detection: Detection) -> dict[str, Counter[str]]:
    """Counts by type: `tp` and `fn` clauses, `right` and `fp` findings."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    done = outcome(example, detection.findings)
    for name, n in done.right.items():
        counts[name]["right"] += n
    for finding in done.wrong:
        counts[finding.type]["fp"] += 1
    for i, clause in enumerate(example.labelled.clauses):
        if clause.sure:
            counts[clause.type]["tp" if i in done.hit else "fn"] += 1
    return counts


def outcome(example: Example, found: Sequence[Finding]) -> Outcome:
    """Findings of a document against its labels; a second finding of the same clause, and one of an
    unsure clause alone, count neither way.
    """
    text, before = reduced(example.document.text)
    clauses = [(c, _where(reduced_quote(c.quote), text)) for c in example.labelled.clauses]
    hit: set[int] = set()
    wrong, right = [], Counter[str]()
    for finding in (f for f in found if f.operative and not f.scc):
        start, end = np.minimum((finding.start, finding.end), len(before) - 1)  # earlier findings of a longer text
        near = _near(finding, (int(before[start]), int(before[end])), clauses)
        sure = [i for i, counted in near.items() if counted]
        right[finding.type] += bool(sure) and not hit.issuperset(sure)
        hit.update(sure)
        wrong += [] if near else [finding]
    return Outcome(frozenset(hit), tuple(wrong), right)


def _near(finding: Finding, span: tuple[int, int], clauses: Placed) -> dict[int, bool]:
    """Clauses of the finding's type that it overlaps, by number, and whether they are sure."""
    one = np.array([span], dtype=np.int64)
    alike = [(i, c.sure, where) for i, (c, where) in enumerate(clauses) if c.type == finding.type]
    return {i: sure for i, sure, where in alike if any(overlapping(one, a, b)[0] for a, b in where)}


def _where(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    return tuple((start, start + len(quote)) for start in places(quote, text))


def summed(tallies: Iterable[Tally]) -> dict[str, Counter[str]]:
    """Counts of several documents together."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for one in tallies:
        for name, counts in one.items():
            out[name].update(counts)
    return out


def scores(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision = counts["right"] / max(1, counts["right"] + counts["fp"])
    recall = counts["tp"] / max(1, counts["tp"] + counts["fn"])
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro(counts: Tally, types: Sequence[str]) -> float:
    """Mean F1 over types with at least five clauses."""
    judged = [scores(counts[t])[2] for t in types if t in counts and counts[t]["tp"] + counts[t]["fn"] >= LEAST]
    return sum(judged) / len(judged) if judged else 0.0


def interval(families: Sequence[Tally], types: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """5 % and 95 % of macro F1 when families are drawn again with replacement."""
    rnd = random.Random(seed)  # noqa: S311 - a bootstrap, not a secret
    draws = sorted(macro(summed(rnd.choices(families, k=len(families))), types) for _ in range(DRAWS))
    return draws[DRAWS // 20], draws[-DRAWS // 20 - 1]


def metrics(judged: Sequence[tuple[Example, Detection]]) -> dict[str, Any]:
    """All figures by language, as they are written to `metrics.json`."""
    counted = [(e, tally(e, d)) for e, d in judged]
    total = summed(t for _, t in counted)
    return {
        "measured": "cross-validation in 5 folds grouped by vendor; each document judged by a model that saw no "
        "document of its vendor; rules were written while reading the labelled documents",
        "documents": len(counted),
        "types": {t: _type(total[t]) for t in CLAUSE_TYPES if t in total},
        "languages": {lang: _language([(e, t) for e, t in counted if e.labelled.lang == lang]) for lang in LANGUAGES},
    }


def _language(counted: Sequence[tuple[Example, Tally]]) -> dict[str, Any]:
    by_family: dict[str, list[Tally]] = defaultdict(list)
    for example, one in counted:
        by_family[example.labelled.family].append(one)
    total = summed(t for _, t in counted)
    low, high = interval([summed(v) for v in by_family.values()], CLAUSE_TYPES) if by_family else (0.0, 0.0)
    return {
        "documents": len(counted),
        "families": len(by_family),
        "macro_f1": round(macro(total, CLAUSE_TYPES), 3),
        "macro_f1_90": [round(low, 3), round(high, 3)],
        "core_macro_f1": round(macro(total, CORE_TYPES), 3),
        "micro_f1": round(scores(sum((total[t] for t in CLAUSE_TYPES if t in total), Counter()))[2], 3),
        "types": {t: _type(total[t]) for t in CLAUSE_TYPES if t in total},
    }


def _type(counts: Counter[str]) -> dict[str, Any]:
    precision, recall, f1 = scores(counts)
    return {
        "support": counts["tp"] + counts["fn"],
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
    }
