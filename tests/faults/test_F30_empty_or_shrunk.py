"""F30: an empty or much shorter page is held."""

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


def test_f30_empty_page_is_empty() -> None:
    assert parse(b"<html><body><div> </div></body></html>").page_kind is PageKind.EMPTY
    assert pagekind.judge(terms(0), Hints()).page_kind is PageKind.EMPTY


def test_f30_less_than_two_fifths_is_shrunk_and_half_is_not() -> None:
    assert pagekind.judge(terms(3), Hints(), terms(10)).page_kind is PageKind.SHRUNK
    assert pagekind.judge(terms(5), Hints(), terms(10)).page_kind is PageKind.TERMS
