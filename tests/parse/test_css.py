"""Declared selectors find what another implementation finds."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from clausewatch.parse import css, html

PAGE = """<html><body><div id="top" class="a b-c"><p>1</p><p class="x y">2</p>
<ul><li>i</li><li class="x">ii</li><li>iii</li></ul></div>
<section data-k="one two" lang="en-GB"><h2>t</h2><p>3</p><div><p>4</p></div><span></span></section>
<div class="terms__x terms__y"><p>5</p></div>
<a href="/legal/terms">t</a><a href="https://e.example/p.svg">p</a>
<section><div class="my-6 mb-16">A</div><div class="my-6 mb-16">B</div></section></body></html>"""


@pytest.mark.parametrize(
    "selector",
    [
        "p", "#top", ".x", "p.x.y", ".a.b-c > p", "div p", "h2 + p", "h2 ~ div", "ul li:first-child",
        "li:last-child", "li:nth-child(2)",
        "li:nth-child(2n+1)", "li:nth-child(-n+2)", "li:nth-last-child(1)", "p:nth-of-type(2)",
        "p:first-of-type", "p:last-of-type",
        "[data-k]", "[data-k~=two]", "[data-k^=one]", "[data-k$='two']", "[data-k*='e t']", "[lang|=en]",
        "a[href$='.svg'], h2", "li:not(.x)",
        "div:not([id]) > p", ":is(h2, span)", "section:has(h2) p", "div:has(> p)", "span:empty",
        "section > :not(p):not(div)", ".my-6.mb-16:nth-of-type(2)",
        "[class^='terms__']:not([class$='z'])", "body > div:nth-child(1)",
    ],
)  # fmt: skip
def test_selector_finds_what_lexbor_finds(selector: str) -> None:
    root, _ = html.tree(PAGE)
    assert root is not None
    mine = ["".join(map(str, e.itertext())) for e in css.found(root, [selector])]
    theirs = [n.text() for n in LexborHTMLParser(PAGE).css(selector)]
    assert sorted(mine) == sorted(theirs)
    assert mine


@pytest.mark.parametrize(
    "selector", ["", "a >", "> a", "p::before", "a:hover", "a:unknown(1)", "[", ".", "a,,b", "p:nth-child(x)"]
)
def test_what_cannot_be_found_is_an_error(selector: str) -> None:
    with pytest.raises(css.BadSelector):
        css.compiled(selector)


def test_quotes_in_values_do_not_break_out() -> None:
    root, _ = html.tree("""<p title="it's &quot;it&quot;">x</p>""")
    assert root is not None
    assert len(css.found(root, ["""[title='it\\'s "it"']"""])) == 1
