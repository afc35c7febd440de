"""F33: a page that only links to documents is quarantined as `hub_page`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("hub_page--*.html")), ids=lambda p: p.stem)
def test_f33_hub_page_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "hub_page"
    assert document.page_reason


def test_f33_suggests_the_links() -> None:
    assert "Data Processing Agreement" in parse((PAGES / "hub_page--legal-center-en.html").read_bytes()).page_reason
