"""What paragraph styles of a DOCX say: heading level, list, by inheritance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from clausewatch.parse.numbering import W

_HEADING = re.compile(r"(?:heading|rubrik|überschrift|titre|otsikko|overskrift|kop)\s*([1-9])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """Heading level (0: none; title is 1), list number and list level (`""`: no list)."""

    level: int = 0
    number: str = ""
    depth: int = 0
    bold: bool = False
    contents: bool = False


def read(root: etree._Element | None) -> dict[str, Style]:
    """Styles of `word/styles.xml` by identifier."""
    if root is None:
        return {}
    raw = {s.get(W + "styleId", ""): s for s in root.iterfind(W + "style")}
    return {name: _resolved(name, raw) for name in raw}


def _resolved(name: str, raw: dict[str, etree._Element]) -> Style:
    chain: list[etree._Element] = []
    seen: set[str] = set()
    while name in raw and name not in seen:
        seen.add(name)
        chain.append(raw[name])
        name = _val(raw[name].find(W + "basedOn"))
    level = next((at for s in chain if (at := _level(s)) is not None), 0)
    numbered = next((n for s in chain if (n := s.find(f"{W}pPr/{W}numPr")) is not None), None)
    bold = next((b for s in chain if (b := s.find(f"{W}rPr/{W}b")) is not None), None)
    number = _val(numbered.find(W + "numId")) if numbered is not None else ""
    depth = _val(numbered.find(W + "ilvl")) if numbered is not None else ""
    return Style(level, number, int(depth) if depth.isdigit() else 0, is_on(bold), _lists_contents(chain))


def _lists_contents(chain: list[etree._Element]) -> bool:
    """The styles of a generated table of contents."""
    return bool(chain) and re.match(r"(?:toc|table of figures)\b", _val(chain[0].find(W + "name")), re.IGNORECASE) is not None


def _level(style: etree._Element) -> int | None:
    name = _val(style.find(W + "name"))
    match = _HEADING.match(name.strip())
    if match is not None:
        return int(match[1])
    if name.strip().lower() in ("title", "titel", "titre"):
        return 1
    outline = _val(style.find(f"{W}pPr/{W}outlineLvl"))
    return (int(outline) + 1 if int(outline) < 9 else 0) if outline.isdigit() else None


def is_on(element: etree._Element | None) -> bool:
    """A toggle such as `<w:b/>`, `<w:b w:val="0"/>`."""
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off", "none")


def _val(element: etree._Element | None) -> str:
    return (element.get(W + "val") or "") if element is not None else ""
