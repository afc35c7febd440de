"""What a captured page turned out to be, by rules that can be read; see docs/parsing.md for the list."""

from __future__ import annotations

from clausewatch.model import Document
from clausewatch.parse.hints import Hints
from clausewatch.parse.html import Page


def of_page(document: Document, page: Page, hints: Hints) -> Document:
    """The document with the kind that its page shows by itself."""
    return document
