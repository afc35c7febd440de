"""Clause numbers as lawyers write them: `9.5`, `(a)`, `§ 3`, `Artikel 4`, `punkt 2.1`, `Section 3.`"""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS = (
    "section|sections|article|art.|clause|annex|appendix|schedule|exhibit|part|chapter|paragraph|module|"
    "artikel|avsnitt|punkt|bilaga|kapitel|klausul|del|anlage|anhang|abschnitt|ziffer|nummer|teil|klausel|"
    "annexe|chapitre|partie|titre|modul|paragraf"
)
_WORD_SET = frozenset(_WORDS.split("|"))
_ROMAN = r"[IVXL]{1,6}"
_NUMBER = re.compile(
    rf"(?P<word>(?i:{_WORDS.replace('.', '[.]')})\s+(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}[a-z]?|{_ROMAN}|[A-Z])(?![\w-])[.):]?)"
    r"|(?P<para>§§?\s*\d{1,3}[a-z]?(?!\w)\.?)"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3}){1,5}(?![\d%]|\s*%)\.?\)?)"
    r"|(?P<plain>\d{1,3}[.)](?=\s|\Z|[A-ZÅÄÖÜÉ“\"]))"
    r"|(?P<paren>\((?:\d{1,2}|[a-z]{1,2}|[A-Z]|[ivxl]{1,6})\))"
    rf"|(?P<letter>[a-z]\)|[A-Z][.)](?=\s)|(?:{_ROMAN}|[ivx]{{1,5}})[.)](?=\s))"
)

_BARE = re.compile(r"(\d{1,2})\s+(?=[A-ZÅÄÖÜÉÆØ])")


class Numbered(NamedTuple):
    """A number at the start of a text: as written, its bare value, its style and its length in characters."""

    value: str
    style: str
    length: int


def leading(text: str) -> Numbered | None:
    """The clause number that a text starts with, or None."""
    match = _NUMBER.match(text) if not text[:1].isalpha() or _may_number(text) else None
    if match is None:
        return None
    name = match.lastgroup or ""
    raw = " ".join(match[0].split())
    rest = len(text) - len(text[match.end() :].lstrip(" .:–—-\u00a0"))
    return Numbered(_value(name, raw), _style(name, raw), min(len(text), rest))


def _may_number(text: str) -> bool:
    """Asked of words before the long pattern is: a number's name, a letter or a Roman numeral comes first."""
    first = text[:16].split(None, 1)[0]
    return first[-1] in ".)" or text[1:2] == ")" or first.lower() in _WORD_SET


def heading_number(text: str) -> Numbered | None:
    """As `leading`; a heading may also begin with a bare number (`3 Fees`)."""
    bare = _BARE.match(text)
    return leading(text) if bare is None else Numbered(bare[1], "dotted1", bare.end())


def _value(name: str, raw: str) -> str:
    return raw if name == "paren" else raw.rstrip(".:)") if name != "letter" else raw.rstrip(".")


def _style(name: str, raw: str) -> str:
    if name == "word":
        return "word:" + raw.split()[0].casefold()
    if name == "para":
        return "§"
    if name == "dotted":
        return f"dotted{raw.rstrip('.)').count('.') + 1}"
    if name == "plain":
        return "dotted1" if raw.endswith(".") else "1)"
    inner = raw.strip("().")
    mark = raw.replace(inner, "{}")
    kind = "1" if inner.isdigit() else "i" if set(inner.casefold()) <= set("ivxl") else "a"
    return mark.format(kind.upper() if inner.isupper() else kind)
