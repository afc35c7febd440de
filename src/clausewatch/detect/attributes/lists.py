"""Attributes that are lists of named values: `channels`, `remedies`, `mechanisms`, `scc_modules`, `commitments`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clausewatch.detect.attributes.clause import Clause, Mark, lowered
from clausewatch.detect.attributes.words import pattern, values

_PRODUCT_EMAIL = re.compile(r"\b[A-Z][a-z]+ Email\b(?! [Aa]ddress| [Aa]ccount)")
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")
_NUMBER = r"(?:one|two|three|four|zwei|drei|vier|deux|trois|quatre|två|tre|fyra|[1-4])"
_MODULE = re.compile(
    rf"\bmodul(?:e|es|er|en|ens|s)? ({_NUMBER}\b(?:(?:,| and| or| och| und| et| &|/)+ ?(?:module )?{_NUMBER}\b)*)"
)
_NUMBERS = {"1": 1, "one": 1, "2": 2, "two": 2, "två": 2, "zwei": 2, "deux": 2}
_NUMBERS |= {"3": 3, "three": 3, "tre": 3, "drei": 3, "trois": 3, "4": 4, "four": 4, "fyra": 4, "vier": 4, "quatre": 4}


_PROMISES = frozenset({"notifies", "minimum", "challenges", "redirects"})


def channels(clause: Clause) -> Iterator[Mark]:
    """How the change is announced; `unspecified` where the customer is told with no hint of how.

    An "Email" in a product's name is no channel, nor is the way in which the customer writes to the
    vendor. A breach is always told, so nothing is marked unspecified there.
    """
    folded = lowered(_PRODUCT_EMAIL.sub(lambda m: " " * len(m.group()), clause.text))
    folded = pattern("channels.customers", clause.lang).sub(lambda m: " " * len(m.group()), folded)
    clause = replace(clause, folded=folded)
    found = list(_listed(clause, "channels"))
    yield from found
    if not found and clause.type != "breach_notification" and (words := _told(clause)):
        yield Mark("channels", ("unspecified",), words)


def _told(clause: Clause) -> str:
    """Words by which the vendor tells the customer, with no form of it near them."""
    for m in pattern("channels.told", clause.lang).finditer(clause.folded):
        start, end = max(0, m.start() - 60), m.end() + 100
        other = clause.first("channels.customer", start, m.start()) or clause.first("channels.denied", start, m.end() + 25)
        formal = clause.first("channels.in_writing", start, end) or clause.first("channels.elsewhere", start, end)
        if not other and not formal:
            return m.group()
    return ""


def remedies(clause: Clause) -> Iterator[Mark]:
    """What the customer may do against the change; money comes back only where the customer may leave.

    "If the customer objects, it may terminate" gives the right to leave; that to object stands elsewhere.
    """
    found = _found(clause, "remedies")
    if "terminate" in found and "object" in found and not _may_object(clause):
        del found["object"]
    if set(found) == {"refund"}:
        return
    yield from _mark("remedies", found)


def _may_object(clause: Clause) -> bool:
    """True if a sentence speaks of objecting as such, not only of what follows when somebody has objected."""
    was = pattern("remedies.object_was", clause.lang)
    for part in _SENTENCE_END.split(clause.folded):
        sentence = replace(clause, folded=part)
        bare = replace(clause, folded=was.sub(" ", part)) if sentence.first("remedies.values.terminate") else sentence
        if bare.first("remedies.values.object"):
            return True
    return False


def mechanisms(clause: Clause) -> Iterator[Mark]:
    """The legal grounds of a transfer; what the text says is missing is no ground.

    The British addendum names the European clauses in its title only.
    """
    bare = pattern("mechanisms.left_out", clause.lang).sub(" ", clause.folded)
    bare = pattern("mechanisms.title", clause.lang).sub(" idta ", bare)
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
    only_if_asked = "notifies" in found and found.keys() <= _PROMISES and clause.first("commitments.if_asked")
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
