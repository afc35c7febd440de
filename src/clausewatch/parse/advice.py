"""What is suggested for the declaration of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A CSS selector, the characters of text it takes, and how these begin."""

    selector: str
    chars: int
    begins: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A draft title, and selectors for the part that holds the text, tightest first; both empty for other than HTML."""

    title: str = ""
    selectors: tuple[Suggestion, ...] = ()
