"""Training: from labelled documents to `models/multilingual.npz`, `metrics.json` and `MODEL_CARD.md`.

scikit-learn is imported here alone, when training. Families (vendors) are never split: scores that
decide thresholds, and all figures that are reported, come from models that saw neither the family's
documents nor its scores.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect import features
from clausewatch.detect.classifier import Classifier, entries
from clausewatch.detect.context import Surroundings
from clausewatch.detect.labels import Labelled, Parse, read_folder, targets
from clausewatch.detect.rules import Rules, read_rules
from clausewatch.detect.units import units
from clausewatch.model import CLAUSE_TYPES, Document

FOLDS = 5
_C, _POSITIVE, _UNSURE = 4.0, 3.0, 0.5
_NAMED = 0.3
_FEW = 4


@dataclass(frozen=True)
class Example:
    """One labelled document, read: features and targets of its units."""

    labelled: Labelled
    document: Document
    around: Surroundings
    reading: features.Reading
    targets: NDArray[np.int8]


def read_examples(folders: Sequence[Path], parse: Parse, rules_folder: Path) -> list[Example]:
    """All labelled documents of the folders, parsed and turned into features."""
    rules: dict[str, Rules] = {}
    out = []
    for labelled in (one for folder in folders for one in read_folder(folder)):
        if labelled.lang not in rules:
            rules[labelled.lang] = Rules(labelled.lang, read_rules(rules_folder, labelled.lang))
        document = replace(parse(labelled.path, labelled.lang), lang=labelled.lang)
        around = Surroundings(document, tuple(units(document)), labelled.lang)
        reading = features.read(around, range(len(around.units)), rules[labelled.lang])
        hits = targets(document, around.units, labelled.clauses, CLAUSE_TYPES)
        out.append(Example(labelled, document, around, reading, hits))
    return out


def fit(examples: Sequence[Example], seed: int = 0) -> Classifier:
    """A model without thresholds, trained on all units of the examples."""
    from scipy import sparse  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    rows = [row for e in examples for row in e.reading.features]
    wanted = np.concatenate([e.targets for e in examples])
    vocabulary, scales = _vocabulary(rows)
    matrix = _matrix(rows, vocabulary, scales)
    weights = np.zeros((len(vocabulary), len(CLAUSE_TYPES)), dtype=np.float32)
    bias = np.full(len(CLAUSE_TYPES), -9.0, dtype=np.float32)
    for j in range(len(CLAUSE_TYPES)):
        y = wanted[:, j]
        if (y == 1).sum() < _FEW:
            continue
        sample = np.where(y < 0, _UNSURE, np.where(y > 0, _POSITIVE, 1.0))
        model = LogisticRegression(C=_C, solver="liblinear", random_state=seed)
        model.fit(sparse.csr_matrix(matrix), (y != 0).astype(int), sample_weight=sample)
        weights[:, j], bias[j] = model.coef_[0], model.intercept_[0]
    none = np.zeros(len(CLAUSE_TYPES), dtype=np.float32)
    return Classifier(vocabulary, scales, weights, bias, none, CLAUSE_TYPES)


def _vocabulary(rows: Sequence[features.Hashes]) -> tuple[features.Hashes, NDArray[np.float32]]:
    """Features of at least two units, sorted, with their scales: idf for words, a constant for names."""
    known, counts = np.unique(np.concatenate(rows), return_counts=True)
    known, counts = known[counts >= 2], counts[counts >= 2]
    idf = np.log((1 + len(rows)) / (1 + counts)) + 1
    named = (known & features.NAME_BIT) != 0
    return known, np.where(named, _NAMED, idf).astype(np.float32)


def _matrix(rows: Sequence[features.Hashes], vocabulary: features.Hashes, scales: NDArray[np.float32]) -> object:
    from scipy import sparse

    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    row, place, value = entries(np.concatenate(rows), row, vocabulary, scales)
    return sparse.csr_matrix((value, (row, place)), shape=(len(rows), len(vocabulary)))


def folds(examples: Sequence[Example], seed: int, count: int = FOLDS) -> list[list[int]]:
    """Indices of the examples in each fold; documents of one family are in one fold."""
    families = sorted({e.labelled.family for e in examples})
    random.Random(seed).shuffle(families)  # noqa: S311 - a split, not a secret
    place = {family: i % count for i, family in enumerate(families)}
    return [[i for i, e in enumerate(examples) if place[e.labelled.family] == k] for k in range(count)]


def held_out_scores(examples: Sequence[Example], seed: int) -> list[NDArray[np.float32]]:
    """Scores of each example's units by a model that saw nothing of its family."""
    out: list[NDArray[np.float32]] = [np.zeros((0, 0), dtype=np.float32)] * len(examples)
    for fold in folds(examples, seed):
        inside = set(fold)
        model = fit([e for i, e in enumerate(examples) if i not in inside], seed)
        for i in fold:
            out[i] = model.scores(examples[i].reading.features)
    return out


def thresholds(examples: Sequence[Example], scores: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Per type, the threshold with the best F1 over units that count, smoothed over near-by thresholds."""
    wanted = np.concatenate([e.targets for e in examples])
    given = np.concatenate(list(scores))
    return np.array([_threshold(wanted[:, j], given[:, j]) for j in range(len(CLAUSE_TYPES))], dtype=np.float32)


def _threshold(wanted: NDArray[np.int8], given: NDArray[np.float32]) -> float:
    sure = wanted >= 0
    y, s = wanted[sure], given[sure]
    order = np.argsort(-s, kind="stable")
    if y.sum() < _FEW:
        return 0.0
    right = np.cumsum(y[order])
    f1 = 2 * right / (np.arange(1, len(y) + 1) + y.sum())
    width = max(1, int(y.sum()) // 10)
    smooth = np.convolve(f1, np.ones(2 * width + 1) / (2 * width + 1), mode="same")
    smooth[:width] = 0
    best = int(smooth.argmax())
    return float(s[order][best])


def cross_validated(examples: Sequence[Example], seed: int) -> Iterator[tuple[Classifier, list[int]]]:
    """For each fold a model with thresholds, both from the other families alone, and the fold's indices."""
    for fold in folds(examples, seed):
        inside = set(fold)
        others = [e for i, e in enumerate(examples) if i not in inside]
        inner = thresholds(others, held_out_scores(others, seed + 1))
        yield replace(fit(others, seed), thresholds=inner), fold


def train(examples: Sequence[Example], seed: int = 0) -> Classifier:
    """The model to ship: trained on all examples, thresholds from scores held out by family."""
    found = thresholds(examples, held_out_scores(examples, seed))
    return replace(fit(examples, seed), thresholds=found)
