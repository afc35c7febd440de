"""Labels without texts: a clause is kept as position and hash of its reduced quote.

What is stored outlives another parser or segmentation, and holds no vendor's words: to use it, one
needs the document itself. Reduced means letters and digits, case folded, link targets dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausewatch.detect.labels import reduced_quote
from clausewatch.model import digest

_HASH = 24
_FLAGS = ("operative", "scc", "borderline")


def pack(row: Mapping[str, Any], labels: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Labels of one document in the form that is kept; `row` is its line of `index.jsonl`.

    Raises:
        ValueError: a quote that is not in the text.
    """
    whole = reduced_quote(text)
    return {
        **{k: row[k] for k in ("doc", "family", "kind", "lang", "path")},
        "sha256": digest(whole),
        **({"looked_at": [_place(q, whole) for q in labels["looked_at"]]} if "looked_at" in labels else {}),
        "clauses": [_packed(c, whole) for c in labels["clauses"]],
        "subprocessors": [
            {"name": s["name"], "country": s.get("country", []), "quote": _place(s["quote"] or s["name"], whole)}
            for s in labels.get("subprocessors", ())
        ],
    }


def unpack(stored: Mapping[str, Any], text: str) -> tuple[dict[str, Any], int]:
    """Labels with their quotes from the document's text, and how many could not be placed any more.

    Quotes come back reduced to letters and digits, which is how labels are compared.
    """
    whole = reduced_quote(text)
    found = [(c, _quoted(c["at"], whole)) for c in stored["clauses"]]
    clauses = [{**{k: v for k, v in c.items() if k != "at"}, "quote": q} for c, q in found if q]
    rows = [{**s, "quote": _quoted(s["quote"], whole) or s["name"], "purpose": ""} for s in stored["subprocessors"]]
    labels = {"doc": stored["doc"], "clauses": clauses, "subprocessors": rows}
    if "looked_at" in stored:
        labels["looked_at"] = [q for q in (_quoted(place, whole) for place in stored["looked_at"]) if q]
    return labels, len(found) - len(clauses)


def _packed(clause: Mapping[str, Any], whole: str) -> dict[str, Any]:
    flags = {k: clause[k] for k in _FLAGS if k in clause}
    return {"type": clause["type"], "at": _place(clause["quote"], whole), "attrs": clause.get("attrs", {}), **flags}


def _place(quote: str, whole: str) -> list[Any]:
    needle = reduced_quote(quote)
    start = whole.find(needle)
    if start < 0 or not needle:
        raise ValueError(f"not in the document: {quote[:80]!r}")
    return [start, len(needle), digest(needle)[:_HASH]]


def _quoted(place: list[Any], whole: str) -> str:
    start, length, sha = place
    for at in _near(start, len(whole) - length):
        if digest(whole[at : at + length])[:_HASH] == sha:
            return whole[at : at + length]
    return ""


def _near(start: int, last: int) -> Iterator[int]:
    """The place itself, then places further and further away: another reading shifts what follows."""
    for away in range(max(start, last - start) + 1):
        for at in {start - away, start + away}:
            if 0 <= at <= last:
                yield at
