"""Whether one side of a comparison is not the document: then there is nothing to tell the reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from clausewatch.compare.align import Match
from clausewatch.compare.units import Unit, words
from clausewatch.compare.words import FUNCTION, MODALS
from clausewatch.model import HELD_KINDS, Document, PageKind, PassageKind

FEWEST = 25
"""Below so many words a capture holds no document."""
SHRUNK = 0.4
"""A side with less than this share of the other's words may be cut off (fault F30)."""
_KEPT = 0.9
_LIKE = 0.25
_LIST_WORDS = 200
_SHORT = 150
_CUT = 0.3
_FEWER_RULES = 0.5
_TAIL = 3
_ROWS = frozenset({PassageKind.TABLE_ROW, PassageKind.LIST_ITEM})
_ROUND = frozenset({10, 11, 20, 21, 25, 26, 50, 51, 100, 101})
_LITTLE_PROSE = 100
_SHARE_OF_PROSE = 0.1
_SENTENCE = 60
_TITLES = 2
_ERROR = re.compile(
    r"\b(?:service unavailable|page (?:not found|could not be found|unavailable)|not found|404|403|access denied|forbidden"
    r"|bad gateway|dns failure|something went wrong|an error (?:has )?occurred|temporarily unavailable"
    r"|verify (?:that )?you are (?:a )?human|checking your browser|unusual traffic|enable (?:javascript|cookies)"
    r"|just a moment|attention required|isn.t available right now|went wrong"
    r"|sidan (?:kunde inte hittas|finns inte)|seite nicht gefunden|page introuvable)\b",
    re.IGNORECASE,
)
Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset({"the", "of", "and", "to", "in", "is", "that", "for", "or", "by", "with", "this"}),
    "sv": frozenset({"och", "att", "som", "av", "för", "är", "det", "till", "med", "på", "inte", "eller"}),
    "de": frozenset({"und", "der", "die", "das", "zu", "von", "ist", "des", "mit", "auf", "nicht", "oder"}),
    "fr": frozenset({"de", "la", "le", "les", "et", "des", "du", "à", "une", "est", "que", "pour"}),
}


def trouble(old: Document, new: Document, confirmed: bool = False) -> str | None:
    """The kind of trouble (a `PageKind` value), or None if both sides are the document.

    `confirmed` text was seen twice, so a short, foreign or unlike text counts as the document, unless
    it reads like no terms at all.
    """
    judged = next((k for side in (new, old) if (k := _judged(side, confirmed))), None)
    old_words, new_words = (tuple(_WORD.findall(side.text.casefold())) for side in (old, new))
    alone = judged or _page(new_words, new) or _page(old_words, old)
    if alone:
        return alone
    if confirmed:
        return PageKind.OTHER_DOCUMENT.value if _no_terms(old_words, new_words) else None
    if _menus_only(old, new):
        return PageKind.EMPTY.value
    kind = _against(old_words, new_words)
    return None if kind == PageKind.OTHER_DOCUMENT.value and _same_titles(old, new) else kind


def _same_titles(old: Document, new: Document) -> bool:
    """True where most headings of the shorter text stand in the other: the document, rewritten."""
    one, two = (
        {words(side.passage_text(p), first=True) for p in side.passages if p.kind is PassageKind.HEADING} for side in (old, new)
    )
    return len(one & two) >= max(_TITLES, min(len(one), len(two)) / 2)


def _judged(side: Document, confirmed: bool) -> str | None:
    """What the parser's judgement of the page says; held kinds are lifted by confirmation."""
    sound = side.page_kind is PageKind.TERMS or (confirmed and side.page_kind in HELD_KINDS)
    return None if sound else side.page_kind.value


def _no_terms(old: Words, new: Words) -> bool:
    """True where a text that shares little with the last one reads less like rules: seen twice, it is still no version."""
    rules = [sum(w in MODALS for w in side) / len(side) for side in (old, new)]
    return rules[1] < _FEWER_RULES * rules[0] and _part(old, new) == PageKind.OTHER_DOCUMENT.value


def _menus_only(old: Document, new: Document) -> bool:
    """True where one side holds hardly a sentence beside many on the other."""
    few, many = sorted(_prose(side) for side in (old, new))
    return few < _LITTLE_PROSE and few < _SHARE_OF_PROSE * many and many > _LIST_WORDS


def _prose(side: Document) -> int:
    """Words in passages that look like sentences."""
    texts = (side.text[p.start : p.end] for p in side.passages if not p.cells and p.end - p.start > _SENTENCE)
    return sum(text.count(" ") + 1 for text in texts if "." in text)


def cut_off(told: Sequence[Match], old: Document, new: Document) -> bool:
    """True where nothing but an end, or a large run, of the old text is missing.

    The other text stands as it was: a page that loaded in part, or the first page of a list. A list
    cut at a round number of rows is the usual trace of paging.
    """
    gone = [u for m in told for u in m.old]
    if not gone or any(m.kind != "removed" for m in told):
        return False
    missing = sum(u.weight for u in gone)
    total = missing + len(_WORD.findall(new.text))
    return missing >= _CUT * total > _LIST_WORDS or _paged(gone, old, new)


def _paged(gone: Sequence[Unit], old: Document, new: Document) -> bool:
    rows = len(list(takewhile(lambda p: p.kind in _ROWS, reversed(new.passages))))
    last = old.passages[-1].end if old.passages else 0
    tail = len(gone) >= _TAIL and max(u.end for u in gone) >= last - 1 and all(u.kind in _ROWS for u in gone)
    return tail and rows in _ROUND


def _page(found: Words, side: Document) -> str | None:
    """Trouble that shows on one side alone."""
    if len(found) < FEWEST:
        return PageKind.EMPTY.value
    return PageKind.SERVER_ERROR.value if len(found) < _SHORT and _ERROR.search(side.text) else None


def _against(old: Words, new: Words) -> str | None:
    """Trouble that shows only beside the other side."""
    languages = {_language(old), _language(new)}
    return PageKind.LANGUAGE.value if len(languages) == 2 and "" not in languages else _part(old, new)


def _part(old: Words, new: Words) -> str | None:
    """`shrunk` where the new side is a small part of the old, `other_document` where they share little.

    A document that grew is no trouble: the old text stands, and what came can be read.
    """
    bags = [Counter(w for w in side if w not in FUNCTION) for side in (old, new)]
    shared = (bags[0] & bags[1]).total()
    small, big = sorted(bag.total() for bag in bags)
    if not small:
        return PageKind.EMPTY.value
    if small == bags[1].total() < SHRUNK * big and shared >= _KEPT * small and big > _LIST_WORDS:
        return PageKind.SHRUNK.value
    if 2 * shared < _LIKE * (small + big) and shared < 0.5 * small:
        return PageKind.OTHER_DOCUMENT.value
    return None


def _language(found: Words) -> str:
    """Language by its commonest words; empty where none is clear."""
    counts = Counter(found)
    shares = {lang: sum(counts[w] for w in common) / len(found) for lang, common in _COMMON.items()}
    best = max(shares, key=lambda lang: shares[lang])
    second = max(share for lang, share in shares.items() if lang != best)
    return best if shares[best] >= 0.08 and shares[best] >= 2 * second else ""
