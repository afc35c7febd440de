"""The model file: plain arrays or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clausewatch import resources
from clausewatch.detect import classifier
from clausewatch.model import CLAUSE_TYPES


def test_load_refuses_pickled_arrays(tmp_path: Path) -> None:
    path = tmp_path / "multilingual.npz"
    np.savez(path, **{name: np.array([{"a": 1}], dtype=object) for name in classifier._ARRAYS})
    with pytest.raises(ValueError, match="not a model"):
        classifier.load(path)


def test_load_refuses_other_files(tmp_path: Path) -> None:
    path = tmp_path / "multilingual.npz"
    for content in (b"", b"text", b"PK\x03\x04broken"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="not a model"):
            classifier.load(path)
    with pytest.raises(ValueError, match="not a model"):
        classifier.load(tmp_path / "missing.npz")


def test_shipped_model_knows_all_types_and_is_small() -> None:
    path = resources.models("multilingual.npz")
    assert classifier.load(path).types == CLAUSE_TYPES
    assert path.stat().st_size <= 30_000_000


def test_scores_do_not_depend_on_the_batch() -> None:
    model = classifier.load(resources.models("multilingual.npz"))
    rows = [model.features[i : i + 7] for i in range(0, 70, 7)]
    alone = np.concatenate([model.scores([row]) for row in rows])
    assert np.allclose(model.scores(rows), alone, atol=1e-4)
