"""Labelled documents for training: quotes placed in the text of a `Document`.

Quotes and texts are compared on letters and digits alone, case folded, so that marks, dashes and
white space never decide whether a quote is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect.units import Unit
from clausewatch.model import Document

Parse = Callable[[Path, str], Document]
"""Reads one labelled document: its path and its language."""

_LINK = re.compile(r"\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_SHARE, _LEAST, _MOST, _TIMES = 0.5, 0.2, 400, 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A labelled clause; `sure` is false where finding it is neither right nor wrong."""

    type: str
    quote: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its labels; documents of one `family` (vendor) stay together in cross-validation.

    `looked_at` names the reduced passages that were read where it was not the whole document.
    """

    name: str
    family: str
    lang: str
    path: Path
    clauses: tuple[Clause, ...]
    looked_at: frozenset[str] = frozenset()


def read_folder(folder: Path) -> list[Labelled]:
    """All labelled documents of a folder with `index.jsonl`, `labels/` and `docs/`."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text("utf-8").splitlines() if line]
    return [_labelled(folder, row) for row in sorted(rows, key=lambda r: str(r["doc"]))]


def _labelled(folder: Path, row: Mapping[str, Any]) -> Labelled:
    data = json.loads((folder / "labels" / f"{row['doc']}.json").read_text("utf-8"))
    path = next(p for p in sorted((folder / "docs").glob(f"{row['doc']}.*")) if p.stem == row["doc"])
    clauses = tuple(Clause(c["type"], c["quote"], _sure(c)) for c in data["clauses"])
    looked_at = frozenset(map(reduced_quote, data.get("looked_at", ())))
    return Labelled(str(row["doc"]), str(row["family"]), str(row.get("lang", "en")), path, clauses, looked_at)


def _sure(clause: Mapping[str, Any]) -> bool:
    return bool(clause.get("operative", True)) and not clause.get("scc") and not clause.get("borderline")


def reduced(text: str) -> tuple[str, NDArray[np.int64]]:
    """Letters and digits of a text, case folded, and for each of its positions how many come before."""
    folded = [c.casefold() if c.isalnum() else "" for c in text]
    before = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum([len(f) for f in folded], out=before[1:])
    return "".join(folded), before


def reduced_quote(text: str) -> str:
    """Letters and digits of a text, case folded, without Markdown link targets."""
    return reduced(_LINK.sub("]", text))[0]


def targets(document: Document, units: Sequence[Unit], clauses: Sequence[Clause], types: Sequence[str]) -> NDArray[np.int8]:
    """1 where a unit finds a sure clause of the type, -1 where only an unsure one, else 0."""
    text, before = reduced(document.text)
    spans = before[np.array([(u.start, u.end) for u in units], dtype=np.int64).reshape(-1, 2)]
    out = np.zeros((len(units), len(types)), dtype=np.int8)
    for clause in sorted(clauses, key=lambda c: c.sure):
        quote = reduced_quote(clause.quote)
        for start in places(quote, text):
            hit = overlapping(spans, start, start + len(quote))
            out[hit, types.index(clause.type)] = 1 if clause.sure else -1
    return out


def places(quote: str, text: str) -> list[int]:
    """Where a reduced quote starts in a reduced text; none for an empty quote."""
    found, at = [], text.find(quote) if quote else -1
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def overlapping(spans: NDArray[np.int64], start: int, end: int) -> NDArray[np.bool_]:
    """Which spans find the clause `start:end`: half of the shorter is shared and the lengths fit."""
    lengths, clause = spans[:, 1] - spans[:, 0], end - start
    shared = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
    fits = (lengths >= _LEAST * clause) & (lengths <= max(_TIMES * clause, _MOST))
    return np.asarray((shared >= _SHARE * np.minimum(lengths, clause)) & (shared > 0) & fits)
