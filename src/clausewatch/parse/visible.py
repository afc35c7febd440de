"""What of a page is not shown to a reader: by tag, attribute, style and the usual class names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

UNSEEN_TAGS = frozenset({
    "script", "style", "noscript", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "picture", "map", "area", "head", "title", "meta", "link", "select", "option", "optgroup", "datalist", "textarea",
    "input", "img", "source", "track", "param", "del", "noframes", "progress", "meter",
})  # fmt: skip
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPOKEN = frozenset({
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "w-condition-invisible",
    "element-invisible", "assistive-text", "a11y-hidden", "u-hidden-visually", "offscreen",
})  # fmt: skip
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_OFF = frozenset({"hidden", "d-none", "hide", "is-hidden"})
_RESPONSIVE = re.compile(r"(?:sm|md|lg|xl|\dxl):\S*(?:block|flex|inline|grid|contents)|d-\w+-\w+")
_PANEL = re.compile(r"accord|collaps|panel|tab|faq|expand|toggle|drawer|disclos|answer|content", re.IGNORECASE)
_POINTERS = etree.XPath("//@aria-controls | //@data-target | //@data-bs-target | //*[@data-toggle or @data-bs-toggle]/@href")


_ICON = 60
_SPOKEN_ONLY = 300


def shorter(element: etree._Element, chars: int) -> bool:
    """True when an element holds less text than that; long ones are not read to their end."""
    seen = 0
    for text in element.itertext():
        seen += len(text)
        if seen >= chars:
            return False
    return True


class Look(NamedTuple):
    """What class names and style say: for screen readers only, switched off, bold."""

    spoken: bool = False
    off: bool = False
    bold: bool = False


@lru_cache(maxsize=8192)
def look(names: str, style: str) -> Look:
    """How an element with these class names and this style looks."""
    words = names.split()
    off = not _OFF.isdisjoint(words) and _RESPONSIVE.search(names) is None
    return Look(
        spoken=not _SPOKEN.isdisjoint(words),
        off=off or _STYLE.search(style) is not None,
        bold=_BOLD_STYLE.search(style) is not None,
    )


class Unseen:
    """Decides for one page; what folds out (accordions, tabs, details) counts as shown.

    `aria-hidden` hides nothing from the eye (an open dialog sets it on the whole page): it counts for icons alone.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._folding: frozenset[str] | None = None

    def __call__(self, element: etree._Element, tag: str, given: Mapping[str, str]) -> bool:
        """True when the element (of none of `UNSEEN_TAGS`) with all it holds is not shown; `given` are its attributes."""
        if tag == "template":
            return "shadowrootmode" not in given and "shadowroot" not in given
        if tag == "button":
            return not self._opens(element)
        names = given.get("class", "")
        seen = look(names, given.get("style", ""))
        if seen.spoken:
            return shorter(element, _SPOKEN_ONLY)
        if seen.off or given.get("hidden", "until-found") != "until-found":
            return not self._folds_out(given, names)
        return given.get("aria-hidden") == "true" and shorter(element, _ICON)

    def _folds_out(self, given: Mapping[str, str], names: str) -> bool:
        own = given.get("id", "")
        if own and own in self._controlled():
            return True
        role = given.get("role") in ("region", "tabpanel") or "aria-labelledby" in given
        return role or _PANEL.search(f"{names} {own}") is not None

    def _controlled(self) -> frozenset[str]:
        if self._folding is None:
            values = _POINTERS(self._root)
            found = values if isinstance(values, list) else []
            self._folding = frozenset(str(v).lstrip("#") for v in found)
        return self._folding

    @staticmethod
    def _opens(button: etree._Element) -> bool:
        """A button that unfolds a part is the heading of that part."""
        parent = button.getparent()
        in_heading = parent is not None and parent.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
        return in_heading or button.get("aria-expanded") is not None
