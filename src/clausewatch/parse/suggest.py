"""What to declare for a page: the nearest thing to a selector that missed, and drafts for new declarations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from clausewatch.parse import sniff
from clausewatch.parse.advice import Advice, Suggestion
from clausewatch.parse.hints import Hints

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NAME = re.compile(r"[#.][\w-]+")
_ENOUGH = 0.6
_SITE = re.compile(r"\s+[|·»\\–—-]\s+")


def nearest(root: etree._Element, selectors: Sequence[str]) -> str:
    """A clause for the operator: names on the page that resemble the selector's, and the page's first headings."""
    known = sorted({name for element in root.iter() for name in _names(element)})
    near: list[str] = []
    for name in _NAME.findall(" ".join(selectors)):
        near += difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    heads = [_words(h) for h in root.iter("h1", "h2", "h3")]
    found = f"nearest names: {', '.join(dict.fromkeys(near))}; " if near else ""
    return f"{found}headings: {' / '.join(h[:60] for h in heads if h)[:300] or 'none'}"


def _names(element: etree._Element) -> Iterator[str]:
    for name in (element.get("class") or "").split():
        yield "." + name
    if element.get("id"):
        yield f"#{element.get('id')}"


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def advise(body: bytes, hints: Hints) -> Advice:
    """Draft title and selectors of an HTML page; for people who wait, in a child process: strangers wrote the page."""
    from bs4 import BeautifulSoup

    if sniff.format_of(body, hints) != "html":
        return Advice()
    soup = BeautifulSoup(sniff.decoded(body, hints)[0], "lxml")
    return Advice(_title(soup), tuple(_selectors(soup)))


def _selectors(soup: BeautifulSoup) -> list[Suggestion]:
    """The frame is taken out of the soup for good."""
    for tag in soup(["script", "style", "noscript", "nav", "footer", "template", "svg"]):
        tag.decompose()
    body = soup.body or soup
    whole = len(body.get_text(" ", strip=True)) or 1
    found = [_suggestion(tag, soup) for tag in reversed(_holders(body, _ENOUGH * whole))]
    return list({s.selector: s for s in found if s is not None}.values())


def _holders(body: Tag, least: float) -> list[Tag]:
    """Elements that hold so much of the text, outermost first; of brothers at most one does."""
    found: list[Tag] = []
    inner: Tag | None = body
    while inner is not None:
        tags = inner.find_all(True, recursive=False)
        inner = next((t for t in tags if len(t.get_text(" ", strip=True)) >= least), None)
        found += [inner] if inner is not None else []
    return found


def _suggestion(tag: Tag, soup: BeautifulSoup) -> Suggestion | None:
    candidates = _candidates(tag)
    selector = next((c for c in candidates if len(soup.select(c, limit=2)) == 1), "")
    text = tag.get_text(" ", strip=True)
    return Suggestion(selector, len(text), text[:80]) if selector else None


def _candidates(tag: Tag) -> Iterator[str]:
    if tag.name in ("main", "article"):
        yield tag.name
    identifier = str(tag.get("id") or "")
    if re.fullmatch(r"[A-Za-z][\w-]*", identifier):
        yield f"#{identifier}"
    for name in tag.get("class") or ():
        if re.fullmatch(r"[A-Za-z][\w-]{3,40}", name):
            yield f".{name}"
            yield f"{tag.name}.{name}"


def _title(soup: BeautifulSoup) -> str:
    """The first heading, or the page's title without the name of the site."""
    heading = soup.find("h1")
    if heading is not None and heading.get_text(strip=True):
        return " ".join(heading.get_text(" ").split())
    named = soup.title.get_text() if soup.title else ""
    return " ".join(_SITE.split(named)[0].split())
