"""Countries of a cell: ISO 3166-1 alpha-2, `EU` and `EEA`, in the order written."""

from __future__ import annotations

import re
from functools import cache

from clausewatch import resources
from clausewatch.detect.attributes import places
from clausewatch.detect.attributes.clause import plain
from clausewatch.detect.attributes.places import ADJECTIVE, Place

_CUSTOMERS = re.compile(r"\([^()]*\b(?:customers?|clients?|users?|kund\w*|données|only for|accounts?)\b[^()]*\)", re.IGNORECASE)
_REGIONS = frozenset({"EU", "EEA"})
_CODE = re.compile(r"(?<![\w-])[A-Z]{2}(?![\w-])")
_CLOUD = re.compile(
    r"(?<![\w-])[a-z]{2,}-[a-z]+-?\d?(?:-?[a-z])?(?![\w-])|\b[A-Z][a-z]+ (?:Central|North|South|West|East|Europe)(?: \d)?\b"
)
_US_ZIP = re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b")
_POST_PREFIX = re.compile(r"(?<![\w-])(A|B|CH|D|DK|F|FIN?|I|L|N|NL|S|SE)-\s?\d{4,5}\b")
_PREFIXES = {"A": "AT", "B": "BE", "D": "DE", "F": "FR", "FIN": "FI", "I": "IT", "L": "LU", "N": "NO", "S": "SE"}


def countries(text: str, lang: str) -> tuple[str, ...]:
    """Countries named in the cell of a place column; `EU (Frankfurt)` is DE, `Worldwide` nothing."""
    bare = _CUSTOMERS.sub(" ", plain(text))
    found = [p for p in places.find(bare, lang) if p.kind != ADJECTIVE]
    kept = [p.country for p in found if not _explained(bare, p, found)]
    return tuple(dict.fromkeys([*kept, *_coded(bare, found)]))


def seat(text: str, lang: str) -> tuple[str, ...]:
    """The country of an address: the last country named, else one told by its postcode or city."""
    bare = plain(text)
    found = [p for p in places.find(bare, lang) if p.kind != ADJECTIVE]
    named = [p for p in found if p.kind == places.NAME]
    if named:
        return (named[-1].country,)
    if prefix := _POST_PREFIX.search(bare):
        return (_PREFIXES.get(prefix.group(1), prefix.group(1)[:2]),)
    if _US_ZIP.search(bare):
        return ("US",)
    return (found[-1].country,) if found else ()


def _explained(text: str, place: Place, found: list[Place]) -> bool:
    """True for a region that a place in brackets makes exact, and for a region in brackets after a country."""
    if place.code not in _REGIONS:
        return False
    inside = re.match(r"\s*(?:[–:-]|,)?\s*\(([^()]*)\)", text[place.end :])
    if inside and any(place.end <= p.start < place.end + inside.end() and p.code not in _REGIONS for p in found):
        return True
    before = text[: place.start].rstrip()
    return before.endswith("(") and any(p.code not in _REGIONS and p.end <= len(before) for p in found)


def _coded(text: str, found: list[Place]) -> list[str]:
    """Countries given by ISO code or by the name of a cloud region."""
    taken = [(p.start, p.end) for p in found]
    codes = [
        m.group() if m.group() != "UK" else "GB"
        for m in _CODE.finditer(text)
        if m.group() in _iso() and not any(a <= m.start() < b for a, b in taken) and not _US_ZIP.match(text, m.start())
    ]
    regions = [code for m in _CLOUD.finditer(text) if (code := _cloud().get(m.group().lower()))]
    return ([] if found else codes) + regions


@cache
def _iso() -> frozenset[str]:
    lines = resources.corpus("lexicon", "countries.tsv").read_text("utf-8").splitlines()
    return frozenset(line[:2] for line in lines if not line.startswith("#"))


@cache
def _cloud() -> dict[str, str]:
    lines = resources.corpus("lexicon", "cloud_regions.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: code for code, names in rows for name in names.split("|")}
