"""A syntax check of CSS selectors, so that a typo is found by lint and not by an empty page.

Covers the Selectors Level 4 grammar as far as HTML parsers support it: compound selectors of type,
`#id`, `.class`, `[attribute]` and `:pseudo(...)` parts, joined by combinators and commas.
"""

from __future__ import annotations

import re

_IDENT = r"(?:--|-?(?:[^\W\d]|[^\x00-\x7f]|\\.))(?:[\w-]|[^\x00-\x7f]|\\.)*"
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_PARTS = (
    ("combinator", re.compile(r"\s*[>+~,]\s*|\s+")),
    ("simple", re.compile(rf"\*|#(?:[\w-]|[^\x00-\x7f]|\\.)+|\.{_IDENT}|(?:{_IDENT}\|)?{_IDENT}")),
    ("simple", re.compile(rf"\[\s*(?:{_IDENT}\|)?{_IDENT}\s*(?:[~|^$*!]?=\s*(?:{_STRING}|{_IDENT}|[\w-]+)\s*[iIsS]?\s*)?\]")),
    ("pseudo", re.compile(rf"::?{_IDENT}(\()?")),
)
_INNER_SELECTORS = frozenset({"not", "is", "where", "has", "matches", "any"})


def fault(selector: str) -> str:
    """What is wrong with a selector, as half a sentence; empty where nothing is."""
    text = selector.strip()
    if not text:
        return "is empty"
    position, last = 0, "combinator"
    while position < len(text):
        kind, end = _part(text, position)
        if not kind:
            return f"cannot be read from {text[position : position + 12]!r} on"
        if kind == "combinator" and last == "combinator":
            return f"has a combinator without a selector before {text[position:end].strip()!r}"
        position, last = end, kind
    return "ends with a combinator" if last == "combinator" else ""


def _part(text: str, start: int) -> tuple[str, int]:
    for kind, pattern in _PARTS:
        match = pattern.match(text, start)
        if match is None:
            continue
        if kind == "pseudo" and match[1]:
            return _function(text, match.end(), match[0].strip(":("))
        return kind, match.end()
    return "", start


def _function(text: str, start: int, name: str) -> tuple[str, int]:
    end = _closing(text, start)
    inner = text[start : end - 1].strip()
    if end == 0 or not inner:
        return "", start
    if name.casefold() in _INNER_SELECTORS and fault(inner.lstrip("> ") if name == "has" else inner):
        return "", start
    return "pseudo", end


def _closing(text: str, start: int) -> int:
    """Offset behind the parenthesis that closes the one before `start`; 0 if none does."""
    depth, quote = 1, ""
    for i in range(start, len(text)):
        c = text[i]
        if quote:
            quote = "" if c == quote and text[i - 1] != "\\" else quote
        elif c in "\"'":
            quote = c
        elif c in "()":
            depth += 1 if c == "(" else -1
            if depth == 0:
                return i + 1
    return 0
