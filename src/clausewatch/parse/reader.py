"""The one way in: bytes and hints to a `Document`, in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from clausewatch.model import Document
from clausewatch.parse import assemble, bytemap, language, sniff
from clausewatch.parse.blocks import Content
from clausewatch.parse.hints import NO_HINTS, Hints

__all__ = ["Hints", "parse"]


def parse(body: bytes, hints: Hints = NO_HINTS) -> Document:
    """Read one body as text with layout; the same bytes and hints always give the same document.

    Raises:
        ParseError: the bytes cannot be read as a document.
    """
    format_ = sniff.format_of(body, hints)
    if format_ == "html":
        return _html(body, hints)
    if format_ in ("pdf", "docx", "xlsx"):
        return _packed(body, hints, format_)
    return _text(body, hints, format_)


def _packed(body: bytes, hints: Hints, format_: str) -> Document:
    if format_ == "docx":
        from clausewatch.parse import docx

        return _named(assemble.document(docx.read(body), hints.kind), hints)
    if format_ == "xlsx":
        from clausewatch.parse import xlsx

        return _named(assemble.document(xlsx.read(body), hints.kind), hints)
    from clausewatch.parse import pdf

    return _named(assemble.document(pdf.read(body, hints.lang), hints.kind), hints)


def _html(body: bytes, hints: Hints) -> Document:
    from clausewatch.parse import html, pagekind

    source, encoding = sniff.decoded(body, hints)
    page = html.read(source, hints)
    document = _linked(_finished(page.content, hints, (source, encoding)), hints.final_url or hints.url)
    return pagekind.of_page(document, page, hints)


def _linked(document: Document, base: str) -> Document:
    """The document with links resolved against its address; links into the page stay as they are."""
    if not base or not document.links:
        return document
    known = {href: href if href.startswith("#") else _joined(base, href) for _, _, href in document.links}
    return replace(document, links=tuple((start, end, known[href]) for start, end, href in document.links))


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _text(body: bytes, hints: Hints, format_: str) -> Document:
    source, encoding = sniff.decoded(body, hints)
    return _finished(_text_reader(format_)(source), hints, (source, encoding))


def _text_reader(format_: str) -> Callable[[str], Content]:
    if format_ == "source":
        from clausewatch.parse import source

        return source.read
    from clausewatch.parse import markdown, plain, rst

    return {"markdown": markdown.read, "rst": rst.read}.get(format_, plain.read)


def _finished(content: Content, hints: Hints, source: tuple[str, tuple[str, int]]) -> Document:
    text, (encoding, lead) = source
    return _named(assemble.document(content, hints.kind, bytemap.ByteMap(text, encoding, lead).at), hints)


def _named(document: Document, hints: Hints) -> Document:
    """The document with the language that its words are in."""
    found, lead = language.detected(document.text)
    return replace(document, lang=found if lead > 0.2 else hints.lang or document.lang)
