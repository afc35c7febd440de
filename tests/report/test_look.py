"""What can be measured of a page's look: contrast, size, structure, links."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from report_samples import evidence, notice_change

from clausewatch.report.diffview import page
from clausewatch.report.evidence import render
from clausewatch.report.page import TEMPLATES, stylesheet

PAIRS = (
    ("ink", "paper"),
    ("quiet", "paper"),
    ("accent", "paper"),
    ("grave", "paper"),
    ("added-ink", "added"),
    ("removed-ink", "removed"),
)


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme by name."""
    blocks = re.findall(r":root \{(.*?)\}", (TEMPLATES / "tokens.css").read_text("utf-8"), re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


class Outline(HTMLParser):
    """Headings, ids, links and table heads of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.bare_heads = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters for finding one's way."""
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "a" and str(given.get("href", "")).startswith("#"):
            self.links.add(str(given["href"])[1:])
        if tag == "th" and "scope" not in given:
            self.bare_heads += 1


PAGES = {
    "report en": lambda: render(evidence(), "en"),
    "report sv": lambda: render(evidence(), "sv"),
    "change": lambda: page(notice_change(), "old", "new"),
}


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_contrast_is_at_least_aa(theme: str, front: str, back: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[front], colours[back]) >= 4.5


def test_stylesheet_stays_small() -> None:
    assert len(stylesheet().encode()) < 20_000


@pytest.mark.parametrize("name", PAGES)
def test_headings_skip_no_level(name: str) -> None:
    levels = Outline(PAGES[name]()).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_links_lead_somewhere(name: str) -> None:
    outline = Outline(PAGES[name]())
    assert [i for i, count in outline.ids.items() if count > 1] == []
    assert outline.links <= set(outline.ids)


@pytest.mark.parametrize("name", PAGES)
def test_table_heads_say_what_they_head(name: str) -> None:
    assert Outline(PAGES[name]()).bare_heads == 0


@pytest.mark.parametrize("name", PAGES)
def test_pages_carry_no_inline_styles_or_handlers(name: str) -> None:
    assert not re.search(r'<[^>]+\s(?:style|on[a-z]+)="', PAGES[name]())


def test_picture_of_a_timeline_says_in_words_what_it_shows() -> None:
    assert 'aria-label="Changes of subprocessors: notice over time: 30 days; 14 days"' in render(evidence(), "en")
