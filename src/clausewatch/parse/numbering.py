"""Automatic numbers of a DOCX, counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: format of its own number, template of the whole, first value."""

    form: str = "decimal"
    template: str = "%1."
    start: int = 1
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """Levels of every list, and the counters while a document is read."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, number: str, level: int) -> str:
        """The text of the next number of a list, `9.5`, `(a)`; empty for bullets and unknown lists."""
        levels = self.levels.get(number, {})
        own = levels.get(level)
        if own is None:
            return ""
        counts = self.counts.setdefault(self.families.get(number, number), {})
        if number not in self.begun:
            self.begun.add(number)
            for at, start in self.overrides.get(number, {}).items():
                counts[at] = start - 1
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if own.form in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda m: _shown(levels, counts, int(m[1]) - 1, own.legal), own.template).strip()

    def is_list(self, number: str, level: int) -> bool:
        """True where the list exists."""
        return level in self.levels.get(number, {})


def _shown(levels: dict[int, Level], counts: dict[int, int], at: int, legal: bool) -> str:
    level = levels.get(at, Level())
    value = counts.get(at, level.start)
    counts.setdefault(at, value)
    return formatted(value, "decimal" if legal else level.form)


def formatted(value: int, form: str) -> str:
    """A value in one of Word's number formats."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        return roman(value).lower() if form == "lowerRoman" else roman(value)
    return f"{value:02d}" if form == "decimalZero" else str(value)


def roman(value: int) -> str:
    """Roman numeral of 1 to 3999."""
    out = ""
    for number, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        out += sign * (value // number)
        value %= number
    return out


def read(root: etree._Element | None) -> Numbering:
    """The lists of `word/numbering.xml`."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {a.get(W + "abstractNumId", ""): _levels(a) for a in root.iterfind(W + "abstractNum")}
    for num in root.iterfind(W + "num"):
        number = num.get(W + "numId", "")
        family = _val(num.find(W + "abstractNumId"))
        levels = dict(abstract.get(family, {}))
        for override in num.iterfind(W + "lvlOverride"):
            at = int(override.get(W + "ilvl", "0"))
            if (start := override.find(W + "startOverride")) is not None:
                numbering.overrides.setdefault(number, {})[at] = int(_val(start) or 1)
            levels.update(_levels(override))
        numbering.levels[number], numbering.families[number] = levels, family
    return numbering


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for level in parent.iterfind(W + "lvl"):
        start = _val(level.find(W + "start"))
        found[int(level.get(W + "ilvl", "0"))] = Level(
            form=_val(level.find(W + "numFmt")) or "decimal",
            template=_val(level.find(W + "lvlText")),
            start=int(start) if start.isdigit() else 1,
            legal=level.find(W + "isLgl") is not None,
        )
    return found


def _val(element: etree._Element | None) -> str:
    return (element.get(W + "val") or "") if element is not None else ""
