"""`find`: all subprocessors that a document names."""

from __future__ import annotations

from clausewatch.detect.subprocessors import items, sentences, tables
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.model import Document, SubprocessorRow


def find(document: Document) -> tuple[SubprocessorRow, ...]:
    """The subprocessors that a document names, in text order; `quote == document.text[start:end]`.

    Only tables, lists and sentences about subprocessors count: a heading, a title, a header cell or
    the sentence before must say so. What a list or sentence repeats from a table is left out.
    """
    reading = Reading(document)
    found = list(tables.rows(reading))
    for finder in (items.rows, sentences.rows):
        known = {_key(r.name) for r in found}
        found += [r for r in finder(reading) if _key(r.name) not in known]
    return tuple(sorted(found, key=lambda r: (r.start, r.end)))


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
