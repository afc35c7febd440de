"""Before and after, shortened to what differs with enough around it to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clausewatch.model import ChangePart

LIMIT = 420
"""Characters of one quote in a message; the whole text is in the record."""
AROUND = 90
"""Characters of unchanged text kept on each side of the difference."""
COUNT = 3

_WORD = re.compile(r"\S+\s*")


def quotes(parts: Sequence[ChangePart]) -> tuple[tuple[str, str], ...]:
    """The gravest places with effect, each as (before, after); an empty side where there was none.

    Where a place is to be read (2) or graver, those for the record are left to the record.
    """
    telling = [p for p in parts if not p.noise and p.kind != "moved" and (p.old or p.new)]
    telling.sort(key=lambda p: -p.severity)
    floor = min(2, telling[0].severity) if telling else 0
    telling = [p for p in telling if p.severity >= floor]
    return tuple(shortened(p.old, p.new) for p in telling[:COUNT])


def shortened(old: str, new: str) -> tuple[str, str]:
    """Both texts cut at words around their difference; verbatim where nothing needs cutting."""
    if len(old) <= LIMIT and len(new) <= LIMIT:
        return old, new
    before, after = _WORD.findall(old), _WORD.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    return _window(before, head, tail), _window(after, head, tail)


def marked(old: str, new: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Both texts in three: what stands before the first, between and after the last differing word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    return _three(before, head, tail), _three(after, head, tail)


def _three(words: Sequence[str], head: int, tail: int) -> tuple[str, str, str]:
    stop = len(words) - tail
    middle = "".join(words[head:stop])
    changed = middle.rstrip()
    return "".join(words[:head]), changed, middle[len(changed) :] + "".join(words[stop:])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if a.strip() != b.strip():
            return count
    return min(len(one), len(other))


def _window(words: Sequence[str], head: int, tail: int) -> str:
    """The words from `head` to `tail` from the end, with some around; cut ends show an ellipsis."""
    if not words:
        return ""
    start, stop = head, max(len(words) - tail, head)
    start -= _fitting(words[:start][::-1], AROUND)
    if stop - start:
        stop += _fitting(words[stop:], AROUND)
    most = _fitting(words[start:stop], LIMIT)
    if start == stop:
        stop = min(len(words), start + _fitting(words[start:], AROUND))
    stop = min(stop, start + most) if most else stop
    text = "".join(words[start:stop]).strip()
    return f"{'… ' if start else ''}{text}{' …' if stop < len(words) else ''}"


def _fitting(words: Sequence[str], room: int) -> int:
    used = 0
    for count, word in enumerate(words):
        used += len(word)
        if used > room:
            return max(count, 1)
    return len(words)
