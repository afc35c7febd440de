"""The check of selectors accepts what HTML parsers accept and names what they do not."""

from __future__ import annotations

import pytest
import soupsieve

from clausewatch.declarations.selectors import fault

GOOD = (
    "main",
    "*",
    "#content-main",
    ".legal-body, article > section ~ p + ul",
    '[class^="PlatformRules__Container"]',
    "a[href*='/share' i]",
    ":not(nav, .toc) > h1:first-child",
    "div:has(> table)",
    "li:nth-child(2n + 1 of .x)",
    "#\\31 23",
    ".sm\\:w-full",
    ".größe",
    'p:-soup-contains("a) b")',
    "html|main",
)
BAD = (
    "",
    "  ",
    "div >",
    "> div,",
    "a,,b",
    "div[",
    "div]",
    "a[href=]",
    ".",
    "#",
    ".1x",
    "p:not(",
    "a{b}",
    "//div",
    "a!b",
)


@pytest.mark.parametrize("selector", GOOD)
def test_sound_selector_has_no_fault(selector: str) -> None:
    """And the library that uses selectors agrees."""
    soupsieve.compile(selector, {"html": "http://www.w3.org/1999/xhtml"})
    assert fault(selector) == ""


@pytest.mark.parametrize("selector", BAD)
def test_unsound_selector_has_a_fault(selector: str) -> None:
    """And the library refuses it too."""
    assert fault(selector)
    with pytest.raises(soupsieve.SelectorSyntaxError):
        soupsieve.compile(selector)


@pytest.mark.parametrize("selector", ["div " * 20_000, ":not(" * 400 + "a" + ")" * 400, "a" * 3999 + "["])
def test_monstrous_selector_is_refused_at_once(selector: str) -> None:
    """A hostile declaration cannot stall or exhaust the check."""
    assert fault(selector)
