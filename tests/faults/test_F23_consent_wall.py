"""F23: a consent or cookie wall is quarantined as `consent`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("consent--*.html")), ids=lambda p: p.stem)
def test_f23_consent_wall_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "consent"
    assert document.page_reason
