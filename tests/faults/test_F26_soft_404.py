"""F26: "page not found" answered with 200 is quarantined as `not_found`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("not_found--*.html")), ids=lambda p: p.stem)
def test_f26_soft_404_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "not_found"
    assert document.page_reason
