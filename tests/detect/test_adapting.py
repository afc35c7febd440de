"""Languages with few labels: what is added to their scores, and what is taken where no rule speaks for a type."""

from __future__ import annotations

import numpy as np

from clausewatch.detect.adapting import HeldOut, adapted, all_switches, switches, unlearned
from clausewatch.detect.classifier import Classifier
from clausewatch.detect.features import name_feature

TYPES = ("governing_law", "terms_change")
LAW, CHANGE = (np.uint64(s) for s in switches("sv", TYPES))
SV, DE = (np.uint64(name_feature(f"lang:{lang}")) for lang in ("sv", "de"))
SCALE = 0.5


def model() -> Classifier:
    """A model that knows languages and switches and gives every unit a score of 0."""
    features = np.sort(np.concatenate([all_switches(TYPES), np.array([SV, DE], dtype=np.uint64)]))
    zero = np.zeros((len(features), 2), dtype=np.float32)
    none = np.zeros(2, dtype=np.float32)
    return Classifier(features, np.full(len(features), SCALE, dtype=np.float32), zero, none, none, TYPES)


def held() -> HeldOut:
    """True clauses lie a little under the threshold and have a rule; others lie higher and have none."""
    return HeldOut(
        wanted=np.array([[1, 0], [0, 0], [0, 0], [0, 1]], dtype=np.int8),
        over=np.array([[-0.4, -3], [0.1, -3], [0.2, -3], [-3, -0.4]], dtype=np.float32),
        ruled=np.array([[True, False], [False, False], [False, False], [False, True]]),
    )


def scores(of: Classifier, *unit: np.uint64) -> list[float]:
    """Scores of one unit with these features, a type each."""
    return [float(s) for s in of.scores([np.array(unit, dtype=np.uint64)])[0]]


def test_scores_without_a_rule_fall_and_those_with_one_rise() -> None:
    """The first and the last unit are clauses: only with a rule of the type is a low score enough."""
    fit = adapted(model(), "sv", held(), SCALE)
    law, change = scores(fit, SV, LAW)
    assert law >= 0.4
    assert change < -0.2


def test_other_languages_keep_their_scores() -> None:
    assert scores(adapted(model(), "sv", held(), SCALE), DE) == [0.0, 0.0]


def test_what_was_learned_about_switches_is_forgotten() -> None:
    """Only what all languages share remains."""
    known = model()
    known.weights[:] = 1
    assert scores(unlearned(known), SV, LAW, CHANGE) == [SCALE, SCALE]
