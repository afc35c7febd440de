"""The detector: documents to findings, cached by passage.

Passages are cut into units, rules fire over phrase anchors, and a linear model turns rules, words
and context into scores per clause type. What the cache knows is not looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from clausewatch import resources
from clausewatch.detect import classifier, features, findings, subprocessors
from clausewatch.detect.context import Surroundings
from clausewatch.detect.rules import Rules, read_rules
from clausewatch.detect.units import Unit, units
from clausewatch.model import LANGUAGES, Detection, Document, Finding, digest

MODEL = "multilingual.npz"
_CODE = "5"
LEEWAY = 1.5
"""How far below a threshold a score counts where the other version of the text states such a clause."""


class FindingCache(Protocol):
    """Keeps findings of passages between runs; keys are hashes, values JSON texts."""

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The entries that are known, by key."""
        ...

    def put(self, entries: Mapping[str, str]) -> None:
        """Remember entries."""
        ...


class _NoCache:
    """Knows nothing and keeps nothing."""

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        """No entries, whatever the keys."""
        return dict.fromkeys(keys[:0], "")

    def put(self, entries: Mapping[str, str]) -> None:
        """Forgets them."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Scores of one unit in all types, for people who ask why something was or was not found."""

    start: int
    end: int
    scores: Mapping[str, float]
    thresholds: Mapping[str, float]
    rules: tuple[str, ...]


class Detector:
    """Finds clauses with the rules of `rules_folder` and the model in `model_folder`.

    Rules and model are read when the first document of a language comes.

    Raises:
        ValueError: a rule file or the model cannot be read.
    """

    def __init__(self, model_folder: Path, rules_folder: Path) -> None:
        self._model = model_folder / MODEL
        self._folder = rules_folder
        self._rules: dict[str, Rules] = {}
        self._fingerprints: dict[str, str] = {}

    @cached_property
    def classifier(self) -> classifier.Classifier:
        """The model, loaded once."""
        return classifier.load(self._model)

    def rules(self, lang: str) -> Rules:
        """The compiled rules of a language, made once."""
        if lang not in self._rules:
            self._rules[lang] = Rules(lang, read_rules(self._folder, lang))
        return self._rules[lang]

    def fingerprint(self, lang: str) -> str:
        """Names code, rules, word tables and model that findings of a language come from."""
        if lang not in self._fingerprints:
            words = (f for f in resources.corpus("lexicon").rglob("*") if f.suffix in {".tsv", ".yml"})
            files = [*sorted(self._folder.glob(f"*/{lang}.yml")), *sorted(words)]
            parts = [_CODE, lang, *(classifier.file_digest(f) for f in [self._model, *files])]
            self._fingerprints[lang] = digest("|".join(parts))[:16]
        return self._fingerprints[lang]

    def detect(self, document: Document, cache: FindingCache | None = None) -> Detection:
        """All clauses and subprocessor rows of a document.

        A document in a language without rules has nothing looked for; it is not "nothing found".
        """
        rows = subprocessors.find(document)
        if document.lang not in LANGUAGES:
            return Detection(subprocessors=rows, complete=document.complete)
        around = Surroundings(document, tuple(units(document)), document.lang)
        found = self._found(around, _NoCache() if cache is None else cache)
        return Detection(
            findings=tuple(sorted(findings.continued(found, rows, around), key=lambda f: (f.start, f.end))),
            subprocessors=rows,
            looked_for=self.classifier.types,
            complete=document.complete,
            fingerprint=self.fingerprint(document.lang),
        )

    def _found(self, around: Surroundings, cache: FindingCache) -> dict[int, list[Finding]]:
        """Findings by passage, from the cache where it has them; one get and one put."""
        document = around.document
        passages = _by_passage(around.units)
        keys = {p: around.key(p, self.fingerprint(around.lang)) for p in passages}
        known = cache.get(tuple(keys.values()))
        found = self._examined(around, {p: units for p, units in passages.items() if keys[p] not in known})
        if found:
            cache.put({keys[p]: findings.to_json(rows, document.passages[p].start) for p, rows in found.items()})
        for p in passages.keys() - found.keys():
            passage = document.passages[p]
            found[p] = findings.from_json(known[keys[p]], passage.start, document.section_label(passage.section))
        return found

    def nearly(self, document: Document, places: Sequence[tuple[str, int, int]]) -> tuple[Finding, ...]:
        """Clauses of given types in given spans (half-open) that a rule supports and whose scores miss by at most `LEEWAY`.

        For a reader who knows from elsewhere that such a clause should stand there.
        """
        if document.lang not in LANGUAGES:
            return ()
        around = Surroundings(document, tuple(units(document)), document.lang)
        near: dict[int, list[int]] = {}
        for i, unit in enumerate(around.units):
            if _kinds(places, unit.start, unit.end):
                near.setdefault(unit.passage, []).append(i)
        found = [f for rows in self._examined(around, near, LEEWAY).values() for f in rows if f.reasons[0].startswith("rule ")]
        return tuple(f for f in found if f.type in _kinds(places, f.start, f.end))

    def _examined(self, around: Surroundings, passages: Mapping[int, list[int]], leeway: float = 0.0) -> dict[int, list[Finding]]:
        wanted = [i for p in passages for i in passages[p]]
        model, rules = self.classifier, self.rules(around.lang)
        reading = features.read(around, wanted, rules)
        scores, thresholds = model.scores(reading.features), model.thresholds - np.float32(leeway)
        out: dict[int, list[Finding]] = {}
        at = 0
        for p, members in passages.items():
            here = slice(at, at + len(members))
            spans = [(around.units[i].start, around.units[i].end) for i in members]
            scored = findings.over_threshold(spans, scores[here], thresholds, reading.fired[here], model.types)
            out[p] = findings.of_passage(scored, around.document.passages[p], around)
            at += len(members)
        return out

    def explain(self, document: Document) -> list[Explained]:
        """Every unit of a document with its rules and all its scores, found or not."""
        if document.lang not in LANGUAGES:
            return []
        around = Surroundings(document, tuple(units(document)), document.lang)
        model = self.classifier
        reading = features.read(around, range(len(around.units)), self.rules(document.lang))
        thresholds = dict(zip(model.types, model.thresholds.tolist(), strict=True))
        return [
            Explained(
                unit.start,
                unit.end,
                dict(zip(model.types, row, strict=True)),
                thresholds,
                tuple(f.pattern.name for f in fired),
            )
            for unit, row, fired in zip(around.units, model.scores(reading.features).tolist(), reading.fired, strict=True)
        ]


def _kinds(places: Sequence[tuple[str, int, int]], start: int, end: int) -> set[str]:
    """The types that are asked for where a span lies."""
    return {kind for kind, a, b in places if a < end and start < b}


def _by_passage(all_units: Sequence[Unit]) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for index, unit in enumerate(all_units):
        out.setdefault(unit.passage, []).append(index)
    return out
