"""Rows of named subprocessors, from tables, lists and sentences."""

from __future__ import annotations

from clausewatch.model import Document, SubprocessorRow


def find(document: Document) -> tuple[SubprocessorRow, ...]:
    """The subprocessors that a document names, in text order; `quote == document.text[start:end]`."""
    return ()
