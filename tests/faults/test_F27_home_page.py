"""F27: a redirect to the home page is told by the addresses."""

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


def test_f27_front_page_for_a_deep_address_is_home_page() -> None:
    hints = Hints(url="https://f.example/legal/terms", final_url="https://f.example/en/")
    document = replace(terms(1, "Try the cloud by the fjord. Your team will like it. "), page_kind=PageKind.TERMS)
    judged = pagekind.judge(document, hints)
    assert judged.page_kind is PageKind.HOME_PAGE
    assert "/legal/terms" in judged.page_reason


def test_f27_terms_that_live_on_a_front_page_are_terms() -> None:
    hints = Hints(url="https://terms.example/", final_url="https://terms.example/")
    assert pagekind.judge(terms(4), hints).page_kind is PageKind.TERMS
