"""A change as plain values for the command line, and word diffs for terminal and web views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from clausewatch.codec import plain
from clausewatch.compare.processors import names
from clausewatch.model import Change

_PIECES = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
Segment = tuple[str, str]
"""`equal`, `added` or `removed`, and its text."""


def as_dict(change: Change, lang: str = "en") -> dict[str, Any]:
    """The JSON contract of `clausewatch compare`; subprocessors by name, spans left in the parts."""
    rows = change.subprocessors
    return {
        "substantive": change.substantive,
        "capture": change.capture,
        "severity": change.severity,
        "rule": change.rule,
        "noise": list(change.noise),
        "types": list(change.types),
        "attributes": plain(change.attributes),
        "subprocessors": {
            "added": names(rows.added),
            "removed": names(rows.removed),
            "changed": names(new for _, new in rows.changed),
        },
        "summary": change.summary.get(lang, ""),
        "deadlines": plain(change.deadlines),
        "parts": [{k: v for k, v in plain(part).items() if v not in ("", None, [])} for part in change.parts],
    }


def segments(old: str, new: str) -> tuple[Segment, ...]:
    """Word diff of two texts as runs in reading order; removed stands before added.

    The equal and removed runs together are the old text, the equal and added ones the new text.
    """
    return tuple(_joined(_runs(_PIECES.findall(old), _PIECES.findall(new))))


def folded(found: tuple[Segment, ...], keep: int = 80) -> tuple[Segment, ...]:
    """Segments with the middle of long equal runs left out (` … `), for reading."""

    def _fold(kind: str, text: str) -> Segment:
        if kind != "equal" or len(text) <= 2 * keep + 20:
            return kind, text
        return kind, text[:keep].rsplit(" ", 1)[0] + " … " + text[-keep:].split(" ", 1)[-1]

    return tuple(_fold(kind, text) for kind, text in found)


def _runs(old: list[str], new: list[str]) -> Iterator[Segment]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "equal", "".join(old[a:b])
            continue
        if a < b:
            yield "removed", "".join(old[a:b])
        if c < d:
            yield "added", "".join(new[c:d])


def _joined(found: Iterator[Segment]) -> Iterator[Segment]:
    """Blanks between two changes belong to both sides, so that the changes read as one."""
    removed = added = gap = ""
    for kind, text in [*found, ("equal", "")]:
        if kind != "equal":
            removed, added, gap = removed + gap, added + gap, ""
            removed, added = (removed + text, added) if kind == "removed" else (removed, added + text)
        elif text.isspace() and (removed or added):
            gap = text
        else:
            runs = (("removed", removed), ("added", added), ("equal", gap + text))
            yield from (run for run in runs if run[1])
            removed = added = gap = ""
