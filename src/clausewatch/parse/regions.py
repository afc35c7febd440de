"""Which parts of a page are its frame and not the document, by rules that can be read.

The walk opens a region at every element that could be frame (by tag, role or name) and at every element that
says it is the content. Decisions fall afterwards, when each region's words and link words are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

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
    r"(?P<cookie>(?:cookies?|consent|gdpr|privacy|tracking)[-_]?(?:banner|bar|consent|notice|notification|popup|pop-up|modal|dialog|overlay|"
    r"settings|law|wall|message|preferences?|disclaimer|manager|prompt|alert|popin|container)|onetrust|ot-sdk|cky-|cmplz|cybot|"
    r"cc-window|cookiehub|cookieyes|didomi|usercentrics|truste|iubenda-cs|qc-cmp|fc-consent|osano-cm|termly|klaro)"
    r"|(?P<share>\bsocial(?![-_]?log)|share[-_]?(?:button|bar|link|icon|widget|menu|tool)|social[-_]?(?:share|media|link|icon)|addtoany|addthis|follow[-_]us)"
    r"|(?P<related>related[-_]?(?:post|article|content|link|page|item|doc)|recommended|you[-_]may|read[-_]more|next[-_]article|feedback|helpful|newsletter|subscribe|promo(?!t))"
    r"|(?P<navigation>\bnav|navbar|navigation|breadcrumb|menu|sidebar|side[-_]bar|pagination|topbar|top[-_]bar|skip[-_]|"
    r"lang(?:uage)?[-_]?(?:switch|select|picker|menu|list)|locale|site[-_]?(?:header|links)|masthead)"
    r"|(?P<toc>\btoc\b|table[-_]of[-_]contents|on[-_]this[-_]page|tableofcontents)"
    r"|(?P<footer>footer|copyright[-_]bar)"
    r"|(?P<header>header)"
    r"|(?P<search>(?<!re)search)"
    r"|(?P<dialog>modal|popup|overlay|toast|snackbar)"
    r"|(?P<summary>tl-?dr|plain[-_](?:language|english|text)|in[-_]short|human[-_]readable|gist)"
)
_OWN_WORDS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "td", "th", "tr", "tbody", "table", "pre"})
"""Elements of running text: their ids repeat their words."""
CONTENT = frozenset({"main", "article"})
DOUBTED = frozenset({"navigation", "search", "share", "tabs", "header", "related"})
"""Rules that spare a part which speaks of law."""
MARKED = {"summary": "summary", "toc": "toc"}
_LINKED = 0.5
_MAIN_SHARE = 0.5
_SHORT = 1500
_MENU_WORDS = 30
_LEGAL = (
    "agreement", "terms", "shall", "liabil", "personal data", "privacy", "avtal", "villkor", "personuppgift", "ansvar",
    "vertrag", "bedingung", "haftung", "datenschutz", "contrat", "conditions", "responsabilit", "données",
    "协议", "隐私", "条款", "服务",
)  # fmt: skip


def speaks_of_law(text: str) -> bool:
    """A stretch of running text (menu words are shorter) with a word of law."""
    if len(text) < _MENU_WORDS and text.isascii():
        return False
    low = text.lower()
    return any(word in low for word in _LEGAL)


@dataclass(slots=True)
class Region:
    """A part of the page: the rule that named it, its parent (-1: none), and characters counted upwards.

    `linked` are characters inside links, `inner` those of links into the page itself (contents lists).
    """

    rule: str
    parent: int
    chars: int = 0
    linked: int = 0
    inner: int = 0
    legal: int = 0


def rule_of(tag: str, role: str | None, rule: str, identifier: str) -> str:
    """The rule that makes an element a region of its own, or the empty string; `rule` is what `rule_by_class` says."""
    if tag in _OWN_WORDS:
        return ""
    if role is not None and role in _ROLES:
        return _ROLES[role]
    return rule or _by_name(identifier)


def rule_by_class(tag: str, names: str) -> str:
    """The rule that an element's tag and class names call for."""
    return _TAGS.get(tag, "") or _by_name(names)


@lru_cache(maxsize=8192)
def _by_name(name: str) -> str:
    match = _NAMES.search(name.lower()) if 2 < len(name) < 2000 else None
    return (match.lastgroup or "") if match is not None else ""


def totals(regions: Sequence[Region]) -> None:
    """Add what each region holds to all that enclose it (children come after their parents)."""
    for region in reversed(regions):
        if region.parent >= 0:
            parent = regions[region.parent]
            parent.chars += region.chars
            parent.linked += region.linked
            parent.inner += region.inner
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
    if inside and region.inner > 0.8 * region.chars:
        return False
    short = region.chars < _SHORT and region.chars < 0.4 * whole
    rule = _FRAMES.get(region.rule)
    return rule is not None and rule(_Sizes(linked, short, inside, region.legal > 0, region.chars < min(0.5 * whole, 4 * _SHORT)))


class _Sizes(NamedTuple):
    linked: float
    short: bool
    inside: bool
    legal: bool
    minor: bool


def _menu(s: _Sizes) -> bool:
    return s.linked > _LINKED or (s.short and not s.legal)


def _header(s: _Sizes) -> bool:
    return not s.inside and s.short and (s.linked > _LINKED or not s.legal)


_FRAMES: Mapping[str, Callable[[_Sizes], bool]] = {
    "navigation": _menu,
    "search": _menu,
    "share": _menu,
    "tabs": _menu,
    "cookie": lambda s: s.minor,
    "dialog": lambda s: s.minor,
    "footer": lambda s: s.linked > _LINKED or (s.short and not s.inside),
    "related": lambda s: s.linked > _LINKED or (s.short and not (s.inside and s.legal)),
    "header": _header,
    "aside": lambda s: not s.inside and s.short,
    "form": lambda s: not s.inside and s.short,
    "notice": lambda s: not s.inside and s.short,
}
"""When a part that a rule names is frame: the whole list, to be read."""


def main_of(regions: Sequence[Region], out: Sequence[bool]) -> int:
    """The region that says it is the content and holds most of the running text; -1: there is none."""
    running = [r.chars - r.linked for r in regions]
    frame = sum(running[n] for n, r in enumerate(regions) if out[n] and not (r.parent >= 0 and out[r.parent]))
    enough = _MAIN_SHARE * (running[0] - frame)
    held = [n for n, r in enumerate(regions) if r.rule in CONTENT and not out[n] and running[n] >= max(enough, 1)]
    return max(held, key=lambda n: (running[n], -n), default=-1)
