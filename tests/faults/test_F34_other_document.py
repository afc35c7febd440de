"""F34: another document under the address is held."""

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


RECIPE = "Whisk the eggs with sugar, fold in the flour and let the dough rest until the oven has warmed up properly. "


def test_f34_unlike_title_and_body_are_another_document() -> None:
    judged = pagekind.judge(terms(8, RECIPE, "Cake"), Hints(), terms(4, title="Terms of service"))
    assert judged.page_kind is PageKind.OTHER_DOCUMENT


def test_f34_rewritten_terms_of_the_same_title_are_terms() -> None:
    rewritten = "Customers must pay the fees on time, and we are liable for nothing but gross negligence under this contract. "
    assert pagekind.judge(terms(6, rewritten), Hints(), terms(4)).page_kind is PageKind.TERMS
