"""How documents are called and numbered in a report."""

from __future__ import annotations

from collections.abc import Iterable

from clausewatch.model import Document, Source
from clausewatch.report.i18n import Texts
from clausewatch.wording import capital, keys, listing, one_line, term


def title(source: Source, document: Document | None, lang: str) -> str:
    """A document's declared title, else the one it gives itself, else its kind."""
    own = one_line(source.title) or (one_line(document.title) if document else "")
    return own or capital(term("kinds", source.kind if source.kind in keys("kinds") else "other", lang))


def joined(names: Iterable[str], t: Texts) -> str:
    """Documents as a list in a sentence."""
    return listing(names, t.lang) or t("chapter.nowhere")
