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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect import adapting, features
from clausewatch.detect.classifier import Classifier, entries
from clausewatch.detect.context import Surroundings
from clausewatch.detect.labels import Labelled, Parse, read_folder, reduced_quote, targets
from clausewatch.detect.rules import Rules, read_rules
from clausewatch.detect.units import units
from clausewatch.model import CLAUSE_TYPES, Document

FOLDS, INNER_FOLDS = 5, 5
_C, _POSITIVE, _UNSURE = 8.0, 6.0, 1.0
_NAMED = 0.3
_FEW = 4
_FAR, _TOLERANCE = 0.2, 0.01
_STRICTER = 0.25
"""What is added to the best thresholds of held-out scores: the model that uses them has seen more, so its
scores of true clauses lie higher than those that the thresholds were read from."""


@dataclass(frozen=True)
class Example:
    """One labelled document, read: features and targets of its units, or of those that were looked at."""

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
        wanted = _looked_at(around, labelled.looked_at)
        reading = features.read(around, wanted, rules[labelled.lang])
        hits = targets(document, around.units, labelled.clauses, CLAUSE_TYPES)[wanted]
        out.append(Example(labelled, document, around, reading, hits))
    return out


def _looked_at(around: Surroundings, passages: frozenset[str]) -> list[int]:
    """Indices of the units that were read when the document was labelled."""
    if not passages:
        return list(range(len(around.units)))
    text = around.document.text
    return [i for i, unit in enumerate(around.units) if reduced_quote(text[unit.start : unit.end]) in passages]


def fit(examples: Sequence[Example], seed: int = 0) -> Classifier:
    """A model without thresholds, trained on the units of the examples."""
    rows = [row for e in examples for row in e.reading.features]
    wanted = np.concatenate([e.targets for e in examples])
    vocabulary, scales = _vocabulary(rows)
    matrix = _matrix(rows, vocabulary, scales)
    weights = np.zeros((len(vocabulary), len(CLAUSE_TYPES)), dtype=np.float32)
    bias = np.full(len(CLAUSE_TYPES), -9.0, dtype=np.float32)
    for j, clause_type in enumerate(CLAUSE_TYPES):
        if (wanted[:, j] == 1).sum() >= _FEW:
            sample = _weights(wanted[:, j], _near(matrix, vocabulary, clause_type), np.random.default_rng(seed))
            weights[:, j], bias[j] = _fitted(matrix, wanted[:, j], sample, seed)
    none = np.zeros(len(CLAUSE_TYPES), dtype=np.float32)
    return adapting.unlearned(Classifier(vocabulary, scales, weights, bias, none, CLAUSE_TYPES))


def _weights(wanted: NDArray[np.int8], near: NDArray[np.bool_], random_: np.random.Generator) -> NDArray[np.float64]:
    """Weight of each unit; of units that nothing links to the type, a sample stands for all."""
    sample = np.where(wanted < 0, _UNSURE, np.where(wanted > 0, _POSITIVE, 1.0))
    far = ~near & (wanted == 0)
    return np.where(far, np.where(random_.random(len(wanted)) < _FAR, 1 / _FAR, 0.0), sample)


def _near(matrix: Any, vocabulary: features.Hashes, clause_type: str) -> NDArray[np.bool_]:
    """Units in, under or beside which a rule of the type fired."""
    names = [f"{place}:{clause_type}" for place in ("t", "h", "o", "-1=", "1=", "-1~", "1~")]
    linked = np.isin(vocabulary, np.array([features.name_feature(n) for n in names], dtype=np.uint64))
    return np.asarray(matrix[:, np.flatnonzero(linked)].sum(axis=1)).ravel() > 0


def _fitted(matrix: Any, wanted: NDArray[np.int8], sample: NDArray[np.float64], seed: int) -> tuple[Any, float]:
    from sklearn.linear_model import LogisticRegression

    used = sample > 0
    model = LogisticRegression(C=_C, solver="liblinear", tol=_TOLERANCE, random_state=seed)
    model.fit(matrix[used], (wanted[used] != 0).astype(int), sample_weight=sample[used])
    return model.coef_[0], float(model.intercept_[0])


def _vocabulary(rows: Sequence[features.Hashes]) -> tuple[features.Hashes, NDArray[np.float32]]:
    """Features of at least two units and all switches, sorted, with their scales: idf for words, a constant for names."""
    known, counts = np.unique(np.concatenate([*rows, adapting.all_switches(CLAUSE_TYPES)]), return_counts=True)
    kept = (counts >= 2) | np.isin(known, adapting.all_switches(CLAUSE_TYPES))
    known, counts = known[kept], counts[kept]
    idf = np.log((1 + len(rows)) / (1 + counts)) + 1
    named = (known & features.NAME_BIT) != 0
    return known, np.where(named, _NAMED, idf).astype(np.float32)


def _matrix(rows: Sequence[features.Hashes], vocabulary: features.Hashes, scales: NDArray[np.float32]) -> Any:
    from scipy import sparse  # type: ignore[import-untyped]

    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    row, place, value = entries(np.concatenate(rows), row, vocabulary, scales)
    return sparse.csr_matrix((value, (row, place)), shape=(len(rows), len(vocabulary)))


def folds(examples: Sequence[Example], seed: int, count: int = FOLDS) -> list[list[int]]:
    """Indices of the examples in each fold; documents of one family are in one fold."""
    families = sorted({e.labelled.family for e in examples})
    random.Random(seed).shuffle(families)  # noqa: S311 - a split, not a secret
    place = {family: i % count for i, family in enumerate(families)}
    return [[i for i, e in enumerate(examples) if place[e.labelled.family] == k] for k in range(count)]


def held_out_scores(examples: Sequence[Example], seed: int, count: int = INNER_FOLDS) -> list[NDArray[np.float32]]:
    """Scores of each example's units by a model that saw nothing of its family."""
    out: list[NDArray[np.float32]] = [np.zeros((0, 0), dtype=np.float32)] * len(examples)
    for fold in folds(examples, seed, count):
        inside = set(fold)
        model = fit([e for i, e in enumerate(examples) if i not in inside], seed)
        for i in fold:
            out[i] = model.scores(examples[i].reading.features)
    return out


def calibrated(model: Classifier, examples: Sequence[Example], scores: Sequence[NDArray[np.float32]]) -> Classifier:
    """The model with thresholds from held-out scores: per type from English, then adapted to each other language."""
    wanted = np.concatenate([e.targets for e in examples])
    given = np.concatenate(list(scores))
    langs = np.array([e.labelled.lang for e in examples for _ in e.targets])
    base = langs == features.BASE if (langs == features.BASE).any() else np.ones(len(langs), dtype=bool)
    limits = np.array([_threshold(wanted[base, j], given[base, j]) for j in range(len(CLAUSE_TYPES))], dtype=np.float32)
    limits += np.float32(_STRICTER)
    model = replace(model, thresholds=limits)
    for lang in sorted(set(langs[~base].tolist())):
        here = langs == lang
        rows = [row for e in examples if e.labelled.lang == lang for row in e.reading.features]
        held = adapting.HeldOut(wanted[here], given[here] - limits, adapting.fired(rows, lang, CLAUSE_TYPES))
        model = adapting.adapted(model, lang, held, _NAMED)
    return model


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


def cross_validated(examples: Sequence[Example], judged: frozenset[str], seed: int) -> Iterator[tuple[Classifier, list[int]]]:
    """For each fold of the judged documents (by name) a model with thresholds, and the fold's indices.

    Model and thresholds come from the other families alone. Documents that are not judged are trained on
    in every fold that does not hold their family.
    """
    mine = [i for i, e in enumerate(examples) if e.labelled.name in judged]
    for fold in folds([examples[i] for i in mine], seed):
        families = {examples[mine[k]].labelled.family for k in fold}
        others = [e for e in examples if e.labelled.family not in families]
        yield train(others, seed + 1), [mine[k] for k in fold]


def train(examples: Sequence[Example], seed: int = 0) -> Classifier:
    """The model to ship: trained on all examples, thresholds from scores held out by family."""
    return calibrated(fit(examples, seed), examples, held_out_scores(examples, seed))
