"""Attributes that are lists of named values: `channels`, `remedies`, `mechanisms`, `scc_modules`, `commitments`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clausewatch.detect.attributes.clause import Clause, Mark, lowered
from clausewatch.detect.attributes.words import pattern, values

_PRODUCT_EMAIL = re.compile(r"\b[A-Z][a-z]+ Email\b(?! [Aa]ddress| [Aa]ccount)")
_NUMBER = r"(?:one|two|three|four|zwei|drei|vier|deux|trois|quatre|två|tre|fyra|[1-4])"
_MODULE = re.compile(
    rf"\bmodul(?:e|es|er|en|ens|s)? ({_NUMBER}\b(?:(?:,| and| or| och| und| et| &|/)+ ?(?:module )?{_NUMBER}\b)*)"
)
_NUMBERS = {"1": 1, "one": 1, "2": 2, "two": 2, "två": 2, "zwei": 2, "deux": 2}
_NUMBERS |= {"3": 3, "three": 3, "tre": 3, "drei": 3, "trois": 3, "4": 4, "four": 4, "fyra": 4, "vier": 4, "quatre": 4}


def channels(clause: Clause) -> Iterator[Mark]:
    """How the change is announced; `unspecified` where the customer is told with no hint of how.

    An "Email" in a product's name is no channel. A breach is always told, so nothing is marked
    unspecified there.
    """
    clause = replace(clause, folded=lowered(_PRODUCT_EMAIL.sub(lambda m: " " * len(m.group()), clause.text)))
    found = list(_listed(clause, "channels"))
    yield from found
    if not found and clause.type != "breach_notification" and (words := _told(clause)):
        yield Mark("channels", ("unspecified",), words)


def _told(clause: Clause) -> str:
    """Words by which the vendor tells the customer, with no form of it near them."""
    for m in pattern("channels.told", clause.lang).finditer(clause.folded):
        start, end = max(0, m.start() - 30), m.end() + 70
        other = clause.first("channels.customer", start, m.start()) or clause.first("channels.denied", start, m.end() + 25)
        formal = clause.first("channels.in_writing", start, end) or clause.first("channels.elsewhere", start, end)
        if not other and not formal:
            return m.group()
    return ""


def remedies(clause: Clause) -> Iterator[Mark]:
    """What the customer may do against the change; money comes back only where the customer may leave."""
    found = _found(clause, "remedies")
    if set(found) == {"refund"}:
        return
    yield from _mark("remedies", found)


def mechanisms(clause: Clause) -> Iterator[Mark]:
    """The legal grounds of a transfer; what the text says is missing is no ground."""
    bare = pattern("mechanisms.left_out", clause.lang).sub(" ", clause.folded)
    yield from _listed(replace(clause, folded=bare), "mechanisms")


def scc_modules(clause: Clause) -> Iterator[Mark]:
    """The modules of the standard contractual clauses that are named."""
    found = {
        _NUMBERS[word]: m.group().strip()
        for m in _MODULE.finditer(clause.folded)
        for word in re.findall(r"\w+", m.group(1))
        if word in _NUMBERS
    }
    if found:
        yield Mark("scc_modules", tuple(sorted(found)), "; ".join(dict.fromkeys(found.values())))


def commitments(clause: Clause) -> Iterator[Mark]:
    """What the vendor does with requests of authorities.

    "If required to disclose, we give notice first" promises notice, not disclosure.
    """
    found = _found(clause, "commitments")
    if clause.first("commitments.authorities_told"):
        found.pop("notifies", None)
    disclosed = clause.first("commitments.disclosed") or ("" if found else clause.first("commitments.legal_process"))
    only_if_asked = set(found) == {"notifies"} and clause.first("commitments.if_asked")
    if disclosed and (not only_if_asked or clause.first("commitments.may_disclose")):
        found = {"discloses": disclosed, **found}
    yield from _mark("commitments", found)


def _listed(clause: Clause, attribute: str) -> Iterator[Mark]:
    yield from _mark(attribute, _found(clause, attribute))


def _found(clause: Clause, attribute: str) -> dict[str, str]:
    """Each value of a word table that the clause holds, with its words."""
    return {v: words for v in values(attribute) if (words := clause.first(f"{attribute}.values.{v}"))}


def _mark(attribute: str, found: dict[str, str]) -> Iterator[Mark]:
    if found:
        yield Mark(attribute, tuple(found), "; ".join(found.values()))
