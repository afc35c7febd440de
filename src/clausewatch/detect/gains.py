"""What a changed rule or model gains and loses against earlier findings, clause by clause.

Figures hide that one change can find ten clauses and lose nine others; this names each of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausewatch.detect import quality
from clausewatch.detect.training import Example
from clausewatch.model import Detection, Finding

FOUND, MISSED, WRONG, MENDED = "found", "missed", "wrong", "mended"
KINDS = (FOUND, MENDED, MISSED, WRONG)
"""Gains first: a labelled clause newly found, a false finding gone; then losses: missed, newly wrong."""

_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Move:
    """One clause or finding whose outcome is another one than before; `quote` is the document's own text."""

    kind: str
    document: str
    type: str
    quote: str

    def __str__(self) -> str:
        sign = "+" if self.kind in (FOUND, MENDED) else "-"
        words = " ".join(self.quote.split())
        return f"{sign} {self.kind:<7} {self.type:<27} {self.document}: {words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}"


def moves(judged: Iterable[tuple[Example, Detection]], before: Mapping[str, Sequence[Finding]]) -> list[Move]:
    """All moves between earlier findings by document name and those of now; documents new to either are left out."""
    out: list[Move] = []
    for example, detection in judged:
        if example.labelled.name in before:
            out += _of_document(example, before[example.labelled.name], detection.findings)
    return sorted(out, key=lambda m: (KINDS.index(m.kind), m.type, m.document))


def summary(found: Sequence[Move]) -> str:
    """Counts by type, one line each, types with most moves first."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for move in found:
        table[move.type][move.kind] += 1
    lines = [f"{'type':<27} " + " ".join(f"{k:>7}" for k in KINDS)]
    for name, counts in sorted(table.items(), key=lambda row: (-sum(row[1].values()), row[0])):
        lines.append(f"{name:<27} " + " ".join(f"{counts[k]:>7}" for k in KINDS))
    return "\n".join(lines)


def _of_document(example: Example, before: Sequence[Finding], now: Sequence[Finding]) -> list[Move]:
    name, clauses = example.labelled.name, example.labelled.clauses
    old, new = quality.outcome(example, before), quality.outcome(example, now)
    out = [Move(FOUND, name, clauses[i].type, clauses[i].quote) for i in new.hit - old.hit if clauses[i].sure]
    out += [Move(MISSED, name, clauses[i].type, clauses[i].quote) for i in old.hit - new.hit if clauses[i].sure]
    out += [Move(WRONG, name, f.type, f.quote) for f in new.wrong if not _among(f, old.wrong)]
    return out + [Move(MENDED, name, f.type, f.quote) for f in old.wrong if not _among(f, new.wrong)]


def _among(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(o.type == finding.type and o.start < finding.end and finding.start < o.end for o in others)
