"""F28: maintenance and error texts answered with 200 are quarantined as `server_error`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("server_error--*.html")), ids=lambda p: p.stem)
def test_f28_maintenance_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "server_error"
    assert document.page_reason
