"""`purposes` of a vendor's own use of data, `none` for a promise not to."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.detect.attributes.clause import Clause, Mark, Words, first, pattern

PURPOSES: dict[str, Words] = {
    "improve": {
        "en": r"\bimprov\w+|\benhanc\w+|\bdevelop(?:ing|ment)? (?:\w+ ){0,3}(?:features?|products?|services?|functionalit\w+|github)|\bdevelop new\b|\bmake (?:them|it|our \w+) better|\bbetter understand|\bcustomi[sz]e the|\bmore effective\b|\boptimi[sz]\w+|\bup to date and performant|\bfuture development|\bproduct development|\bresearch and development",
        "sv": r"\bförbättr\w*|\butveckl\w*|\bvidareutveckl\w*|\boptimer\w*",
        "de": r"\bverbesser\w*|\bweiterentwickl\w*|\boptimier\w*",
        "fr": r"\bamélior\w*|\bdévelopp\w+|\boptimis\w*",
    },
    "train_ai": {
        "en": r"\b(?:train|training|fine-tun\w+)\b[^.;]{0,80}\b(?:models?|ai\b|artificial intelligence|machine learning|algorithms?)|\bmachine[- ]learning|\bfor training\b|\btrain\b",
        "sv": r"\bträna\w*|\bmaskininlärning",
        "de": r"\btrainier\w*|\btraining\w* (?:von|der) (?:ki|modell)|maschinelles lernen",
        "fr": r"\bentraîn\w*|\bapprentissage automatique",
    },
    "analytics": {
        "en": r"\banalytic\w*(?! (?:and advertising )?(?:partners|cookies))|\banaly[sz]\w+|\bstatistic\w*(?! data)|\baudience measurement|\busage (?:trends|patterns)|\bmeasure\w* (?:usage|traffic)|\bunderstand how\b|\binsights? (?:into|about)",
        "sv": r"\banalys\w*|\bstatistik\w*",
        "de": r"\banaly\w+|\bstatisti\w+|\bauswert\w*",
        "fr": r"\banaly[st]\w+|\bstatisti\w+|\bmesure d'audience",
    },
    "advertising": {
        "en": r"\badvertis\w+|\bmarketing\b(?! pages?)|\bads?\b|\bpromotion(?:s|al)?\b|\binform you about new\b|\bnewsletters?\b|\boffers\b",
        "sv": r"\bmarknadsför\w*|\breklam\w*|\bannons\w*|\bnyhetsbrev\w*|\berbjudand\w*",
        "de": r"\bwerb(?:ung|e|lich|zweck)\w*|\bmarketing\w*|\bnewsletter",
        "fr": r"\bpublicit\w+|\bmarketing|\bprospection|\bcommercial\w* (?:prospect|sollicit)\w*",
    },
    "aggregate": {
        "en": r"\baggregat\w+|\banonymi[sz]\w+|\bde-?identif\w+|\banonymous\b|\bnon-identif\w+",
        "sv": r"\baggreger\w*|\banonymiser\w*|\banonym\w*|\bavidentifier\w*",
        "de": r"\baggregier\w*|\banonymisier\w*|\banonym\w*",
        "fr": r"\bagrég\w*|\banonymis\w*|\banonym\w*",
    },
    "security": {
        "en": r"\bsecur(?:ity|e|ing)\b(?! (?:measures|needs|standards|of)\b)|\bsafety\b|\bfraud\w*|\babuse\b|\bmisuse\b|\bmoderation\b|\bintegrity\b",
        "sv": r"\bsäkerhet\w*|\bbedräger\w*|\bmissbruk\w*",
        "de": r"\bsicherheit\w*|\bbetrug\w*|\bmissbrauch\w*",
        "fr": r"\bsécurité\w*|\bfraud\w*|\babus\b",
    },
    "other": {
        "en": r"\bother (?:\w+ ){0,2}(?:purposes?|reasons?|uses)|\bany (?:lawful |other )?purpose|\binternal (?:record|business|report\w*)|\bbusiness (?:purposes|operations)|\binferences?\b(?! drawn)",
        "sv": r"\bandra ändamål|\bfakturer\w*|\bforskning\w*",
        "de": r"\banderen? zwecken?\b|\babrechnung\w*|\bforschung\w*",
        "fr": r"\bautres? (?:fins|finalités)|\bfacturation|\brecherche\b",
    },
}
_NOT: Words = {
    "en": r"\b(?:not|never|no|nor|neither|without|cannot|won't|don't|doesn't|prohibited from|refrain)\b(?:(?! but )[^.;]){0,120}?\b(?:us(?:e|ed|ing)|process\w*|sell\w*|sold|shar\w+|rent\w*|disclos\w+|train\w*|retain\w*|combin\w+|monetiz\w+|access\w*|grant\w*|purpose|advertis\w+|read|analy[sz]\w+|scan\w*|collect\w*|exploit\w*)\b",
    "sv": r"\b(?:inte|aldrig|ej|inga|inget|ingen)\b[^.;]{0,100}\b(?:använd\w*|sälj\w*|dela\w*|behandl\w*|träna\w*|ändamål|syfte\w*)|\b(?:använd\w*|sälj\w*|delas|behandl\w*|träna\w*)\b[^.;]{0,60}\b(?:inte|aldrig|ej)\b",
    "de": r"\b(?:nicht|kein\w*|niemals|nie)\b[^.;]{0,100}\b(?:verwend\w*|nutz\w*|verkauf\w*|weiterg\w*|verarbeit\w*|zweck\w*)|\b(?:verwend\w*|nutz\w*|verkauf\w*|verarbeit\w*)\b[^.;]{0,120}\b(?:nicht|kein\w*|niemals)\b",
    "fr": r"\b(?:ne|n'|ni|aucun\w*|interdi\w*|jamais)\b[^.;]{0,100}\b(?:utilis\w*|vend\w*|trait\w*|exploit\w*|fins|compte|partag\w*|divulgu\w*)",
}
_ONLY: Words = {
    "en": r"\b(?:only|solely|exclusively)\b[^.;]{0,80}\b(?:provid\w+|perform\w*|deliver\w*|instructions?|services?|purpose)|\bno other purpose|\bfor any other purpose\b",
    "sv": r"\b(?:endast|enbart|uteslutande)\b",
    "de": r"\b(?:nur|ausschließlich|lediglich)\b",
    "fr": r"\b(?:uniquement|exclusivement|seulement|seules fins)\b",
}


def purposes(clause: Clause) -> Iterator[Mark]:
    """The purposes of the vendor's own that the clause states."""
    denied = first(_NOT, clause)
    if denied:
        yield Mark("purposes", ("none",), denied)
        return
    found = {value: words for value, patterns in PURPOSES.items() if (words := first(patterns, clause))}
    if found:
        yield Mark("purposes", tuple(found), "; ".join(found.values()))
    elif only := pattern(_ONLY, clause.lang).search(clause.folded):
        yield Mark("purposes", ("none",), only.group())
