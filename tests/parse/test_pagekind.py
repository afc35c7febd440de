"""Page kinds: our own pages, whose names carry the expected kind, and what addresses and history add."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clausewatch.model import Document, PageKind
from clausewatch.parse import pagekind
from clausewatch.parse.reader import Hints, parse

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
TERMS = (
    "The provider may amend these terms with thirty days notice. The customer shall keep credentials confidential. "
    "This agreement is governed by the laws of Sweden, and the courts of Sweden have jurisdiction. "
)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_own_page_is_told_for_what_it_is(page: Path) -> None:
    document = parse(page.read_bytes(), Hints(filename=page.name))
    assert document.page_kind == page.stem.split("--")[0], document.page_reason


def test_there_are_forty_own_pages_with_short_true_terms() -> None:
    assert len(PAGES) >= 40
    true = [parse(p.read_bytes()) for p in PAGES if p.stem.startswith("terms--")]
    assert sum(150 <= len(d.text) <= 2000 for d in true) >= 8


def test_verdict_names_its_reason() -> None:
    refused = [parse(p.read_bytes()) for p in PAGES if not p.stem.startswith("terms--")]
    assert all(d.page_reason for d in refused)


def _document(text: str, **changes: object) -> Document:
    return replace(parse(f"# Terms\n\n{text}".encode(), Hints(filename="a.md")), **changes)  # type: ignore[arg-type]


def test_front_page_instead_of_a_deep_address_is_home_page() -> None:
    page = b"<html><body><h1>Fjordmoln</h1><p>The cloud by the fjord. Try it today, your team will like it.</p></body></html>"
    hints = Hints(url="https://f.example/legal/terms", final_url="https://f.example/")
    kind = pagekind.judge(replace(parse(page, hints), page_kind=PageKind.TERMS), hints).page_kind
    assert kind is PageKind.HOME_PAGE


def test_less_than_two_fifths_of_the_last_version_is_held_as_shrunk() -> None:
    judged = pagekind.judge(_document(TERMS * 3), Hints(), _document(TERMS * 10))
    assert judged.page_kind is PageKind.SHRUNK
    assert "30%" in judged.page_reason or "%" in judged.page_reason


def test_another_language_than_declared_is_told() -> None:
    judged = pagekind.judge(_document(TERMS * 3), Hints(lang="sv"))
    assert judged.page_kind is PageKind.LANGUAGE


def test_another_document_at_the_address_is_held() -> None:
    recipe = "Whisk the eggs with sugar, fold in the flour and let the dough rest until the oven has warmed up properly. " * 8
    judged = pagekind.judge(_document(recipe, title="Cake"), Hints(), _document(TERMS * 4, title="Terms of service"))
    assert judged.page_kind is PageKind.OTHER_DOCUMENT


def test_changed_version_of_the_same_document_is_terms() -> None:
    old, new = _document(TERMS * 5), _document(TERMS.replace("thirty", "fourteen") * 5)
    assert pagekind.judge(new, Hints(lang="en"), old).page_kind is PageKind.TERMS


def test_selector_that_matches_nothing_names_headings_and_near_names() -> None:
    page = b"<html><body><div class='legal-text'><h1>Terms</h1><p>" + TERMS.encode() * 4 + b"</p></div></body></html>"
    document = parse(page, Hints(select=(".legal-txt",)))
    assert document.page_kind is PageKind.SELECTOR
    assert ".legal-text" in document.page_reason
    assert "Terms" in document.page_reason


def test_selector_that_takes_much_less_than_before_is_told_as_selector() -> None:
    body = "".join(f"<p>{TERMS}</p>" for _ in range(12))
    page = f"<html><body><div class='note'><p>{TERMS}</p></div><div>{body}</div></body></html>".encode()
    document = parse(page, Hints(select=(".note",)))
    assert pagekind.judge(document, Hints(select=(".note",)), _document(TERMS * 12)).page_kind is PageKind.SELECTOR


def test_http_status_overrules_friendly_text() -> None:
    page = f"<html><body><p>{TERMS * 3}</p></body></html>".encode()
    assert parse(page, Hints(status=404)).page_kind is PageKind.NOT_FOUND
