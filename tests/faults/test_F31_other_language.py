"""F31: another language than declared or than last time is told, never compared."""

from __future__ import annotations

from dataclasses import replace

from clausewatch.model import Document, PageKind
from clausewatch.parse import pagekind
from clausewatch.parse.reader import Hints, parse

TERMS = (
    "The provider may amend these terms with thirty days notice. The customer shall keep credentials confidential. "
    "This agreement is governed by the laws of Sweden, and the courts of Sweden have jurisdiction. "
)


def terms(times: int, text: str = TERMS, title: str = "Terms") -> Document:
    return replace(parse((text * times).encode(), Hints(filename="a.txt")), title=title)


SWEDISH = (
    "Leverantören får ändra villkoren med trettio dagars varsel. "
    "Kunden ska hålla sina uppgifter hemliga och ansvarar för kontot. "
    "Svensk rätt ska tillämpas på avtalet, och tvister avgörs av svensk domstol. "
)


def test_f31_declared_language_decides() -> None:
    judged = pagekind.judge(terms(4), Hints(lang="sv"))
    assert (judged.page_kind, judged.lang) == (PageKind.LANGUAGE, "en")
    assert pagekind.judge(terms(4, SWEDISH), Hints(lang="sv")).page_kind is PageKind.TERMS


def test_f31_language_of_the_last_version_decides_where_none_is_declared() -> None:
    assert pagekind.judge(terms(4, SWEDISH), Hints(), terms(4)).page_kind is PageKind.LANGUAGE
