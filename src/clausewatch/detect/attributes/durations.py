"""Durations in four languages: "thirty (30) days", "10 arbetsdagar", "sechs Wochen", "trente jours".

Counting follows the annotation guide: a week is 7 days, a month 30, twelve months and a year 365,
business days are counted as written and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton",
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
)
_TENS = {
    20: ("twenty", "tjugo", "zwanzig", "vingt"),
    21: ("twenty-one", "tjugoen", "einundzwanzig", "vingt et un"),
    24: ("twenty-four", "tjugofyra", "vierundzwanzig", "vingt-quatre"),
    28: ("twenty-eight", "tjugoåtta", "achtundzwanzig", "vingt-huit"),
    30: ("thirty", "trettio", "dreißig", "trente"),
    36: ("thirty-six", "trettiosex", "sechsunddreißig", "trente-six"),
    40: ("forty", "fyrtio", "vierzig", "quarante"),
    45: ("forty-five", "fyrtiofem", "fünfundvierzig", "quarante-cinq"),
    48: ("forty-eight", "fyrtioåtta", "achtundvierzig", "quarante-huit"),
    50: ("fifty", "femtio", "fünfzig", "cinquante"),
    60: ("sixty", "sextio", "sechzig", "soixante"),
    70: ("seventy", "sjuttio", "siebzig", "soixante-dix"),
    72: ("seventy-two", "sjuttiotvå", "zweiundsiebzig", "soixante-douze"),
    75: ("seventy-five", "sjuttiofem", "fünfundsiebzig", "soixante-quinze"),
    80: ("eighty", "åttio", "achtzig", "quatre-vingts"),
    90: ("ninety", "nittio", "neunzig", "quatre-vingt-dix"),
    100: ("hundred", "hundra", "hundert", "cent"),
    120: ("one hundred twenty", "hundratjugo", "hundertzwanzig", "cent vingt"),
    180: ("one hundred eighty", "hundraåttio", "hundertachtzig", "cent quatre-vingts"),
    365: ("three hundred sixty-five", "trehundrasextiofem", "dreihundertfünfundsechzig", "trois cent soixante-cinq"),
}
_MORE = {"a": 1, "an": 1, "ett": 1, "une": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1}
_HOUR, _DAY, _WEEK, _MONTH, _YEAR = "hour", "day", "week", "month", "year"
_UNITS = {
    _HOUR: r"hours?|hrs?|h|timm(?:ar|e|ars)|stunden?|heures?",
    _DAY: r"days?|dygn|(?:arbets|kalender|bank|vard?)?dag(?:ar|ars|s)?|"
    r"(?:werk|arbeits|bankarbeits|kalender|geschäfts)?tag(?:e|en|es|s)?|jours?",
    _WEEK: r"weeks?|veck(?:a|or|ors)|wochen?|semaines?",
    _MONTH: r"months?|månad(?:er|ers|s)?|(?:kalender)?monat(?:e|en|s|es)?|mois",
    _YEAR: r"years?|år|jahr(?:e|en|es|s)?|ans?|années?",
}
_BUSINESS = re.compile(r"business|working|arbets|bank|vard|werk|arbeits|geschäfts|ouvr|helgfri|schooldays")
_GERMAN_ADJECTIVE = {"stünd": _HOUR, "täg": _DAY, "wöch": _WEEK, "monat": _MONTH, "jähr": _YEAR}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in a text: `text[start:end]` holds its words; `days` is rounded down from hours."""

    amount: int
    unit: str
    business: bool
    start: int
    end: int

    @property
    def days(self) -> int:
        """Days as the annotation guide counts them."""
        if self.unit == _MONTH:
            return self.amount // 12 * 365 if self.amount % 12 == 0 else self.amount * 30
        return {_HOUR: self.amount // 24, _DAY: self.amount, _WEEK: self.amount * 7, _YEAR: self.amount * 365}[self.unit]

    @property
    def hours(self) -> int:
        """Hours, a day counted as 24."""
        return self.amount if self.unit == _HOUR else self.days * 24


@cache
def _numbers() -> dict[str, int]:
    units = {word: n for words in _COUNTED for n, word in enumerate(words.split())}
    tens = {word: n for n, words in _TENS.items() for word in words}
    spaced = {word.replace("-", " "): n for word, n in tens.items()}
    return {**units, **spaced, **tens, **_MORE, "dreissig": 30}


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _numbers()), key=len, reverse=True))
    number = rf"\d{{1,4}}|{words}"
    units = "|".join(f"(?P<{name}>{forms})" for name, forms in _UNITS.items())
    return re.compile(
        rf"(?<![\w.,:])(?:(?P<list>\d{{1,3}})(?:, ?\d{{1,3}})* (?:and|or|och|eller|und|oder|et|ou) )?"
        rf"(?P<number>{number})(?:\s?\(\s?(?P<again>{number})\s?\))?[\s-]{{0,2}}"
        rf"(?P<kind>(?:(?:full|consecutive|clear|calendar|business|working|hela|helgfria|vollen?)\s)*)(?:{units})(?![\w])"
        r"(?P<after>\s(?:calendaires?|ouvr[ée]e?s|ouvrables|francs))?"
    )


@cache
def _german() -> re.Pattern[str]:
    words = "|".join(sorted(_COUNTED[2].split()[1:], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<number>\d{{1,3}}|{words}|dreißig)[\s-]?(?P<unit>stünd|täg|wöch|monat|jähr)i[gc]e?[rsmn]?\b")


def find(folded: str) -> tuple[Duration, ...]:
    """All durations of a text in small letters, in text order."""
    found = [*_plain_durations(folded), *_german_adjectives(folded)]
    return tuple(sorted(found, key=lambda d: d.start))


def _plain_durations(folded: str) -> Iterator[Duration]:
    for m in _pattern().finditer(folded):
        unit = next(name for name in _UNITS if m.group(name))
        amount = _amount(m.group("list") or m.group("again") or m.group("number"))
        words = f"{m.group('kind')} {m.group(unit)} {m.group('after') or ''}"
        yield Duration(amount, unit, _BUSINESS.search(words) is not None, m.start(), m.end())


def _german_adjectives(folded: str) -> Iterator[Duration]:
    for m in _german().finditer(folded):
        yield Duration(_amount(m.group("number")), _GERMAN_ADJECTIVE[m.group("unit")], False, m.start(), m.end())


def _amount(word: str) -> int:
    return int(word) if word.isdecimal() else _numbers()[word]
