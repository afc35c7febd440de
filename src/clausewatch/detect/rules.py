"""Rules of one language: read from `corpus/rules/<type>/<lang>.yml`, matched over spaCy anchors.

All phrases of all patterns go into one `PhraseMatcher`, which passes over a text once. A pattern
is then tried only in units that hold its rarest anchor: cost follows what is there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clausewatch.detect.patterns import Sequence as Steps
from clausewatch.detect.patterns import compile_pattern
from clausewatch.detect.spacy_parts import PhraseMatcher
from clausewatch.detect.tokens import Reader, Words, reader
from clausewatch.model import CLAUSE_TYPES

_SET = re.compile(r"\$[a-z]+")
Hits = Mapping[int, Sequence[tuple[int, int]]]
"""Where anchors stand in one unit: anchor -> half-open word ranges, in order."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a rule file; `id` is unique in its type and shared by equal rules of other languages."""

    type: str
    id: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`type/id`, as reasons and features name it."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Fired:
    """A pattern that matched in a unit, with the anchors it stood on."""

    pattern: Pattern
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a pattern with the numbers of its anchors."""

    anchors: tuple[int, ...]
    gap: int
    optional: bool


_Way = tuple[tuple[_Step, ...], ...]


@dataclass(eq=False, slots=True)
class _Compiled:
    pattern: Pattern
    match: list[_Way]
    unless: list[_Way]


def read_rules(folder: Path, lang: str) -> list[Pattern]:
    """All patterns of a language, in the order of types and files.

    Raises:
        ValueError: a file that is not a rule file, naming it.
    """
    path = folder / "words" / f"{lang}.yml"
    words = {f"${k}": "|".join(v) for k, v in _load(path).items()} if path.is_file() else {}
    found = []
    for clause_type in CLAUSE_TYPES:
        path = folder / clause_type / f"{lang}.yml"
        if path.is_file():
            found.extend(_patterns(path, clause_type, words))
    return found


def _load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe


def _patterns(path: Path, clause_type: str, words: Mapping[str, str]) -> list[Pattern]:
    try:
        return [_pattern(clause_type, row, words) for row in _load(path)["patterns"]]
    except (TypeError, KeyError) as why:
        raise ValueError(f"{path}: not a rule file: {why!r}") from why


def _pattern(clause_type: str, row: Mapping[str, Any], words: Mapping[str, str]) -> Pattern:
    def texts(key: str) -> tuple[str, ...]:
        value = row.get(key) or ()
        return (value,) if isinstance(value, str) else tuple(map(str, value))

    def filled(key: str) -> tuple[str, ...]:
        return tuple(_SET.sub(lambda m: words[m.group()], text) for text in texts(key))

    return Pattern(
        type=clause_type,
        id=row["id"],
        match=filled("match"),
        unless=filled("unless"),
        examples=texts("examples"),
        counterexamples=texts("counterexamples"),
        also=texts("also"),
    )


class Rules:
    """The compiled rules of one language."""

    def __init__(self, lang: str, patterns: Sequence[Pattern]) -> None:
        self.reader: Reader = reader(lang)
        self.patterns = tuple(patterns)
        self._heads: dict[str, tuple[str, ...]] = {}
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._matcher = PhraseMatcher(self.reader.vocab, attr="NORM")
        self._by_match: dict[int, int] = {}
        self._by_stems: dict[tuple[int, ...], int] = {}
        compiled = [self._compiled(p) for p in patterns]
        use = Counter(n for rule in compiled for n in _anchors(rule))
        self._by_key: dict[int, list[_Compiled]] = defaultdict(list)
        for rule in compiled:
            for number in dict.fromkeys(n for way in rule.match for n in _key(way, use)):
                self._by_key[number].append(rule)

    def _compiled(self, pattern: Pattern) -> _Compiled:
        match, unless = ([self._way(compile_pattern(t)) for t in texts] for texts in (pattern.match, pattern.unless))
        return _Compiled(pattern, match, unless)

    def _way(self, sequences: tuple[Steps, ...]) -> _Way:
        return tuple(
            tuple(_Step(tuple(dict.fromkeys(map(self._number, s.anchors))), s.gap, s.optional) for s in steps)
            for steps in sequences
        )

    def _number(self, anchor: str) -> int:
        """Number of an anchor; anchors with equal stems share it."""
        if anchor not in self._numbers:
            phrase = self.reader.phrase(anchor)
            number = self._by_stems.setdefault(tuple(t.norm for t in phrase), len(self._words))
            if number == len(self._words):
                self._words.append(anchor)
                self._matcher.add(f"a{number}", [phrase])
                self._by_match[self.reader.vocab.strings[f"a{number}"]] = number
            self._numbers[anchor] = number
        return self._numbers[anchor]

    def anchors(self, words: Words, bounds: Sequence[tuple[int, int]]) -> list[dict[int, list[tuple[int, int]]]]:
        """Anchor hits of each unit; `bounds` are word ranges in order that do not overlap."""
        found: list[dict[int, list[tuple[int, int]]]] = [{} for _ in bounds]
        unit = 0
        for match, start, end in sorted(self._matcher(words.doc), key=lambda m: m[1]):
            while unit < len(bounds) and bounds[unit][1] <= start:
                unit += 1
            if unit == len(bounds):
                break
            if bounds[unit][0] <= start and end <= bounds[unit][1]:
                found[unit].setdefault(self._by_match[match], []).append((start, end))
        return found

    def fired(self, hits: Hits) -> list[Fired]:
        """The patterns that match in a unit with these anchors, in the order of the rule files."""
        rules = dict.fromkeys(rule for number in hits for rule in self._by_key.get(number, ()))
        out = []
        for rule in rules:
            anchors = _match(rule, hits)
            if anchors is not None:
                out.append(Fired(rule.pattern, tuple(self._words[n] for n in anchors)))
        return out

    def types_in(self, text: str) -> tuple[str, ...]:
        """Types of the patterns that match a short text such as a heading, remembered."""
        if text not in self._heads:
            self._heads[text] = tuple(sorted({n.split("/")[0] for n in self.names(text)}))
        return self._heads[text]

    def names(self, text: str) -> list[str]:
        """Names of the patterns that match a text taken as one unit."""
        words = self.reader.read(text)
        return [f.pattern.name for f in self.fired(self.anchors(words, [(0, len(words.starts))])[0])]


def _anchors(rule: _Compiled) -> set[int]:
    return {n for way in rule.match for steps in way for step in steps for n in step.anchors}


def _key(way: _Way, use: Mapping[int, int]) -> tuple[int, ...]:
    """Anchors of the step that is shared by the fewest rules: one of them is in every match."""
    steps = [step for sequence in way for step in sequence if not step.optional]
    return min(steps, key=lambda s: sum(use[n] for n in s.anchors)).anchors


def _match(rule: _Compiled, hits: Hits) -> list[int] | None:
    for way in rule.match:
        anchors = _found(way, hits)
        if anchors is not None:
            return None if any(_found(veto, hits) is not None for veto in rule.unless) else anchors
    return None


def _found(way: _Way, hits: Hits) -> list[int] | None:
    """Anchors of the first way through all sequences, or None; all steps are looked up before any is placed."""
    for sequence in way:
        for step in sequence:
            if not step.optional and hits.keys().isdisjoint(step.anchors):
                return None
    out: list[int] = []
    for sequence in way:
        found = _walk(sequence, hits)
        if found is None:
            return None
        out += found
    return out


def _walk(steps: tuple[_Step, ...], hits: Hits) -> list[int] | None:
    """Anchors of one way through the steps: all ends reached so far are kept, so there is no backtracking."""
    ends: dict[int, list[int]] = {}
    for step in steps:
        places = [(a, b, n) for n in step.anchors if n in hits for a, b in hits[n]]
        if not ends:
            ends = {} if step.optional else {b: [n] for _, b, n in places}
            continue
        ends = {**(ends if step.optional else {}), **_reached(ends, places, step.gap)}
        if not ends:
            return None
    return next(iter(ends.values()), None)


def _reached(ends: Mapping[int, list[int]], places: Sequence[tuple[int, int, int]], gap: int) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for a, b, n in places:
        before = next((e for e in ends if 0 <= a - e <= gap), None)
        if before is not None:
            out.setdefault(b, [*ends[before], n])
    return out
