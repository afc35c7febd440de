"""A syntax check of CSS selectors, so that a typo is found by lint and not by an empty page.

Covers the Selectors Level 4 grammar as far as HTML parsers support it: compound selectors of type,
`#id`, `.class`, `[attribute]` and `:pseudo(...)` parts, joined by combinators and commas.
"""

from __future__ import annotations

import re

_ESCAPE = r"\\[0-9a-fA-F]{1,6}\s?|\\."
_IDENT = rf"(?:--|-?(?:[^\W\d]|[^\x00-\x7f]|{_ESCAPE}))(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})*"
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
MAX_CHARS, MAX_DEPTH = 4000, 8
_PARTS = (
    ("combinator", re.compile(r"\s*[>+~,]\s*|\s+")),
    ("simple", re.compile(rf"\*|#(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})+|\.{_IDENT}|(?:{_IDENT}\|)?{_IDENT}")),
    ("simple", re.compile(rf"\[\s*(?:{_IDENT}\|)?{_IDENT}\s*(?:[~|^$*!]?=\s*(?:{_STRING}|{_IDENT}|[\w-]+)\s*[iIsS]?\s*)?\]")),
    ("pseudo", re.compile(rf"::?{_IDENT}(\()?")),
)
_INNER_SELECTORS = frozenset({"not", "is", "where", "has", "matches", "any"})


def fault(selector: str, depth: int = 0) -> str:
    """What is wrong with a selector, as half a sentence; empty where nothing is."""
    text = selector.strip()
    if not text or len(text) > MAX_CHARS or depth > MAX_DEPTH:
        return "is empty" if not text else "is longer or nested deeper than any selector needs to be"
    position, last = 0, "combinator"
    while position < len(text):
        kind, end = _part(text, position, depth)
        if not kind:
            return f"cannot be read from {text[position : position + 12]!r} on"
        if kind == "combinator" and last == "combinator":
            return f"has a combinator without a selector before {text[position:end].strip()!r}"
        position, last = end, kind
    return "ends with a combinator" if last == "combinator" else ""


def _part(text: str, start: int, depth: int) -> tuple[str, int]:
    for kind, pattern in _PARTS:
        match = pattern.match(text, start)
        if match is None:
            continue
        if kind == "pseudo" and match[1]:
            end = _function_end(text, match.end(), match[0].strip(":("), depth)
            return ("pseudo", end) if end else ("", start)
        return kind, match.end()
    return "", start


def _function_end(text: str, start: int, name: str, depth: int) -> int:
    """Offset behind a functional pseudo-class whose argument begins at `start`; 0 if it is unsound."""
    end = _closing(text, start)
    inner = text[start : end - 1].strip()
    if end == 0 or not inner:
        return 0
    if name.casefold() in _INNER_SELECTORS and fault(inner.lstrip(">+~ ") if name == "has" else inner, depth + 1):
        return 0
    return end


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
