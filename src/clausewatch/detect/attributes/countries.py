"""`countries` of law, venue, data location and third-country access."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clausewatch.detect.attributes import places
from clausewatch.detect.attributes.clause import Clause, Mark
from clausewatch.detect.attributes.places import ADJECTIVE, CITY, NAME, Place
from clausewatch.detect.attributes.words import pattern

_COMPANY = re.compile(
    r"\s?,?\s?(?:limited|ltd|inc\b|llc|gmbh|b\.?v\b|ab\b|s\.?a\.?s?\b|ug\b|plc|corp|unlimited|pty|pte|oy\b|"
    r"corporation|company|operations|branch|bolag)",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"\s(?:(?:and \w+ )?(?:personal )?data\b(?! (?:storage|cent|locat|resid|region|boundar))|"
    r"personal information|(?:data protection )?addendum|gdpr|scc|standard contractual|terms\b|"
    r"information commissioner|extension|(?:general )?data protection|privacy shield|data privacy framework|idta|"
    r"international data transfer|"
    r"(?:i{1,2}\b|conventions?|regulation)\b|customers?\b|users?\b|consumers?\b|clients?\b|based\b)|-(?:u\.?s|swiss|based)"
    r"|:s plattform|(?:,? (?:federal|state|local|city|county|and|or|public)\b,?)* "
    r"(?:government(?:al)?|public sector) (?:entit|agenc|bod|institut)",
    re.IGNORECASE,
)
_MAIN_CLAUSE = (
    r"(?:,\s(?!(?:and|or|und|oder|och|eller|et|ou)\b)(?-i:(?=[a-zåäöéà]))|\b(?:will|shall|please|must|agree|consent)\b|[.;:]|$)"
)
_CONDITION = re.compile(
    r"\b(?:if|for|where|unless|when|whose|om|för|wenn|sofern|für|falls|si|pour)\b[^.;]{0,80}?\b(?:you|your|customers?|consumers?|users?|"
    r"kund\w*|vous|clients?|principal|resid\w+|domicil\w+|establish\w+|based|live|office|habitual\w*|bosatt\w*|wohn\w+)\b"
    r"[^.;]*?" + _MAIN_CLAUSE + r"|\b(?:data subjects?|individuals?|persons?|consumers?|customers?|users?) (?:\w+ ){0,2}?"
    r"(?:located|based|resid\w+|domiciled|established|situated)\b[^.;]*?"
    + r"(?:\b(?:are|is|may|can|be|who|which)\b|"
    + _MAIN_CLAUSE
    + r")|\bwho (?:resid\w+|lives?|(?:is|are) (?:located|based|established))\b[^.;]*?"
    + _MAIN_CLAUSE,
    re.IGNORECASE,
)
_INSTITUTION = re.compile(r"s?\s(?:chamber|handelskammar|international arbitration|court of international)", re.IGNORECASE)
_SECTION_TITLE = re.compile(r"(?<=[\d)] )\([A-Z][^()]*\)|(?<=\([a-z]\) )\([A-Z][^()]*\)")
_ACT = re.compile(r"(?:'s)?(?: (?:[A-Z][\w.-]*|and|of|on))* (?:Act|Code)\b")
_THEREIN = re.compile(r"(?: (?:that|which) (?:is|are))?,? applicable (?:therein|thereto|in)\b")
_UNIONS = frozenset({"EU", "EEA"})
_MEMBERS = re.compile(r"(?:the )?(?:EU|EEA|European Union)(?:'s)?[ -](?:member ?state|medlemsstat|mitgliedsta)", re.IGNORECASE)
_RUN_END = re.compile(r"[;.](?=\s|$)|\b(?:without|excluding|except|notwithstanding|irrespective|provided)\b", re.IGNORECASE)
_ADDRESS = re.compile(r",? [A-Z]{2},? \d{4,5}\b")
_POSTCODE = re.compile(r"\b[A-Z]?-?\d{4,5} $|\b\d{3} \d{2} $")
_RUN = 110


def of_law(clause: Clause) -> Iterator[Mark]:
    """The law that governs: places beside a word for law, else every place named.

    Not the law under which a party is formed, and an act by its name only where no law is named.
    Federal law "applicable therein" is part of the law of the state.
    """
    found = [p for p in _outside_formation(clause) if not _company_or_rule(clause, p)]
    found = [p for p in found if not _in_act(clause, p)] or found
    found = [p for p in found if not _applicable_in_part(clause, p, found)]
    beside = _beside(clause, found, "law")
    yield from _mark(clause, beside or _unconditional(clause, found), parts=True)


def of_venue(clause: Clause) -> Iterator[Mark]:
    """The courts or the seat: places beside a word for court, else every place named.

    A state goes before its country: "the federal courts of the United States in California". The union is a place
    of courts only through its states: "the courts of an EU member state" (clause 18 of the standard clauses).
    """
    found = [p for p in _outside_formation(clause) if not _company_or_rule(clause, p) and not _in_act(clause, p)]
    found = [p for p in found if not _INSTITUTION.match(clause.text, p.end)]
    states = [p for p in found if p.code not in _UNIONS]
    beside = _beside(clause, [p for p in found if p in states or _MEMBERS.match(clause.text, p.start)], "courts")
    chosen = beside or _unconditional(clause, states)
    parts = {p.country for p in chosen if p.code != p.country}
    yield from _mark(clause, [p for p in chosen if p.code not in parts], parts=True)


def of_data(clause: Clause) -> Iterator[Mark]:
    """Where data are or from where they are reached: every place named, `*` for any other country.

    The place outside of which something happens counts only where that is denied ("no storage outside the EU").
    """
    access = clause.type == "third_country_access"
    found = [p for p in _named(clause) if not _company_or_rule(clause, p) and not _in_act(clause, p)]
    if access or not clause.first("countries.denied"):
        found = [p for p in found if not _behind(clause, p, "outside")]
    if access:
        found = [p for p in found if not _behind(clause, p, "origin")]
    sites = [p for p in found if p.kind == ADJECTIVE and _next_to(clause, p, "sites")]
    stated = sorted([*_unconditional(clause, found), *sites], key=lambda p: p.start)
    yield from _mark(clause, stated, anywhere=clause.first("countries.anywhere"))


def _behind(clause: Clause, place: Place, words: str) -> bool:
    """True for a place behind words like "outside" (`outside`) or "from" (`origin`)."""
    before = clause.folded[max(0, place.start - 70) : place.start]
    return pattern(f"countries.{words}", clause.lang).search(before) is not None


def _outside_formation(clause: Clause) -> list[Place]:
    """Places other than those that say where a party is formed ("a corporation organised under the laws of ...")."""
    spans = [m.span() for m in pattern("countries.formed", clause.lang).finditer(clause.folded)]
    return [p for p in _named(clause) if not any(a <= p.start < b for a, b in spans)]


def _in_act(clause: Clause, place: Place) -> bool:
    """True for a place in the name of an act or a code."""
    return clause.text[place.start : place.end].endswith("Act") or _ACT.match(clause.text, place.end) is not None


def _applicable_in_part(clause: Clause, place: Place, found: Iterable[Place]) -> bool:
    """True for the country of "the laws of Ontario and the laws of Canada applicable therein"."""
    part = any(p.country == place.code != p.code for p in found)
    return part and _THEREIN.match(clause.folded, place.end) is not None


def _named(clause: Clause) -> list[Place]:
    titles = [m.span() for m in _SECTION_TITLE.finditer(clause.text)]
    found = [p for p in places.find(clause.text, clause.lang) if not any(a <= p.start < b for a, b in titles)]
    return [
        p
        for i, p in enumerate(found)
        if not (_parent(clause, found, i) or _city_of_next(clause, found, i) or _union_of(clause, found, i))
    ]


def _parent(clause: Clause, found: list[Place], i: int) -> bool:
    """True for the country after its part: "London, United Kingdom", "California, USA"."""
    place, before = found[i], found[i - 1] if i else None
    return before is not None and _joined(clause, before, place) and before.country == place.code != before.code


def _union_of(clause: Clause, found: list[Place], i: int) -> bool:
    """True for the union that a country lies in: "Finland (EU)", "Finland (within the EEA)"."""
    place, before = found[i], found[i - 1] if i else None
    between = clause.text[before.end : place.start] if before is not None else ""
    return place.code in _UNIONS and re.fullmatch(r" \((?:within )?(?:the )?", between) is not None


def _city_of_next(clause: Clause, found: list[Place], i: int) -> bool:
    """True for a city before its state or country: "Dublin, Ireland", "Orange County, Florida".

    A city whose state's law rules stays before the country: "Zurich, Switzerland" is the canton.
    """
    place, after = found[i], found[i + 1] if i + 1 < len(found) else None
    if place.kind != CITY or after is None or after.kind != NAME or not _joined(clause, place, after):
        return False
    return after.code == place.code or after.code != place.country


def _joined(clause: Clause, left: Place, right: Place) -> bool:
    return re.fullmatch(r",? ?\(?(?:in )?(?:the )?", clause.text[left.end : right.start]) is not None


def _unconditional(clause: Clause, found: Iterable[Place]) -> list[Place]:
    """Places that do not only say whom the rule concerns ("customers in the EEA")."""
    spans = [m.span() for m in _CONDITION.finditer(clause.text)]
    return [p for p in found if p.kind != ADJECTIVE and not any(a <= p.start < b for a, b in spans)]


def _company_or_rule(clause: Clause, place: Place) -> bool:
    """True for a place in the name of a company, a law or an address."""
    if _ADDRESS.match(clause.text, place.end) or _POSTCODE.search(clause.text[: place.start]):
        return True
    company = place.kind != ADJECTIVE and _COMPANY.match(clause.text, place.end) is not None
    return company or _QUALIFIER.match(clause.text, place.end) is not None


def _beside(clause: Clause, found: list[Place], nouns: str) -> list[Place]:
    """Places next to one of the nouns, or in the run of text that follows "... of"."""
    runs = [_run(clause, m.end()) for m in pattern(f"countries.{nouns}_of", clause.lang).finditer(clause.folded)]
    plain = {p for p in _unconditional(clause, found) if any(a <= p.start < b for a, b in runs)}
    return [p for p in found if p in plain or _next_to(clause, p, nouns)]


def _run(clause: Clause, start: int) -> tuple[int, int]:
    stop = _RUN_END.search(clause.text, start)
    return start, min(stop.start() if stop else len(clause.text), start + _RUN)


def _next_to(clause: Clause, place: Place, nouns: str) -> bool:
    """True if a noun follows ("Swedish law") or, for an adjective, stands before ("droit français")."""
    after = clause.folded[place.end : place.end + 50]
    follows = re.match(r"['s]*[ -](?:[\w-]+ ){0,2}", after)
    noun = pattern(f"countries.{nouns}", clause.lang)
    if follows and any(noun.match(after, m.end()) for m in re.finditer(r"^['s]*[ -]|(?<=\w) ", after[: follows.end()])):
        return True
    before = clause.folded[max(0, place.start - 30) : place.start].split()[-3:]
    return place.kind == ADJECTIVE and clause.lang == "fr" and any(noun.match(word) for word in before)


def _mark(clause: Clause, chosen: Iterable[Place], *, parts: bool = False, anywhere: str = "") -> Iterator[Mark]:
    codes = {p.code if parts else p.country: clause.text[p.start : p.end] for p in chosen}
    if anywhere:
        codes["*"] = anywhere
    if codes:
        yield Mark("countries", tuple(codes), "; ".join(codes.values()))
