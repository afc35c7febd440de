"""F35: a selector that matches nothing, or much less than before, is told with what is near."""

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


def page(inner: str) -> bytes:
    return f"<html><body>{inner}</body></html>".encode()


def test_f35_no_match_names_the_nearest_candidates() -> None:
    document = parse(
        page(f"<div id='legal-content'><h1>Terms of use</h1><p>{TERMS * 4}</p></div>"), Hints(select=("#legal-contents",))
    )
    assert document.page_kind is PageKind.SELECTOR
    assert "#legal-content" in document.page_reason
    assert "Terms of use" in document.page_reason


def test_f35_much_less_than_before_is_selector() -> None:
    hints = Hints(select=(".intro",))
    rest = "".join(f"<p>{TERMS}</p>" for _ in range(12))
    document = parse(page(f"<div class='intro'>{TERMS}</div><div>{rest}</div>"), hints)
    assert pagekind.judge(document, hints, terms(12)).page_kind is PageKind.SELECTOR


def test_f35_error_page_is_named_before_the_selector() -> None:
    document = parse(page("<h1>502 Bad Gateway</h1>"), Hints(select=("main",)))
    assert document.page_kind is PageKind.SERVER_ERROR
