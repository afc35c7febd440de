"""F29: a page that scripts would fill is quarantined as `javascript_shell`."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.parse.reader import parse

PAGES = Path(__file__).parents[1] / "parse" / "pages"


@pytest.mark.parametrize("page", sorted(PAGES.glob("javascript_shell--*.html")), ids=lambda p: p.stem)
def test_f29_javascript_shell_is_never_taken_for_terms(page: Path) -> None:
    document = parse(page.read_bytes())
    assert document.page_kind == "javascript_shell"
    assert document.page_reason


def test_f29_says_how_to_read_it_with_a_browser() -> None:
    assert "[browser]" in parse((PAGES / "javascript_shell--root-en.html").read_bytes()).page_reason
