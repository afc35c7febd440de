"""Measured error rates, as they came with the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausewatch.model import CLAUSE_TYPES
from clausewatch.wording import capital, term


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision and recall (0 to 1) of one clause type over `labelled` clauses."""

    name: str
    precision: float
    recall: float
    labelled: int


def rates(metrics: Mapping[str, Any], lang: str) -> tuple[Rate, ...]:
    """The rates in `{"types": {TYPE: {"precision", "recall", "support"}}}`, in the order of the types.

    The table of types may also stand at the top, and `gold` or `labelled` in place of `support`.

    Types without numbers are left out; an empty mapping gives none.
    """
    return tuple(_rates(metrics.get("types", metrics), lang))


def _rates(types: Mapping[str, Any], lang: str) -> Iterator[Rate]:
    for clause_type in CLAUSE_TYPES:
        row = types.get(clause_type)
        if isinstance(row, Mapping) and {"precision", "recall"} <= row.keys():
            name = capital(term("types", clause_type, lang))
            yield Rate(name, float(row["precision"]), float(row["recall"]), _count(row))


def _count(row: Mapping[str, Any]) -> int:
    return int(next((row[key] for key in ("support", "gold", "labelled") if key in row), 0))
