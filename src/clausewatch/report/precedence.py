"""Which document prevails over which, as a clause on precedence says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausewatch.model import Finding

_SPEAKS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"(?ims)\b(?:prevail|precedence|order of priority|shall control|will control|shall govern over|supersede)"),
    "sv": re.compile(r"(?ims)\b(?:företräde|gälla före|gäller före|rangordning|inbördes ordning|ersätter)"),
    "de": re.compile(r"(?ims)\b(?:Vorrang|geht\b.*\bvor\b|gehen\b.*\bvor\b|Rangfolge|vorrangig)"),
    "fr": re.compile(r"(?ims)\b(?:prévau|préval|l['’]emporte|ordre de (?:priorité|préséance|primauté)|prime)"),
}
_WHAT = r"(?P<what>[^,;:.()]{3,140}?)"
_PREVAILS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "en": (
        re.compile(
            rf"(?ims)(?:[,;:]|\bthen)\s+(?:then\s+)?{_WHAT}\s+(?:shall|will|must)?\s*"
            r"(?:prevail|control\b|govern\b|takes? precedence|have precedence)s?",
        ),
        re.compile(
            rf"(?ims)^{_WHAT}\s+(?:shall|will|must)?\s*(?:prevails?|takes? precedence|supersedes?)\s+(?:over|in)?",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    "sv": (
        re.compile(rf"(?ims)\b(?:ska|skall|har|äger)\s+{_WHAT}\s+(?:(?:ha|äga)\s+)?(?:företräde|gälla före)"),
        re.compile(rf"(?ims)\bgäller\s+{_WHAT}\s+före\b"),
        re.compile(rf"(?ims)(?:^|[,;:]\s+){_WHAT}\s+(?:har|äger|ska ha|ska äga)\s+företräde"),
    ),
    "de": (
        re.compile(rf"(?ims)\b(?:hat|haben)\s+{_WHAT}\s+Vorrang"),
        re.compile(rf"(?ims)\b(?:geht|gehen)\s+{_WHAT}\s+vor\b"),
        re.compile(rf"(?ims)(?:^|[,;:]\s+){_WHAT}\s+(?:hat|haben|geht|gehen)\b[^.;]{{0,80}}\b(?:Vorrang|vor)\b"),
    ),
    "fr": (
        re.compile(
            rf"(?ims)(?:^|[,;:]\s+){_WHAT}\s+(?:prévaut|prévalent|prévaudra|prévaudront|l['’]emporte|prime)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Precedence:
    """A clause on precedence; `prevails` is what it names first, empty where that could not be read."""

    finding: Finding
    prevails: str


def found(findings: Sequence[Finding], lang: str) -> tuple[Precedence, ...]:
    """The clauses among some findings that say which document prevails."""
    return tuple(_found(findings, lang))


def _found(findings: Sequence[Finding], lang: str) -> Iterator[Precedence]:
    for finding in findings:
        speaks = _SPEAKS.get(finding.lang or lang, _SPEAKS["en"])
        if finding.type == "incorporated_documents" and speaks.search(finding.quote):
            yield Precedence(finding, prevails(finding.quote, finding.lang or lang))


def prevails(quote: str, lang: str) -> str:
    """The document that a clause says prevails, in its own words; empty where none can be read."""
    flat = " ".join(quote.split())
    for pattern in _PREVAILS.get(lang, _PREVAILS["en"]):
        if match := pattern.search(flat):
            return match["what"].strip()
    return ""
