"""How documents are called and numbered in a report."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausewatch.model import Document, Source
from clausewatch.report.i18n import Texts
from clausewatch.wording import capital, keys, listing, one_line, term

_NUMBER = re.compile(r"\d+(?:\.\d+)*(?:\s?\([a-z0-9]+\))*\.?")


def title(source: Source, document: Document | None, lang: str) -> str:
    """A document's declared title, else the one it gives itself, else its kind."""
    own = one_line(source.title) or (one_line(document.title) if document else "")
    return own or capital(term("kinds", source.kind if source.kind in keys("kinds") else "other", lang))


def section(label: str, t: Texts) -> str:
    """A section as it is cited; a bare number gets the word that says what it is."""
    flat = one_line(label)
    return t("card.numbered", number=flat) if _NUMBER.fullmatch(flat) else flat


def joined(names: Iterable[str], t: Texts) -> str:
    """Documents as a list in a sentence."""
    return listing(names, t.lang) or t("chapter.nowhere")
