"""Invisible and typographic characters that break words, mended the same way for every format."""

from __future__ import annotations

import re
import unicodedata

_TROUBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\ufeff\u00a0\u2000-\u200a\u3000\ufb00-\ufb06"
    "\x00-\x08\x0b\x0e-\x1b\x7f\ufffe\uffff\ue000-\uf8ff]"
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SPACES = frozenset("\u00a0\u202f\u205f\u3000\u2028\u2029") | {chr(c) for c in range(0x2000, 0x200B)}


def repaired(text: str) -> str:
    """Text without soft hyphens, zero-width and control characters; odd spaces plain, ligatures spelled out.

    White space keeps its place, so a run's words can still be found in its source.
    """
    return text if text.isascii() and text.isprintable() else _TROUBLE.sub(_mended, text)


def collapsed(text: str) -> tuple[str, str]:
    """The text with white space collapsed and repaired, and the same repaired only, for what begins and ends it."""
    shown = " ".join(text.split())
    if shown.isprintable() and (shown.isascii() or _LIGATURE.search(shown) is None):
        return shown, text
    words = _TROUBLE.sub(_mended, text)
    return " ".join(words.split()), words


def _mended(match: re.Match[str]) -> str:
    char = match[0]
    if char in _SPACES:
        return " "
    return unicodedata.normalize("NFKC", char) if "\ufb00" <= char <= "\ufb06" else ""
