"""The one way in: bytes and hints to a `Document`, in this process."""

from __future__ import annotations

from dataclasses import replace

from clausewatch.model import Document
from clausewatch.parse import assemble, bytemap, sniff
from clausewatch.parse.hints import Hints

__all__ = ["Hints", "parse"]


def parse(body: bytes, hints: Hints = Hints()) -> Document:
    """Read one body as text with layout; the same bytes and hints always give the same document.

    Raises:
        ParseError: the bytes cannot be read as a document.
    """
    format_ = sniff.format_of(body, hints)
    return _text_document(body, hints, format_)


def _text_document(body: bytes, hints: Hints, format_: str) -> Document:
    source, encoding = sniff.decoded(body, hints)
    if format_ == "markdown":
        from clausewatch.parse import markdown

        content = markdown.read(source)
    else:
        from clausewatch.parse import plain

        content = plain.read(source)
    document = assemble.document(content, hints.kind)
    return replace(document, lang=hints.lang, runs=bytemap.in_bytes(document.runs, source, encoding))
