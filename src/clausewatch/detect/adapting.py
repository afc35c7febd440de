"""Fits a model whose thresholds come from English to languages with few labels.

Too few clauses of one type are labelled in them for thresholds of their own; over all types together
two numbers can be read from held-out scores: what to add to all scores of the language, and what to take
from scores that no rule of the type supports. Without the second, words that a few labelled documents
share with a type (`Unterauftragnehmer`) are taken for its rules.

A *switch* is the feature that a rule of a type fired in a unit of one language. Switches are learned, so
that what is peculiar to a few documents does not bend the weights that all languages share; then their
weights are thrown away, and only the second number is put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect.classifier import Classifier
from clausewatch.detect.features import BASE, Hashes, name_feature, ruled_name
from clausewatch.model import LANGUAGES

_OFFSETS = tuple(x / 4 for x in range(-8, 13))
_PENALTIES = tuple(-x / 4 for x in range(17))
_COST = 0.002


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Units of one language: what they hold (1, 0, -1 unsure), scores over the threshold, rules of the type fired."""

    wanted: NDArray[np.int8]
    over: NDArray[np.float32]
    ruled: NDArray[np.bool_]

    def f1(self, ruled: float, unruled: float) -> float:
        """F1 over all types together when these numbers are added to the scores."""
        sure, right = self.wanted >= 0, self.wanted == 1
        found = (self.over + np.where(self.ruled, ruled, unruled) >= 0) & sure
        return float(2 * (found & right).sum() / max(1, found.sum() + right.sum()))

    def offset(self) -> float:
        """What to add to all scores."""
        return max(_OFFSETS, key=lambda o: (self.f1(o, o), -abs(o)))

    def penalty(self, offset: float) -> float:
        """What to add besides, at most 0, to scores of units in which no rule of the type fired."""
        return max(_PENALTIES, key=lambda d: (self.f1(offset, offset + d) - _COST * abs(d), d))


def switches(lang: str, types: Sequence[str]) -> Hashes:
    """The switches of a language, in the order of the types."""
    return np.array([name_feature(ruled_name(lang, t)) for t in types], dtype=np.uint64)


def fired(rows: Sequence[Hashes], lang: str, types: Sequence[str]) -> NDArray[np.bool_]:
    """For each unit of a language and each type whether a rule of the type fired."""
    names = switches(lang, types)
    return np.array([np.isin(names, row) for row in rows], dtype=bool).reshape(len(rows), len(types))


def all_switches(types: Sequence[str]) -> Hashes:
    """The switches of all languages but `BASE`."""
    return np.concatenate([switches(lang, types) for lang in LANGUAGES if lang != BASE])


def unlearned(model: Classifier) -> Classifier:
    """The model without what it learned about switches."""
    weights = model.weights.copy()
    weights[np.isin(model.features, all_switches(model.types))] = 0
    return replace(model, weights=weights)


def adapted(model: Classifier, lang: str, held: HeldOut, scale: float) -> Classifier:
    """The model with the offset and the penalty of a language in the weights of its features."""
    offset = held.offset()
    penalty = held.penalty(offset)
    weights = model.weights.copy()
    weights[model.features == np.uint64(name_feature(f"lang:{lang}"))] += (offset + penalty) / scale
    for j, switch in enumerate(switches(lang, model.types)):
        weights[model.features == switch, j] -= penalty / scale
    return replace(model, weights=weights)
