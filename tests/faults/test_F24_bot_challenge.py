"""F24: a bot challenge answered with 200 is quarantined as `challenge`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("challenge--*.html")), ids=lambda p: p.stem)
def test_f24_bot_challenge_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "challenge"
    assert document.page_reason
