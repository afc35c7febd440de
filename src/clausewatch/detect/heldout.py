"""Honest findings: of each labelled document by a model and thresholds that never saw its family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausewatch.detect import findings, subprocessors
from clausewatch.detect.classifier import Classifier
from clausewatch.detect.training import Example, cross_validated
from clausewatch.model import Detection


def held_out(examples: Sequence[Example], judged: frozenset[str], seed: int) -> Iterator[tuple[Example, Detection]]:
    """The judged documents (by name) with what was found in each by a model made from other families alone.

    The other examples are trained on where their family is another one, and are never judged.
    """
    for model, fold in cross_validated(examples, judged, seed):
        for i in fold:
            yield examples[i], found(model, examples[i])


def found(model: Classifier, example: Example) -> Detection:
    """What a model finds in an example."""
    around, scores = example.around, model.scores(example.reading.features)
    by_passage = {}
    for passage, members in _by_passage(example).items():
        spans = [(around.units[i].start, around.units[i].end) for i in members]
        fired = [example.reading.fired[i] for i in members]
        scored = findings.over_threshold(spans, scores[members], model.thresholds, fired, model.types)
        by_passage[passage] = findings.of_passage(scored, around.document.passages[passage], around)
    rows = subprocessors.find(example.document)
    return Detection(
        findings=tuple(sorted(findings.continued(by_passage, rows, around), key=lambda f: (f.start, f.end))),
        subprocessors=rows,
        looked_for=model.types,
    )


def _by_passage(example: Example) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for i, unit in enumerate(example.around.units):
        out.setdefault(unit.passage, []).append(i)
    return out
