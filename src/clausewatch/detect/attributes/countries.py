"""`countries` of law, venue, data location and third-country access."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clausewatch.detect.attributes import places
from clausewatch.detect.attributes.clause import Clause, Mark, Words, first, pattern
from clausewatch.detect.attributes.places import ADJECTIVE, CITY, Place

_LAW_NOUN: Words = {
    "en": r"laws?|legislation|statutes?|act\b|code\b",
    "sv": r"lag(?:ar|en|stiftning\w*)?\b|rätt\b",
    "de": r"recht\w*|gesetz\w*",
    "fr": r"droit|lois?\b|législation",
}
_COURT_NOUN: Words = {
    "en": r"courts?|tribunals?|venue|jurisdiction|seat|forum|arbitrat\w+|brought|litigat\w+|judicial",
    "sv": r"\w*domstol\w*|\w*tingsrätt\w*|\w*rätten\b|skilje\w+|säte",
    "de": r"gericht\w*|\w*gericht\b|\w*gerichts?\b|schieds\w+|sitz",
    "fr": r"tribuna(?:l|ux)|cours?\b|juridictions?|ressort|siège|arbitr\w+|compéten\w+",
}
_SITE_NOUN: Words = {
    "en": r"data ?cent(?:er|re)s?|servers?|hosting|region|soil|territory|facilit\w+|locations?",
    "sv": r"data(?:center|centra|hallar?|hall)\w*|server\w*|drift\w*|mark|jord|molntjänst\w*|territorium",
    "de": r"rechenzentr\w+|server\w*|standort\w*|boden|hosting",
    "fr": r"datacent\w+|centres? de données|serveurs?|sol\b|territoire|hébergement|localisations?",
}
_COMPANY = re.compile(
    r"\s?,?\s?(?:limited|ltd|inc\b|llc|gmbh|b\.?v\b|ab\b|s\.?a\.?s?\b|ug\b|plc|corp|unlimited|pty|pte|oy\b|"
    r"corporation|company|operations|branch|bolag)",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"\s(?:personal (?:data|information)|(?:data protection )?addendum|gdpr|scc|standard contractual|terms\b|"
    r"information commissioner|extension|(?:general )?data protection|privacy shield|data privacy framework|idta|"
    r"international data transfer|convention|customers?\b|users?\b|consumers?\b|clients?\b)|-(?:u\.?s|swiss)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|for|where|unless|when|whose|om|falls|wenn|sofern|si)\b[^.;]{0,80}\b(?:you|your|customer|consumer|user|kund\w+|"
    r"vous|client|principal|resid\w+|domicil\w+|establish\w+|based|live|office|habitual\w*|bosatt|wohn\w+)\b"
    r"(?!.*\b(?:courts?|laws?)\b)[^.;]{0,60}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r",? [A-Z]{2},? \d{4,5}\b")
_POSTCODE = re.compile(r"\b[A-Z]?-?\d{4,5} $|\b\d{3} \d{2} $")
_CHAMBER = re.compile(r"(?:s)?\s(?:chamber|handelskammar|international arbitration|court of international|handelskammer)", re.I)
_SPAN_END = re.compile(r"[;.](?=\s|$)|\b(?:without|excluding|except|notwithstanding|irrespective|provided)\b", re.IGNORECASE)
_OUTSIDE: Words = {
    "en": r"\b(?:outside|from|beyond|other than)\b[^.;]*$",
    "sv": r"\b(?:utanför|från)\b[^.;]*$",
    "de": r"\b(?:außerhalb|ausserhalb|aus)\b[^.;]*$",
    "fr": r"\b(?:hors|en dehors|depuis)\b[^.;]*$",
}
_ANYWHERE: Words = {
    "en": r"\b(?:(?:any|other|various|multiple|several|those|all)(?: of the)?(?: \w+)? (?:countr(?:y|ies)|locations?|jurisdictions?|places)"
    r"|around the world|worldwide|anywhere|countries (?:other than|outside|in which|where)"
    r"|(?:countr(?:y|ies)|locations?|jurisdictions?) (?:in which|where) (?:we|it|our))",
    "sv": r"\b(?:andra länder|annat land|hela världen|övriga länder|globalt)",
    "de": r"\b(?:weltweit|anderen ländern|andere länder|weiteren ländern)",
    "fr": r"\b(?:d'autres pays|autres pays|dans le monde|tout pays|monde entier)",
}


def of_law(clause: Clause) -> Iterator[Mark]:
    """The law that governs: places beside a word for law, else every place named."""
    found = [p for p in _named(clause) if not _left_out(clause, p)]
    yield from _mark(clause, _beside(clause, found, _LAW_NOUN) or _not_adjectives(found), parts=True)


def of_venue(clause: Clause) -> Iterator[Mark]:
    """The courts or the seat: places beside a word for court, else every place named."""
    found = [p for p in _named(clause) if not _left_out(clause, p) and not _CHAMBER.match(clause.text, p.end)]
    chosen = _beside(clause, found, _COURT_NOUN) or _not_adjectives(found)
    if any(p.code.startswith("US-") for p in chosen):
        chosen = [p for p in chosen if p.code != "US"]
    yield from _mark(clause, chosen, parts=True)


def of_data(clause: Clause) -> Iterator[Mark]:
    """Where data are or from where they are reached: every place named, `*` for any other country."""
    access = clause.type == "third_country_access"
    found = [p for p in _named(clause) if not _company_or_rule(clause, p) and not (access and _origin(clause, p))]
    sites = [p for p in found if p.kind == ADJECTIVE and _next_to(clause, p, _SITE_NOUN)]
    anywhere = first(_ANYWHERE, clause)
    yield from _mark(clause, sorted([*_not_adjectives(found), *sites], key=lambda p: p.start), anywhere=anywhere)


def _origin(clause: Clause, place: Place) -> bool:
    """True for the place that data leave, or outside of which they are reached."""
    before = pattern(_OUTSIDE, clause.lang).search(clause.folded[max(0, place.start - 70) : place.start])
    return before is not None or place.code in {"EU", "EEA"}


def _named(clause: Clause) -> list[Place]:
    found = list(places.find(clause.text, clause.lang))
    return [p for i, p in enumerate(found) if not _parent(clause, found, i) and not _city_of_next(clause, found, i)]


def _parent(clause: Clause, found: list[Place], i: int) -> bool:
    """True for the country after its part: "London, United Kingdom", "California, USA"."""
    place, before = found[i], found[i - 1] if i else None
    return before is not None and _joined(clause, before, place) and before.country == place.code != before.code


def _city_of_next(clause: Clause, found: list[Place], i: int) -> bool:
    """True for a city before its state or country: "Dublin, Ireland"."""
    place, after = found[i], found[i + 1] if i + 1 < len(found) else None
    return place.kind == CITY and after is not None and _joined(clause, place, after) and after.code == place.code


def _joined(clause: Clause, left: Place, right: Place) -> bool:
    return re.fullmatch(r",? ?\(?(?:in )?(?:the )?", clause.text[left.end : right.start]) is not None


def _left_out(clause: Clause, place: Place) -> bool:
    return _company_or_rule(clause, place) or _CONDITION.search(clause.text[: place.start]) is not None


def _company_or_rule(clause: Clause, place: Place) -> bool:
    if _ADDRESS.match(clause.text, place.end) or _POSTCODE.search(clause.text[: place.start]):
        return True
    company = place.kind != ADJECTIVE and _COMPANY.match(clause.text, place.end)
    return company is not None and company is not False or _QUALIFIER.match(clause.text, place.end) is not None


def _beside(clause: Clause, found: list[Place], nouns: Words) -> list[Place]:
    """Places next to one of the nouns, or in the run of text that follows "... of" it."""
    spans = [
        _run(clause, m.end()) for m in pattern({k: rf"\b(?:{v})" for k, v in nouns.items()}, clause.lang).finditer(clause.folded)
    ]
    return [p for p in found if _next_to(clause, p, nouns) or (p.kind != ADJECTIVE and any(a <= p.start < b for a, b in spans))]


def _run(clause: Clause, start: int) -> tuple[int, int]:
    stop = _SPAN_END.search(clause.text, start)
    return start, min(stop.start() if stop else len(clause.text), start + 110)


def _next_to(clause: Clause, place: Place, nouns: Words) -> bool:
    after = clause.folded[place.end : place.end + 50]
    before = clause.folded[max(0, place.start - 30) : place.start]
    words = {key: rf"(?:{value})" for key, value in nouns.items()}
    follows = pattern({k: rf"^['s]*[ -](?:[\w-]+ ){{0,2}}{v}" for k, v in words.items()}, clause.lang).search(after)
    precedes = pattern({k: rf"\b{v}(?: \w+)? (?:\w+ )?$" for k, v in words.items()}, clause.lang).search(before)
    return follows is not None or precedes is not None


def _not_adjectives(found: Iterable[Place]) -> list[Place]:
    return [p for p in found if p.kind != ADJECTIVE]


def _mark(clause: Clause, chosen: Iterable[Place], *, parts: bool = False, anywhere: str = "") -> Iterator[Mark]:
    codes = {p.code if parts else p.country: clause.text[p.start : p.end] for p in chosen}
    if anywhere:
        codes["*"] = anywhere
    if codes:
        yield Mark("countries", tuple(codes), "; ".join(codes.values()))
