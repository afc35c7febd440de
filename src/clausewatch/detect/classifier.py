"""A linear model per clause type over hashed features, kept as plain arrays and scored with numpy alone."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect.features import NAME_BIT, Hashes
from clausewatch.model import CLAUSE_TYPES

_ARRAYS = ("features", "scales", "weights", "bias", "thresholds", "types")
_BATCH = 512
WORD_LENGTH = 1.5


@dataclass(frozen=True)
class Classifier:
    """Scores of units: `weights[f, t]` of feature `features[f]` (sorted) times `scales[f]`, plus `bias[t]`.

    Word features of one unit are scaled to length `WORD_LENGTH`; named features are not. A score at or over
    `thresholds[t]` is a finding of `types[t]`.
    """

    features: Hashes
    scales: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    types: tuple[str, ...]

    def scores(self, rows: Sequence[Hashes]) -> NDArray[np.float32]:
        """One row of scores a unit, one column a type."""
        if not rows:
            return np.zeros((0, len(self.types)), dtype=np.float32)
        return np.concatenate([self._batch(rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH)])

    def _batch(self, rows: Sequence[Hashes]) -> NDArray[np.float32]:
        hashes = np.concatenate(rows)
        row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
        row, place, value = entries(hashes, row, self.features, self.scales)
        out = np.tile(self.bias, (len(rows), 1))
        for first in range(len(self.types)):
            out[:, first] += np.bincount(row, weights=value * self.weights[place, first], minlength=len(rows))
        return out

    def save(self, path: Path) -> None:
        """Write the arrays; equal models give equal arrays."""
        np.savez_compressed(
            path,
            features=self.features,
            scales=self.scales,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            thresholds=self.thresholds,
            types=np.array(self.types),
        )


def entries(
    hashes: Hashes, row: NDArray[np.int64], features: Hashes, scales: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Row, feature and value of each known hash; word values of a row are scaled to a common length."""
    place = np.searchsorted(features, hashes)
    place[place == len(features)] = 0
    known = features[place] == hashes
    place, row, hashes = place[known], row[known], hashes[known]
    value = scales[place].astype(np.float64)
    words = (hashes & NAME_BIT) == 0
    length = np.sqrt(np.bincount(row[words], weights=value[words] ** 2))
    value[words] *= WORD_LENGTH / length[row[words]]
    return row, place, value


def load(path: Path) -> Classifier:
    """The model of a file, which must hold plain arrays and nothing else.

    Raises:
        ValueError: the file is missing, is no such archive, or its arrays do not fit each other.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in _ARRAYS}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, EOFError) as why:
        raise ValueError(f"{path}: not a model of clausewatch: {why}") from why
    count, kinds = len(found["features"]), len(found["types"])
    fits = found["weights"].shape == (count, kinds) and len(found["scales"]) == count
    if not fits or not len(found["bias"]) == len(found["thresholds"]) == kinds or count == 0:
        raise ValueError(f"{path}: not a model of clausewatch: its arrays do not fit each other")
    if not set(map(str, found["types"])) <= set(CLAUSE_TYPES):
        raise ValueError(f"{path}: not a model of clausewatch: unknown clause types")
    return Classifier(
        features=found["features"].astype(np.uint64),
        scales=found["scales"].astype(np.float32),
        weights=found["weights"].astype(np.float32),
        bias=found["bias"].astype(np.float32),
        thresholds=found["thresholds"].astype(np.float32),
        types=tuple(map(str, found["types"])),
    )


def file_digest(path: Path) -> str:
    """Short hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
