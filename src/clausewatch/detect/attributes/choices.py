"""Attributes with one value: `forum`, `assent` and `authorisation`."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.detect.attributes.clause import Clause, Mark, Words, first, pattern

_ARBITRATION: Words = {
    "en": r"\barbitrat\w+|\baaa\b|\bjams\b",
    "sv": r"\bskilje\w*",
    "de": r"\bschieds\w*",
    "fr": r"\barbitr(?:age|al|ale|ales|aux|e|es)\b",
}
_NOT_ARBITRATION: Words = {
    "en": r"\bnot (?:subject to|be subject to|eligible for) (?:\w+ )?arbitration|\barbitration (?:provision|agreement|clause)s?\b|\bcourt (?:will|shall|may) appoint|\b(?:entered|enforced|confirmed) (?:by|in) any court[^.;]*",
}
_COURT: Words = {
    "en": r"\bcourts?\b|\bjurisdiction\b|\bvenue\b|\bjudicial\b|\bbrought in\b|\blitigat\w+|\bforum\b",
    "sv": r"\w*domstol\w*|\w*tingsrätt\w*|\bforum\b",
    "de": r"\w*gericht\w*",
    "fr": r"\btribuna\w+|\bcours?\b|\bjuridiction\w*",
}
_WAIVER: Words = {
    "en": r"\bwaiv(?:e|es|ing|ed)\b[^.]{0,120}\b(?:jury|class|representative|collective)|\b(?:jury|class)[^.]{0,60}\bwaiv(?:ed|es|e)\b"
    r"|\b(?:not|nor|only)\b[^.]{0,90}\bclass (?:member|action|arbitration|proceeding|or)|\bindividual (?:basis|capacity)\b|\bno class\b",
    "de": r"\bsammelklage\w*",
    "sv": r"\bgrupptalan\b",
    "fr": r"\b(?:action|recours) (?:collecti\w+|de groupe)",
}
_CONTINUED: Words = {
    "en": r"(?<!not )\bcontinu\w+[^.]{0,60}\b(?:us(?:e|ing|age)|access\w*)\b|\bkeep using\b|\b(?:use|using|usage of)\b[^.]{0,80}\b(?:after|following|constitutes?|means)\b[^.]{0,60}(?:accept|agree|consent|change|modif|updat|revis)"
    r"|\byou make new\b",
    "sv": r"\bfortsätt\w*[^.]{0,40}\banvänd\w*|\bfortsatt\w* (?:användning|nyttjande)",
    "de": r"\b(?:weiter(?:e|en|hin|er)?|fortgesetzt\w*|fort)[^.]{0,40}\bnutz\w*|weiternutz\w*",
    "fr": r"\b(?:continu\w+|poursui\w+)[^.]{0,40}\butilis\w*|\b(?:utilisation|usage) (?:continue|ultérieure)",
}
_SILENCE: Words = {
    "en": r"\bdeemed (?:to have )?(?:been )?(?:accept|approv|agree|consent)\w*|\bif (?:you|customer|we) (?:do|does|have|has) not (?:\w+ )?(?:object|reject|respond|receive)[^.]{0,120}(?:deemed|consider|accept|binding|approv|effect)|\bsilence\b|\bfail\w* to object\b",
    "sv": r"\banses?\b[^.]{0,40}\b(?:godkän|accepter)\w*|\binte (?:invänt|invänder|motsatt)[^.]{0,80}\b(?:godkän|accepter|gäll)\w*",
    "de": r"\bgelten\b[^.]{0,60}\b(?:anerkannt|genehmigt|angenommen|akzeptiert|zugestimmt)|\bgilt\b[^.]{0,80}\b(?:anerkannt|genehmigt|angenommen|zustimmung|akzeptiert)|\bschweigen\w*",
    "fr": r"\bréputée?s?\b[^.]{0,40}\baccept\w*|\bsilence\b|\bprésumée?s? accept\w*|\bréputé (?:les )?avoir accept\w*",
}
_OPT_IN: Words = {
    "en": r"\b(?:only|until|unless|require\w*|must)\b[^.]{0,60}\b(?:expressly |explicitly |affirmatively )(?:accept|agree|consent)\w*|\bexpress (?:consent|acceptance|agreement)\b|\bask (?:for )?your (?:consent|agreement)|\bmutual(?:ly)? (?:agree\w*|consent)|\bagreed (?:by|between) (?:both|the) parties",
    "sv": r"\buttrycklig\w* (?:godkän\w+|samtyck\w+)|\baktivt godkänn\w*",
    "de": r"\bausdrücklich\w* (?:zustimm\w+|einwillig\w+)",
    "fr": r"\b(?:accord|consentement|acceptation) (?:exprès|expresse|explicite|préalable)",
}
_SIGNED: Words = {
    "en": r"\b(?:amend|modif|chang|vari|waiv|supplement|alter|addition)\w*[^.]{0,200}?(?:\bin writing\b|\bwritten (?:agreement|amendment|instrument|document|consent|form)|\bsigned\b|\bexecuted\b)"
    r"|\b(?:signed|written) (?:\w+ ){0,3}(?:amendment|agreement|instrument)",
    "sv": r"\b(?:ändring|tillägg)\w*[^.]{0,120}(?:\bskriftligen\b|\bskriftligt\b|\bundertecknas?\b|\bunderteckna\w*|skriftlig (?:form|överenskommelse))",
    "de": r"\b(?:änderung|ergänzung|nebenabrede|abänderung)\w*[^.]{0,140}(?:\bschriftform\b|\bschriftlich (?:vereinbart|erfolgen|bestätigt)|\bschriftlichen (?:vereinbarung|form)|\btextform\b)",
    "fr": r"\b(?:modification|avenant|amendement|changement)\w*[^.]{0,140}(?:\bavenant\b|\bsignée?s?\b|\bpar écrit\b|\bécrit signé)",
}
_BY_ITSELF: Words = {
    "en": r"\beffective (?:immediately|(?:up)?on (?:the date|posting|publication)|when (?:posted|published))|\bautomatically (?:take effect|become)|\btakes? effect (?:immediately|(?:up)?on post\w+|when)|\bbinding (?:up)?on post\w+",
    "sv": r"\bgäller (?:omedelbart|från och med publicering)|\bträder i kraft (?:omedelbart|vid publicering)",
    "de": r"\b(?:gelten|treten)\b[^.]{0,40}\b(?:mit veröffentlichung|sofort|automatisch)",
    "fr": r"\b(?:entre\w*|prenn\w+|prend)\b[^.]{0,30}\b(?:immédiatement|dès (?:leur|sa) (?:publication|mise en ligne))|\bd'application immédiate",
}
_ORDER = (("signed", _SIGNED), ("continued_use", _CONTINUED), ("silence", _SILENCE), ("opt_in", _OPT_IN), ("none", _BY_ITSELF))
_SPECIFIC: Words = {
    "en": r"\bspecific (?:prior )?(?:written )?authori[sz]ation|\bprior (?:written |specific |express )*(?:consent|authori[sz]ation|approval|permission)|\bwithout (?:the )?(?:\w+ ){0,4}(?:consent|authori[sz]ation|approval)",
    "sv": r"\b(?:skriftligt |föregående |särskilt |specifikt )+(?:förhands)?(?:godkännande|samtycke|tillstånd|medgivande)|\bförhandsgodkänn\w*|\bskriftligt tillstånd|\butan (?:\w+ ){0,4}(?:godkännande|medgivande)",
    "de": r"\bvorherige\w* (?:\w+ )?(?:gesonderte\w* |schriftliche\w* |ausdrückliche\w* )*(?:zustimmung|genehmigung|einwilligung)|\bstimmt den\b|\bgesonderte\w* genehmigung",
    "fr": r"\bautorisation (?:\w+ ){0,4}(?:spécifique|préalable)|\b(?:accord|autorisation|consentement) (?:écrite?|préalable|exprès|spécifique)",
}
_GENERAL: Words = {
    "en": r"\bgeneral (?:prior )?(?:written )?(?:authori[sz]ation|consent|approval|permission)|\bgenerally authori[sz]\w+|\bauthori[sz]e[sd]?\b|\b(?:may|is entitled to|can|has the right to|will|permitted to) (?:\w+ ){0,3}?(?:use|engage|appoint|subcontract|sub-contract|employ|retain|hire)\b|\b(?:consents?|agrees?|acknowledges?) (?:to|that)\b|\bapproves?\b",
    "sv": r"\bgenerell\w* (?:\w+ )?(?:godkän\w+|tillstånd|förhands\w+|samtyck\w+)|\bgodkänner\b|\b(?:får|har rätt att|äger rätt) (?:\w+ ){0,3}(?:anlita|använda|engagera)|\ballmänt (?:\w+ )?(?:tillstånd|godkänn\w+|förhands\w+)",
    "de": r"\ballgemeine\w* (?:\w+ )?(?:genehmigung|zustimmung)|\b(?:ist es|auftraggeber|kunde) gestattet\b|\bgestattet,? (?:es )?(?:dass|dem|der)\b|\bist berechtigt\b|\bdarf\b|\berteilt\b|\bermächtigt\b",
    "fr": r"\bautorisation (?:\w+ )?générale|\bautorise\b|\bpeut (?:\w+ ){0,4}(?:recourir|faire appel|recruter|sous-traiter)|\best autorisé\w*|\bpeut être amené",
}


def forum(clause: Clause) -> Iterator[Mark]:
    """Who decides disputes: courts, arbitrators, both, or only a waiver of class and jury."""
    waived = first(_WAIVER, clause)
    rest = pattern(_NOT_ARBITRATION, clause.lang).sub(" ", clause.folded)
    arbitration = pattern(_ARBITRATION, clause.lang).search(rest)
    court = pattern(_COURT, clause.lang).search(rest)
    if waived:
        yield Mark("forum", "waiver", waived)
    elif arbitration and court:
        yield Mark("forum", "both", f"{arbitration.group()}; {court.group()}")
    elif found := arbitration or court or pattern(_ARBITRATION, clause.lang).search(clause.folded):
        yield Mark("forum", "courts" if found is court else "arbitration", found.group())


def assent(clause: Clause) -> Iterator[Mark]:
    """How a change comes to bind the customer."""
    for value, words in _ORDER:
        if found := first(words, clause):
            yield Mark("assent", value, found)
            return


def authorisation(clause: Clause) -> Iterator[Mark]:
    """Whether subprocessors are authorised one by one or in general."""
    for value, words in (("specific", _SPECIFIC), ("general", _GENERAL)):
        if found := first(words, clause):
            yield Mark("authorisation", value, found)
            return
