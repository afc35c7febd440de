"""Which parts of a page are its frame and not the document, by rules that can be read.

The walk opens a region at every element that could be frame (by tag, role or name) and at every element that
says it is the content. Decisions fall afterwards, when each region's words and link words are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

_TAGS = {
    "nav": "navigation", "header": "header", "footer": "footer", "aside": "aside", "form": "form", "dialog": "dialog",
    "main": "main", "article": "article", "menu": "navigation", "search": "search",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "banner": "header", "contentinfo": "footer", "search": "search", "complementary": "aside",
    "dialog": "dialog", "alertdialog": "dialog", "menu": "navigation", "menubar": "navigation", "tablist": "tabs",
    "toolbar": "navigation", "main": "main", "article": "article", "alert": "notice",
}  # fmt: skip
_NAMES = re.compile(
    r"(?P<cookie>cookie|consent|onetrust|cmp[-_]|gdpr[-_]?(?:banner|bar|popup)|didomi|usercentrics|truste)"
    r"|(?P<share>share|social|addtoany|follow[-_]us)"
    r"|(?P<related>related|recommend|you[-_]may|read[-_]more|next[-_]article|feedback|helpful|newsletter|subscribe|promo)"
    r"|(?P<navigation>\bnav|navbar|navigation|breadcrumb|menu|sidebar|side[-_]bar|pagination|topbar|top[-_]bar|skip[-_]|"
    r"lang(?:uage)?[-_]?(?:switch|select|picker|menu|list)|locale|site[-_]?(?:header|links)|masthead)"
    r"|(?P<toc>\btoc\b|table[-_]of[-_]contents|on[-_]this[-_]page|tableofcontents)"
    r"|(?P<footer>footer|copyright[-_]bar)"
    r"|(?P<header>header)"
    r"|(?P<search>search)"
    r"|(?P<dialog>modal|popup|overlay|toast|snackbar)"
    r"|(?P<summary>tl-?dr|plain[-_](?:language|english|text)|in[-_]short|human[-_]readable|gist)"
)
CONTENT = frozenset({"main", "article"})
DOUBTED = frozenset({"navigation", "search", "share", "tabs", "header"})
"""Rules that spare a part which speaks of law."""
MARKED = {"summary": "summary", "toc": "toc"}
_LINKED = 0.5
_MAIN_SHARE = 0.5
_SHORT = 1500
LEGAL = re.compile(
    r"agreement|terms|shall|liabil|personal data|privacy|avtal|villkor|personuppgift|ansvar|vertrag|bedingung|"
    r"haftung|datenschutz|contrat|conditions|responsabilit|données|协议|隐私|条款|服务",
    re.I,
)


@dataclass(slots=True)
class Region:
    """A part of the page: the rule that named it, its parent (-1: none), and characters counted upwards."""

    rule: str
    parent: int
    chars: int = 0
    linked: int = 0
    legal: int = 0


def rule_of(element: etree._Element, tag: str) -> str:
    """The rule that makes an element a region of its own, or the empty string."""
    attrib = element.attrib
    if not attrib:
        return _TAGS.get(tag, "")
    role = _ROLES.get(attrib.get("role", ""), "")
    if role or tag in _TAGS:
        return role or _TAGS[tag]
    name = f"{attrib.get('class', '')} {attrib.get('id', '')}".lower()
    if len(name) < 3 or len(name) > 2000:
        return ""
    return _by_name(name)


@lru_cache(maxsize=4096)
def _by_name(name: str) -> str:
    match = _NAMES.search(name)
    return (match.lastgroup or "") if match is not None else ""


def totals(regions: Sequence[Region]) -> None:
    """Add what each region holds to all that enclose it (children come after their parents)."""
    for region in reversed(regions):
        if region.parent >= 0:
            parent = regions[region.parent]
            parent.chars += region.chars
            parent.linked += region.linked
            parent.legal += region.legal


def dropped(regions: Sequence[Region]) -> list[bool]:
    """For each region whether it is frame; `totals` must have been counted."""
    out = [False] * len(regions)
    inside = [False] * len(regions)
    for n, region in enumerate(regions):
        up = region.parent
        inside[n] = up >= 0 and (inside[up] or regions[up].rule in CONTENT)
        out[n] = (up >= 0 and out[up]) or _is_frame(region, inside[n], regions[0].chars)
    return out


def _is_frame(region: Region, inside: bool, whole: int) -> bool:
    linked = region.linked / (region.chars or 1)
    short = region.chars < _SHORT and region.chars < 0.4 * whole
    rule = region.rule
    if rule in ("navigation", "search", "share", "tabs"):
        return linked > _LINKED or (short and region.legal == 0)
    if rule in ("cookie", "dialog"):
        return region.chars < 0.5 * whole and region.chars < 4 * _SHORT
    if rule in ("footer", "related"):
        return linked > _LINKED or (short and (not inside or rule == "related"))
    if rule == "header":
        return not inside and short and (linked > _LINKED or region.legal == 0)
    if rule in ("aside", "form", "notice"):
        return not inside and short
    return False


def main_of(regions: Sequence[Region], out: Sequence[bool]) -> int:
    """The region that says it is the content and holds most of the running text; -1: there is none."""
    running = [r.chars - r.linked for r in regions]
    frame = sum(running[n] for n, r in enumerate(regions) if out[n] and not (r.parent >= 0 and out[r.parent]))
    enough = _MAIN_SHARE * (running[0] - frame)
    held = [n for n, r in enumerate(regions) if r.rule in CONTENT and not out[n] and running[n] >= max(enough, 1)]
    return max(held, key=lambda n: (running[n], -n), default=-1)
