"""The one way in: bytes and hints to a `Document`, in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clausewatch.model import Document
from clausewatch.parse import assemble, bytemap, language, sniff
from clausewatch.parse.blocks import Content
from clausewatch.parse.hints import Hints

__all__ = ["Hints", "parse"]


def parse(body: bytes, hints: Hints = Hints()) -> Document:
    """Read one body as text with layout; the same bytes and hints always give the same document.

    Raises:
        ParseError: the bytes cannot be read as a document.
    """
    format_ = sniff.format_of(body, hints)
    document = _html(body, hints) if format_ == "html" else _text(body, hints, format_)
    return document


def _html(body: bytes, hints: Hints) -> Document:
    from clausewatch.parse import html, pagekind

    source, encoding = sniff.decoded(body, hints)
    page = html.read(source, hints)
    document = _finished(page.content, hints, (source, encoding))
    return pagekind.of_page(document, page, hints)


def _text(body: bytes, hints: Hints, format_: str) -> Document:
    source, encoding = sniff.decoded(body, hints)
    return _finished(_text_reader(format_)(source), hints, (source, encoding))


def _text_reader(format_: str) -> Callable[[str], Content]:
    from clausewatch.parse import markdown, plain

    return {"markdown": markdown.read}.get(format_, plain.read)


def _finished(content: Content, hints: Hints, source: tuple[str, tuple[str, int]]) -> Document:
    document = assemble.document(content, hints.kind)
    found, lead = language.detected(document.text)
    lang = found if lead > 0.2 else hints.lang or content.lang
    return replace(document, lang=lang, runs=bytemap.in_bytes(document.runs, *source))
