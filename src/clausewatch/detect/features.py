"""Features of units as 64-bit hashes: words and pairs of words, and names of what is language-independent.

Names (rules that fired here or near by, headings, layout, kind of document) have the highest bit set
and mean the same in every language; words are mixes of stem hashes. No vocabulary is needed to make
them: the model keeps those that it knows, sorted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect.context import Surroundings
from clausewatch.detect.roles import CUSTOMER, VENDOR
from clausewatch.detect.rules import Fired, Rules
from clausewatch.detect.shape import shape
from clausewatch.detect.tokens import Words
from clausewatch.detect.units import Unit


def text_hash(text: str) -> int:
    """64-bit hash of a name, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


Hashes = NDArray[np.uint64]
NAME_BIT = np.uint64(1 << 63)
_WORD_BITS = np.uint64((1 << 63) - 1)
_BEGINNING = 12
BASE = "en"
"""The language that most labels are in."""
_PAIR = np.uint64(0x9E3779B97F4A7C15)
_SKIP = np.uint64(0xC2B2AE3D27D4EB4F)
_HEAD, _LEAD, _OUTER = (np.uint64(text_hash(n)) for n in ("head", "lead", "outer"))


@dataclass(frozen=True, slots=True)
class Reading:
    """Fired rules and features of units, one entry a unit."""

    fired: tuple[tuple[Fired, ...], ...]
    features: tuple[Hashes, ...]


def read(around: Surroundings, wanted: Sequence[int], rules: Rules) -> Reading:
    """Rules and features of the units with these ascending indices; only they and their neighbours are tokenised."""
    units = around.units
    near = sorted({j for i in wanted for j in (i - 1, i, i + 1) if 0 <= j < len(units)})
    leads = [around.lead_in(units[i]) for i in wanted]
    spans = _merged([(units[j].start, units[j].end) for j in near] + [s for s in leads if s[1]])
    words = rules.reader.read(around.document.text, around.names, spans)
    bounds = {j: words.between(units[j].start, units[j].end) for j in near}
    fired = _fired(words, bounds, rules)
    roles = {int(rules.reader.vocab.strings[role]): role for role in (VENDOR, CUSTOMER)}
    rows = []
    for i, lead in zip(wanted, leads, strict=True):
        norms = words.norms[slice(*bounds[i])]
        mixed = np.concatenate([_word_features(norms), _context(words, around, units[i], lead, rules)])
        names = _names(around, fired, i, rules, _subject(norms, roles))
        rows.append(np.unique(np.concatenate([mixed & _WORD_BITS, names])))
    return Reading(tuple(fired[i] for i in wanted), tuple(rows))


def _fired(words: Words, bounds: Mapping[int, tuple[int, int]], rules: Rules) -> dict[int, tuple[Fired, ...]]:
    anchors = rules.anchors(words, list(bounds.values()))
    return {j: tuple(rules.fired(hits)) for j, hits in zip(bounds, anchors, strict=True)}


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _word_features(norms: Hashes) -> Hashes:
    pairs = norms[:-1] * _PAIR + norms[1:]
    skips = norms[:-2] * _SKIP + norms[2:]
    return np.concatenate([norms, pairs, skips])


def _context(words: Words, around: Surroundings, unit: Unit, lead: tuple[int, int], rules: Rules) -> Hashes:
    head = rules.reader.stems(around.heading(unit))
    outer = rules.reader.stems(around.outer_heading(unit))
    return np.concatenate([head ^ _HEAD, outer ^ _OUTER, words.norms[slice(*words.between(*lead))] ^ _LEAD])


def _names(around: Surroundings, fired: dict[int, tuple[Fired, ...]], i: int, rules: Rules, subject: str) -> Hashes:
    unit = around.units[i]
    passage = around.document.passages[unit.passage]
    types = _types(fired[i])
    heads = rules.types_in(around.heading(unit))
    names = [f"r:{f.pattern.name}" for f in fired[i]]
    names += _beside(around, fired, i, -1) + _beside(around, fired, i, 1)
    names += [f"h:{t}" for t in heads] + [f"o:{t}" for t in rules.types_in(around.outer_heading(unit))]
    for t in types:
        names += [f"t:{t}"] + [f"ht:{t}"] * (t in heads)
    if around.lang != BASE:
        names += [ruled_name(around.lang, t) for t in types]
    names += [
        f"lang:{around.lang}",
        f"subject:{subject}",
        f"kind:{around.kind}",
        f"layout:{passage.kind.value}",
        f"length:{min(8, (unit.end - unit.start) // 40)}",
    ]
    names += [f"mark:{m}" for m in (*passage.marks, *shape(around.document.text[unit.start : unit.end]))]
    return np.array([name_feature(n) for n in names], dtype=np.uint64)


def _subject(norms: Hashes, roles: Mapping[int, str]) -> str:
    """Who is named first in the beginning of a unit; empty where it is nobody."""
    return next((roles[n] for n in norms[:_BEGINNING].tolist() if n in roles), "")


def _beside(around: Surroundings, fired: dict[int, tuple[Fired, ...]], i: int, step: int) -> list[str]:
    """Types of the rules that fired in the unit before or after, apart for the same and another passage."""
    if i + step not in fired:
        return []
    same = around.units[i].passage == around.units[i + step].passage
    return [f"{step}{'=' if same else '~'}:{t}" for t in _types(fired[i + step])]


def _types(fired: Sequence[Fired]) -> list[str]:
    return sorted({f.pattern.type for f in fired})


def ruled_name(lang: str, clause_type: str) -> str:
    """Name of the feature that a rule of the type fired in a unit of this language."""
    return f"{lang}:{clause_type}"


@lru_cache(maxsize=8192)
def name_feature(name: str) -> int:
    """The hash of a named feature."""
    return text_hash(name) | int(NAME_BIT)
