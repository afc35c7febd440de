"""F25: a login page is quarantined as `login`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("login--*.html")), ids=lambda p: p.stem)
def test_f25_login_page_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "login"
    assert document.page_reason
