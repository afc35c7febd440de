"""The small language of rule patterns, compiled to anchors.

    (governed|construed) by .. (law|laws of)      words, alternatives, a gap
    may & (terminate|suspend) ..3 (account|access)

Words are compared by their stems, so one form stands for its inflections; punctuation does not
count. `..` is a gap of at most `GAP` words, `..3` of at most three; `[the|this]` is optional; ` & `
joins parts that may stand in any order in the same unit. Everything between two gaps, brackets
or bars is one phrase: an *anchor*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

GAP = 8
_ITEM = re.compile(r"\s*(?:\.\.(?P<gap>\d*)|\((?P<any>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|(?P<words>[^()\[\].&]+|\.(?!\.)))")


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a sequence: any of these anchors, at most `gap` words after the last one."""

    anchors: tuple[str, ...]
    gap: int
    optional: bool = False


Sequence = tuple[Step, ...]


def compile_pattern(text: str) -> tuple[Sequence, ...]:
    """The sequences that must all be found in a unit.

    Raises:
        ValueError: the pattern is empty or has a bracket without its partner.
    """
    return tuple(_sequence(part) for part in text.split(" & "))


def _sequence(text: str) -> Sequence:
    steps: list[Step] = []
    gap = 0
    for item in _items(text.strip()):
        if item["gap"] is not None:
            gap = int(item["gap"] or GAP)
            continue
        anchors = _anchors(item["any"] or item["maybe"] or item["words"])
        if anchors:
            steps.append(Step(anchors, gap, item["maybe"] is not None))
            gap = 0
    if all(s.optional for s in steps):
        raise ValueError(f"the pattern {text!r} has no words")
    return tuple(steps)


def _items(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        if item is None:
            raise ValueError(f"cannot read {text[at:]!r} in the pattern {text!r}")
        yield item
        at = item.end()


def _anchors(words: str) -> tuple[str, ...]:
    return tuple(anchor for anchor in (" ".join(way.split()) for way in words.split("|")) if anchor)
