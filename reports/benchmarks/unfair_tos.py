"""UNFAIR-ToS (50 companies, eight kinds of unfair clauses): a dedicated linear model, companies held out.

    python reports/benchmarks/unfair_tos.py [--shared ../shared]

Features of a sentence: TF-IDF of its words (1-2) and characters (3-5), and the rules of ours that fire in it.
One linear support vector machine for each class; its threshold is chosen inside the training companies.
Macro F1 over the eight classes and none, as LexGLUE counts: none is true where no class is. All scores are
of companies unseen by model and thresholds. Takes about two minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from clausewatch import resources
from clausewatch.detect.rules import Rules, read_rules

ROOT = Path(__file__).resolve().parents[2]
GOAL, FOLDS, INNER, SEED, C = 0.79, 10, 3, 0, 0.3
RULE_WEIGHT = 0.3
CLASSES = (
    "limitation_of_liability",
    "unilateral_termination",
    "unilateral_change",
    "content_removal",
    "contract_by_using",
    "choice_of_law",
    "jurisdiction",
    "arbitration",
)
LEXGLUE = {"TF-IDF + SVM": 0.750, "BERT": 0.813, "Legal-BERT": 0.830}
"""Macro F1 with none on the test split of LexGLUE (Chalkidis et al. 2022), another split of the same sentences."""
Labels = NDArray[np.int8]
Scores = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences in the order of their documents; `rules` are the names of those that fire, joined by spaces."""

    texts: list[str]
    rules: list[str]
    companies: NDArray[np.str_]
    labels: Labels


def plain(text: str) -> str:
    """A sentence without the marks of the treebank tokeniser."""
    for mark, sign in (("-lrb-", "("), ("-rrb-", ")"), ("``", '"'), ("''", '"'), (" ,", ","), (" .", "."), (" 's", "'s")):
        text = text.replace(mark, sign)
    return text


def read(path: Path) -> Sentences:
    """All sentences with their classes and the rules that fire in them."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda r: (r["company"], r["sent_index"]))
    rules = Rules("en", read_rules(resources.corpus("rules"), "en"))
    texts = [plain(r["text"]) for r in rows]
    labels = np.array([[c in r["labels"] for c in CLASSES] for r in rows], dtype=np.int8)
    fired = [" ".join([*(names := rules.names(t)), *{n.split("/")[0] for n in names}]) for t in texts]
    return Sentences(texts, fired, np.array([r["company"] for r in rows]), labels)


class Features:
    """Turns sentences to rows of a sparse matrix; fitted on training sentences only."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+")
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=10, sublinear_tf=True, max_features=40_000
        )
        self._rules = TfidfVectorizer(token_pattern=r"\S+", lowercase=False, norm=None, use_idf=False, binary=True)

    def fit(self, data: Sentences, rows: Indices) -> Features:
        """Learn words, characters and rules from these sentences."""
        texts = [data.texts[i] for i in rows]
        self._words.fit(texts)
        self._characters.fit(texts)
        self._rules.fit([data.rules[i] for i in rows])
        return self

    def rows(self, data: Sentences) -> csr_matrix:
        """One row for every sentence."""
        words, characters = self._words.transform(data.texts), self._characters.transform(data.texts)
        return csr_matrix(hstack([words, characters, RULE_WEIGHT * self._rules.transform(data.rules)]))


def scores(x: csr_matrix, labels: Labels, train: Indices, test: Indices) -> Scores:
    """Distance of each test row from the border of each class."""
    out = np.zeros((len(test), labels.shape[1]))
    for k in range(labels.shape[1]):
        model = LinearSVC(C=C, class_weight={0: 1, 1: 2}, random_state=SEED)
        out[:, k] = model.fit(x[train], labels[train, k]).decision_function(x[test])
    return out


def thresholds(x: csr_matrix, data: Sentences, train: Indices) -> Scores:
    """The threshold of best F1 for each class over inner folds of the training companies."""
    inner = np.zeros((len(train), len(CLASSES)))
    for fit, held in GroupKFold(INNER).split(train, groups=data.companies[train]):
        inner[held] = scores(x, data.labels, train[fit], train[held])
    best = []
    for k in range(len(CLASSES)):
        precision, recall, cuts = precision_recall_curve(data.labels[train, k], inner[:, k])
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        best.append(cuts[int(np.argmax(f1[:-1]))])
    return np.array(best)


def folds(companies: NDArray[np.str_]) -> list[tuple[Indices, Indices]]:
    """Train and test rows; each company is tested once."""
    names = sorted(set(companies.tolist()))
    random.Random(SEED).shuffle(names)
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    of = np.array([fold[c] for c in companies.tolist()])
    return [(np.flatnonzero(of != i), np.flatnonzero(of == i)) for i in range(FOLDS)]


def predict(data: Sentences) -> Labels:
    """Classes of each sentence, from a model and thresholds that saw nothing of its company."""
    out = np.zeros_like(data.labels)
    for train, test in folds(data.companies):
        x = Features().fit(data, train).rows(data)
        out[test] = scores(x, data.labels, train, test) >= thresholds(x, data, train)
    return out


def with_none(labels: Labels) -> Labels:
    """The labels with a last column that is 1 where no class is."""
    return np.hstack([labels, ~labels.any(axis=1, keepdims=True)]).astype(np.int8)


def interval(truth: Labels, said: Labels, companies: NDArray[np.str_]) -> tuple[float, float]:
    """90 % bootstrap of macro F1 over companies."""
    groups = [np.flatnonzero(companies == c) for c in sorted(set(companies.tolist()))]
    rnd = random.Random(SEED)
    draws = sorted(macro(truth[rows], said[rows]) for rows in (_drawn(groups, rnd) for _ in range(200)))
    return draws[10], draws[189]


def _drawn(groups: Sequence[Indices], rnd: random.Random) -> Indices:
    return np.concatenate(rnd.choices(groups, k=len(groups)))


def macro(truth: Labels, said: Labels) -> float:
    """Mean F1 over all columns."""
    return float(f1_score(truth, said, average="macro", zero_division=0))


def show(data: Sentences, said: Labels) -> None:
    """Print F1 by class, the means and LexGLUE's figures."""
    truth, found = with_none(data.labels), with_none(said)
    each: Any = f1_score(truth, found, average=None, zero_division=0)
    print(f"{len(data.texts)} sentences of {len(set(data.companies.tolist()))} companies, {FOLDS} folds of companies")
    for name, value, count in zip((*CLASSES, "none"), each, truth.sum(axis=0), strict=True):
        print(f"  {name:26} labels {count:>5}   F1 {value:.3f}")
    low, high = interval(truth, found, data.companies)
    value = macro(truth, found)
    print(
        f"macro F1 with none {value:.3f} (90 %: {low:.3f} to {high:.3f}), goal {GOAL}: {'' if value >= GOAL else 'NOT '}reached"
    )
    print(
        f"micro F1 with none {f1_score(truth, found, average='micro'):.3f}; macro F1 without none {macro(data.labels, said):.3f}"
    )
    print("LexGLUE's test split, macro F1: " + ", ".join(f"{k} {v:.3f}" for k, v in LEXGLUE.items()))


def main() -> int:
    """Read, predict, print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    path = ap.parse_args().shared / "data" / "unfair_tos.jsonl.xz"
    if not path.is_file():
        print(f"NOT SCORED: there is no {path}", file=sys.stderr)
        return 0
    data = read(path)
    show(data, predict(data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
