"""Clauses that show only beside the rest of a change: the detector reads one sentence at a time.

On a page that lists subprocessors, an offer to be told when "this list" changes is about subprocessors.
So many days' notice before the vendor ends or changes the contract are a rule on that, however briefly it is said.
A sentence that refers to a web address the other text does not know moves a rule to that page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from clausewatch.compare.units import Unit
from clausewatch.compare.words import EXCEPTION
from clausewatch.model import AttributeValue, Detection, Finding, Reading

LISTING = 3
"""From so many rows on a page is a list of subprocessors."""
_NOTIFY = re.compile(
    r"\b(?:notif\w+|subscri\w+|sign up|alert\w*|inform(?:ed)? (?:you )?(?:of|about)|prenumerera\w*|underrätta\w*"
    r"|benachrichtig\w+|abonnier\w+|abonne\w*|informé\w*)\b",
    re.IGNORECASE,
)
_OPT_IN = re.compile(
    r"\b(?:subscri\w+|sign up|request\w*|ask|register\w*|if you (?:want|wish|would like)|prenumerera\w*|begär\w*"
    r"|abonnier\w+|abonne\w*|demander)\b",
    re.IGNORECASE,
)
_OF_CHANGES = re.compile(
    r"\b(?:(?:updates?|changes?|additions?) (?:to|of|in) (?:this|the) (?:list|page)"
    r"|(?:update|change|amend)s? (?:this|the) (?:list|page)|ändringar (?:i|av) (?:denna |den här )?list\w+"
    r"|änderungen (?:an |in )?(?:dieser|der) liste|modifications? de (?:cette|la) liste)\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:(?:does|do|will|shall|must) not|never|(?:wo|do|does)n(?:'|’)t) (?:\w+ ){0,3}(?:use|process|allow|permit|train)\b"
    r"[^.;]{0,120}\b(?:train|training|fine-?tune?)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:(?P<suspension_termination>(?:terminat|suspend)\w+)|(?P<terms_change>(?:chang|amend|modify|modifi|updat)\w*"
    r" (?:\w+ ){0,2}(?:terms|agreement)))\b[^.;]{0,80}?\b(?:give|provide|receive|send)\w*\b[^.;]{0,60}?"
    r"\b(?P<days>\d{1,3}) (?:calendar )?days['’]? (?:\w+ ){0,2}notice\b",
    re.IGNORECASE,
)
_CUSTOMER_ACTS = re.compile(
    r"\b(?:you|customers?|clients?|users?|subscribers?)\b(?:\W+\w+){0,4}?\W+(?:terminat|suspend|chang|amend|modif|updat)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:set (?:forth|out)|found|described|listed|published|stated|specified|located|anges|framgår|beschrieben|aufgeführt"
    r"|décrite?s?)\s+(?:in|at|on|under|av|på|unter|auf|à)\s+(?:the\s+)?((?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/[\w./-]*\w)",
    re.IGNORECASE,
)


def with_inferred(side: Reading, other: Reading, units: Iterable[Unit]) -> Detection:
    """The detection of one side, with the clauses inferred from its touched units."""
    listing = max(len(side.detection.subprocessors), len(other.detection.subprocessors)) >= LISTING
    touched = list(units)
    known = tuple(_whole(f, touched, side.document.text) for f in side.detection.findings)
    found = [f for unit in touched for f in _of_unit(unit, side, other, listing) if not _overlaps(f, known)]
    return replace(side.detection, findings=(*known, *found))


def _whole(finding: Finding, units: Iterable[Unit], text: str) -> Finding:
    """The finding with the exceptions behind it, where its quote ends at the word that opens them."""
    last = list(EXCEPTION.finditer(finding.quote))[-1:]
    if not last or finding.quote[last[0].end() :].strip(" ,:;"):
        return finding
    end = next((u.end for u in units if u.start < finding.end <= u.end), finding.end)
    return replace(finding, quote=text[finding.start : end], end=end) if end > finding.end else finding


def _of_unit(unit: Unit, side: Reading, other: Reading, listing: bool) -> Iterator[Finding]:
    text = side.document.text[unit.start : unit.end]
    if listing and _NOTIFY.search(text) and _OF_CHANGES.search(text):
        asked: dict[str, AttributeValue] = {"channels": ("list_subscription",)} if _OPT_IN.search(text) else {}
        yield _finding(unit, text, "subprocessor_change", asked)
    if _PROMISE.search(text):
        yield _finding(unit, text, "vendor_data_use", {"purposes": ("none",)})
    if (said := _NOTICE.search(text)) and not _CUSTOMER_ACTS.search(text):
        kind = "suspension_termination" if said["suspension_termination"] else "terms_change"
        yield _finding(unit, text, kind, {"notice_days": int(said["days"])})
    addresses = tuple(a for a in _REFERENCE.findall(text) if a not in other.document.text)
    if addresses:
        yield _finding(unit, text, "incorporated_documents", {"documents": addresses})


def _finding(unit: Unit, text: str, kind: str, attributes: Mapping[str, AttributeValue]) -> Finding:
    reason = "inferred beside the rest of the change"
    return Finding(kind, text, unit.start, unit.end, attributes=attributes, reasons=(reason,))


def _overlaps(found: Finding, known: Sequence[Finding]) -> bool:
    return any(f.type == found.type and f.start < found.end and found.start < f.end for f in known)
