"""What a unit looks like: a title, a definition, shouting, a question, a name or value without a sentence."""

from __future__ import annotations

import re

_QUOTED = r"[\"“”„«»'‘’]"
_DEFINITION = re.compile(
    rf"^\W*(?:\(?\w{{1,4}}[).]\s*)?{_QUOTED}\s*[^\"”“»]{{2,80}}{_QUOTED}\s*(?:\([^)]*\)\s*)?[,:]?\s*"
    r"(?:(?:shall |will |hereinafter )?(?:means?|mean|have the meaning|has the meaning|refers? to|is defined)\b"
    r"|avser|avses|betyder|bezeichnet|bedeutet|meint|désigne|signifie|s'entend)"
)
_TITLE_LENGTH = 90
NOT_OPERATIVE = frozenset({"toc", "definition", "summary"})
"""Marks of passages that state no rule between vendor and customer."""


def is_definition(text: str) -> bool:
    """Whether a unit defines a term: a quoted term, then `means` or its like."""
    return _DEFINITION.match(text) is not None


def is_title(text: str) -> bool:
    """Whether a short unit is a run-in title: most of its longer words begin with a capital."""
    if len(text) > _TITLE_LENGTH:
        return False
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return 0 < len(words) <= 10 and sum(w[0].isupper() for w in words) >= 0.75 * len(words)


def shape(text: str) -> list[str]:
    """Names of what the unit looks like."""
    found = ["defines"] if is_definition(text) else []
    if is_title(text):
        found.append("title")
    if text.isupper():
        found.append("capitals")
    if text.endswith("?"):
        found.append("question")
    return found
