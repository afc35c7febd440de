"""Attributes that are lists of named values, each value told by its words in four languages.

`channels`, `remedies`, `mechanisms`, `scc_modules` and `commitments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from clausewatch.detect.attributes.clause import Clause, Mark, Words, first, pattern

Table = Mapping[str, Words]

CHANNELS: Table = {
    "website": {
        "en": r"\b(?:(?:post|publish|display)\w*|mak(?:e|ing)\b[^.;]{0,40} available)\b[^.;]{0,60}\b(?:web ?sites?|web ?pages?|this page|page|site|https?|url|online|list|terms|version)\b|\bupdat\w+ (?:our|the|its) (?:web ?site|web ?page|page|list|site)\b"
        r"|\b(?:on|to|through|via) (?:our|the|its|this|\w+'s) (?:\w+ )?(?:web ?site|web ?page|site|page)\b|\bposting (?:\w+ ){0,3}(?:version|terms|changes|revis\w+|updates?|agreement)|\bpublish\w* the names"
        r"|\b(?:posts|post|posted|posting) (?:the |a |any |an )?(?:updated|revised|modified|changed|new|changes)",
        "sv": r"webbplats\w*|webbsid\w*|hemsid\w*|publicer\w+",
        "de": r"\bwebsite\w*|\bwebseite\w*|homepage|internetseite\w*|veröffentlich\w+",
        "fr": r"\bsite (?:web|internet)\b|\bsur (?:le|son|notre) site\b|\bpubli(?:er|ée?s?|cation|ant|e)\b|\ben ligne\b",
    },
    "email": {
        "en": r"\be-?mail\w*",
        "sv": r"\be-?post\w*|\bmejl\w*|\bmail\b",
        "de": r"\be-?mail\b|\bper mail\b",
        "fr": r"\bcourriels?\b|\be-?mails?\b|\bcourrier électronique|\bmél\b",
    },
    "in_service": {
        "en": r"\b(?:in-app|in-product|in-service|pop-?up|banner|dashboard|admin(?:istrat(?:or|ion|ive))? (?:console|portal|panel|cent(?:er|re))|control panel|user interface)\b"
        r"|\b(?:notic\w+|notif\w+|post\w*|email\w*|display\w*|inform\w*|announc\w+|communicat\w+|messag\w+|alert\w*)\b[^.;]{0,60}\b(?:on|through|within|via|in|using) (?:the|our|your|its) (?:online |\w+ )?(?:services?|account|platform|products?|application|app|portal|console|tool)\b",
        "sv": r"\b(?:i|genom|via|inom) (?:tjänsten|plattformen|appen|applikationen|kontot|systemet|gränssnittet|portalen)\b",
        "de": r"\b(?:im|über den|innerhalb des|in der|über die|innerhalb der) (?:dienst\w*|kundenkonto|nutzerkonto|plattform|anwendung|app|kundenportal|software)\b",
        "fr": r"\b(?:dans|via|sur|depuis) (?:le|votre|la|l'|son) ?(?:service|compte|espace client|plateforme|application|interface|console|tableau de bord)\b",
    },
    "post": {
        "en": r"\b(?:by|via|registered|certified|first[- ]class|postal|regular|us|u\.s\.) (?:post|mail|letter)\b|\bpostal\b|\bby letter\b",
        "sv": r"\bper post\b|\bvia post\b|\brekommenderat? brev\b|\bper brev\b|\bbrev\b",
        "de": r"\bper post\b|\bauf dem postweg\b|\bbrief\w*|\bpostalisch",
        "fr": r"\bcourrier(?! électronique)|\blettre recommandée|\bvoie postale|\blr/?ar\b",
    },
    "list_subscription": {
        "en": r"\bsubscrib\w+ (?:to|for|at|here|via)\b|\bto subscribe\b|\bmay subscribe\b|\bsubscribe\b|\bmailing list|\brss\b|\bsign(?:ing)? up\b|\bto receive (?:notif\w+|updates|notice|email|alerts)|\bopt(?:ing)?[- ]in to receive|\bnotification (?:mechanism|list|feed)|\bregister(?:ing)? (?:to receive|for)",
        "sv": r"prenumer\w+|anmäl\w+ sig för|nyhetsbrev",
        "de": r"\babonn\w+|newsletter|\brss\b",
        "fr": r"s'abonn\w+|\babonner\b|s'inscri\w+|\brss\b|liste de diffusion",
    },
}
_TOLD: Words = {
    "en": r"\b(?:notify|notifies|inform|informs|let (?:you|customer) know|tell (?:you|customer)|alert you|notified of|provide (?:you|customer|company) (?:with )?(?:reasonable |prior |advance )*notice|give (?:you|customer) (?:reasonable |prior |advance )*notice)\b",
    "sv": r"\b(?:informera\w*|meddela\w*|underrätta\w*|avisera\w*|uppdaterad)\b",
    "de": r"\b(?:informier\w+|benachrichtig\w+|mitteil\w+|mitgeteilt|teilt|anzeig\w+|unterricht\w+)\b",
    "fr": r"\b(?:inform\w+|notifi\w+|avis\w+|préviend\w+|prévenir)\b",
}
_IN_WRITING: Words = {
    "en": r"\bin writing\b|\bwritten\b",
    "sv": r"\bskriftlig\w*",
    "de": r"\bschriftlich\w*|\btextform\b",
    "fr": r"\bécrit\w*",
}
_CUSTOMER: Words = {
    "en": r"\b(?:you|customer|controller|exporter) (?:\w+ )?$",
    "sv": r"\b(?:du|kunden|ni) (?:\w+ )?$",
    "de": r"\b(?:kunde|auftraggeber|sie) (?:\w+ )?$",
    "fr": r"\b(?:vous|client|responsable de traitement) (?:\w+ )?$",
}
_NAMED_EMAIL = re.compile(r"\b[A-Z][a-z]+ Email\b")
REMEDIES: Table = {
    "terminate": {
        "en": r"\b(?:you|customer|client|users?|controller|exporter|part(?:y|ies))\b(?:'s)?[^.;:()]{0,90}\b(?:terminat\w+|cancel\w*)|(?<!waived your )\bright to (?:terminat|cancel)\w*|\bstop (?:all )?(?:us|access)\w*|\bmust not continue\b|\bdiscontinu\w+ (?:your |the |its )?(?:use|using)|\bclose your account|\bcease (?:using|use|all use)|\bshould stop\b",
        "sv": r"\bsäga upp\b|\bsäg\w* upp|\buppsägning\w*|\bavsluta\w*|\bavbryta\b|\bsluta använda\b|\bhäva\b|\bfrånträda\b",
        "de": r"\bkündig\w*|\bsonderkündig\w*|\bbeend\w+|\bzurücktreten\b|\brücktritt\w*|einstellen",
        "fr": r"\brésili\w+|\bmettre fin\b|\bcesser d'utiliser\b|\bmet(?:tre)? un terme\b|\bclôtur\w+",
    },
    "object": {
        "en": r"\bobject(?:s|ing|ed)?\b(?! of\b)|\bobjections?\b|\breject\w*|\boppos\w+",
        "sv": r"\binvänd\w*|\bmotsätt\w*",
        "de": r"\bwider(?:sprech\w*|spruch\w*|spricht)|\beinwänd\w*|\beinspruch\b",
        "fr": r"\bobjections?\b|\bs'oppos\w+|\bopposition\b|\brefuser\b",
    },
    "refund": {
        "en": r"\brefund\w*|\breimburs\w+",
        "sv": r"\båterbetal\w*|\bersätt\w* för förbetal",
        "de": r"\berstatt\w*|\brückerstatt\w*|\brückzahl\w*",
        "fr": r"\brembours\w+",
    },
}
MECHANISMS: Table = {
    "adequacy": {
        "en": r"\badequacy\b|\bdecision (?:that|recogni\w+) [^.;]{0,60}adequate|\badequate (?:level of )?(?:data )?protection (?:decision|pursuant)|(?<!not )\b(?:recogni[sz]ed|deemed|considered)[^.;]{0,60}\badequate",
        "sv": r"\badekvat\w* skyddsnivå|beslut om adekvat|adekvansbeslut",
        "de": r"\bangemessenheitsbeschl\w+|\bals angemessen anerkannt|\bangemessenes? (?:daten)?schutzniveau",
        "fr": r"\bdécisions? d'adéquation|\bniveau de protection adéquat",
    },
    "dpf": {"en": r"\bdata privacy framework|\bdpf\b"},
    "privacy_shield": {"en": r"\bprivacy[- ]shield"},
    "scc": {
        "en": r"\bstandard (?:contractual|data protection) clauses?|\bsccs?\b|\bmodel (?:contract(?:ual)? )?clauses|\beu clauses\b|\bmodule (?:one|two|three|four|[1-4])\b|\bclause (?:7|11|13|17|18)\b|\b2021/914|\bdocking clause",
        "sv": r"\bstandardavtalsklausul\w*|\bstandardiserade dataskyddsbestämmelser|\bstandardklausul\w*|modellklausul\w*",
        "de": r"\bstandardvertragsklauseln?|\bstandarddatenschutzklauseln?|eu-standard\w*klausel\w*",
        "fr": r"\bclauses (?:contractuelles|types|contractuelles types)|\bcct\b",
    },
    "uk_addendum": {
        "en": r"\buk (?:international data transfer )?(?:addendum|agreement)|\buk idta|\bidta\b|\binternational data transfer (?:addendum|agreement)|\buk transfer addendum|\buk sccs?\b",
    },
    "bcr": {
        "en": r"\bbinding corporate rules|\bbcrs?\b",
        "sv": r"\bbindande företagsbestämmelser|bindande företagsregler",
        "de": r"\bverbindliche\w* (?:interne\w* )?(?:datenschutzvorschriften|unternehmensregel\w*)",
        "fr": r"\brègles d'entreprise contraignantes|\brègles contraignantes",
    },
    "derogation": {
        "en": r"\bderogations?\b|\barticle 49\b|\bart\. ?49\b",
        "sv": r"\bundantag (?:enligt|i) (?:artikel )?49|\bartikel 49\b",
        "de": r"\bausnahmen? (?:nach|gemäß) art|\bart(?:ikel|\.)? ?49\b",
        "fr": r"\bdérogations?\b|\barticle 49\b",
    },
    "consent": {
        "en": r"\b(?:you|customer|users?) (?:\w+ )?(?:consents?|agrees?) to (?:the |such |this |any )?(?:\w+ ){0,6}?(?:transfer|processing|storage)|\bprior (?:written )?consent\b|\byour (?:explicit )?consent\b|\bexplicit consent\b|\bconsent to (?:the |such |this )?(?:\w+ ){0,4}transfer",
        "sv": r"\bsamtyck\w*",
        "de": r"\beinwillig\w*",
        "fr": r"\bconsent\w*",
    },
    "supplementary_measures": {
        "en": r"\b(?:supplementary|supplemental|additional) (?:\w+ (?:and \w+ )?)?(?:measures|safeguards)",
        "sv": r"\b(?:kompletterande|ytterligare) (?:skydds)?åtgärder",
        "de": r"\b(?:zusätzliche|ergänzende)[nr]? (?:\w+ )?(?:maßnahmen|garantien|schutzmaßnahmen)",
        "fr": r"\b(?:mesures|garanties) (?:\w+ )?(?:supplémentaires|complémentaires|additionnelles)",
    },
    "other": {
        "en": r"\b(?:other|another|alternative|any)(?: \w+){0,3} (?:transfer )?(?:mechanisms?|safeguards|solutions?|legal basis|grounds?)\b|\bdata transfer addendum",
        "sv": r"\bannan \w+ (?:skyddsmekanism|skyddsåtgärd|överföringsmekanism)|\bandra (?:lämpliga )?skyddsåtgärder",
        "de": r"\banderen? (?:geeignete\w* )?(?:garantien|mechanism\w+)",
        "fr": r"\bautres? (?:mécanismes?|garanties?)",
    },
}
_MODULE = re.compile(r"\bmodul(?:e|es|er|en|ens)?s? ((?:(?:one|two|three|four|zwei|drei|vier|ein|deux|trois|quatre|två|tre|fyra|[1-4])\b(?:,? (?:and|or|och|und|et|&|/)? ?)?)+)")
_MODULE_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "zwei": 2, "drei": 3, "vier": 4, "deux": 2, "trois": 3, "quatre": 4, "två": 2, "tre": 3, "fyra": 4}
COMMITMENTS: Table = {
    "notifies": {
        "en": r"\bnotif(?:y|ies|ied|ication)\b|\binform(?:s|ed)?\b(?! ?ation)|\b(?:reasonable|prior|prompt|advance|written|gives?|giving|provid\w+) (?:\w+ )?notice\b|\blet you know\b",
        "sv": r"\b(?:underrätta\w*|informera\w*|meddela\w*)\b",
        "de": r"\b(?:informier\w+|information des|benachrichtig\w+|unterricht\w+|mitteil\w+)\b",
        "fr": r"\b(?:inform\w+|notifi\w+|avis\w+)\b",
    },
    "challenges": {
        "en": r"\bchallenge\w*|\b(?:we|will|shall|may) (?:\w+ )?(?:contest|object to|oppose|resist)\b|\bpush back\b",
        "sv": r"\b(?:bestrid\w*|överklag\w*|invänd\w* mot begäran)",
        "de": r"\b(?:anfecht\w*|rechtsmittel|widersprechen)",
        "fr": r"\b(?:contest\w+|recours)\b",
    },
    "redirects": {
        "en": r"\bredirect\w*|\brefer (?:the|such|any) (?:\w+ )?(?:authority|agency|request|party) to|\bdirect (?:the|such) (?:\w+ ){0,3}to (?:request|customer|you)",
        "sv": r"\bhänvisa\w*",
        "de": r"\bverweis\w*|\bweiterleit\w*",
        "fr": r"\brediri\w+|\brenvo(?:yer|ie)\w*",
    },
    "minimum": {
        "en": r"\bminimum\b|\bonly (?:that|the|such) (?:portion|part|amount|data|information)|\bno more than|\bonly to the (?:minimum )?extent|\bnarrow\w*|\bleast amount",
        "sv": r"\bminsta möjliga|\bminimi\w*|endast de uppgifter",
        "de": r"\bmindestmaß|\bminimum\b|\bnur die daten",
        "fr": r"\bminimum\b|strict nécessaire",
    },
    "reports": {
        "en": r"\btransparency (?:report|cent)\w*|\bwarrant canary|\bpublish\w* (?:statistics|report\w*)",
        "sv": r"\btransparensrapport\w*",
        "de": r"\btransparenzbericht\w*",
        "fr": r"\brapports? de transparence",
    },
    "no_backdoor": {"en": r"\bback[- ]?doors?\b", "sv": r"\bbakdörr\w*", "de": r"\bhintertür\w*", "fr": r"\bportes? dérobées?"},
}
_DISCLOSES: Words = {
    "en": r"\bdisclos\w+|\bshar(?:e|ed|ing)\b|\b(?:provide|hand over|turn over|release|produce|reveal|transfer)\w*\b|\bcompl(?:y|ies) with\b|\baccess\w*",
    "sv": r"\b(?:lämna\w* ut|utlämn\w*|röja\w*|dela\w*|delge\w*|lämnas)",
    "de": r"\b(?:offenleg\w*|offengelegt|weiterg\w*|übermitt\w*|herausg\w*|weitergegeben)",
    "fr": r"\b(?:divulg\w+|communiqu\w+|transm\w+|accéder|fournir|révél\w+)",
}
_IF_ASKED: Words = {
    "en": r"\b(?:requests? for (?:the )?disclosure|if (?:\w+ ){0,6}(?:(?:required|compelled|requested|asked) (?:\w+ ){0,4}to disclose|receives?)|required to disclose|legally binding request)",
    "sv": r"\b(?:om (?:\w+ ){0,6}(?:begär|åläggs|tvingas))",
    "de": r"\b(?:falls|sofern|wenn) |kontrollhandlung\w*",
    "fr": r"\bsi (?:\w+ ){0,6}(?:requis|contraint|tenu)",
}


def channels(clause: Clause) -> Iterator[Mark]:
    """How the change is announced; `unspecified` where somebody is told with no hint of how."""
    named = _NAMED_EMAIL.sub(" ", clause.text)
    found = list(_listed(replace(clause, folded=named.lower()), "channels", CHANNELS))
    yield from found
    if not found and clause.type != "breach_notification" and (words := _told(clause)):
        yield Mark("channels", ("unspecified",), words)


def _told(clause: Clause) -> str:
    """Words by which the vendor tells the customer, without "in writing" near them."""
    for m in pattern(_TOLD, clause.lang).finditer(clause.folded):
        near = clause.folded[max(0, m.start() - 30) : m.end() + 60]
        teller = pattern(_CUSTOMER, clause.lang).search(clause.folded[max(0, m.start() - 30) : m.start()])
        if not teller and not pattern(_IN_WRITING, clause.lang).search(near):
            return m.group()
    return ""


def remedies(clause: Clause) -> Iterator[Mark]:
    """What the customer may do against the change."""
    yield from _listed(clause, "remedies", REMEDIES)


def mechanisms(clause: Clause) -> Iterator[Mark]:
    """The legal grounds of a transfer."""
    yield from _listed(clause, "mechanisms", MECHANISMS)


def scc_modules(clause: Clause) -> Iterator[Mark]:
    """The modules of the standard contractual clauses that are named."""
    numbers: dict[int, str] = {}
    for m in _MODULE.finditer(clause.folded):
        for word in re.findall(r"\w+", m.group(1)):
            if word.isdecimal() or word in _MODULE_NUMBER:
                numbers[_MODULE_NUMBER.get(word) or int(word)] = m.group().strip()
    if numbers:
        yield Mark("scc_modules", tuple(sorted(numbers)), "; ".join(dict.fromkeys(numbers.values())))


def commitments(clause: Clause) -> Iterator[Mark]:
    """What the vendor does with requests of authorities."""
    found = list(_listed(clause, "commitments", COMMITMENTS))
    values = found[0].value if found else ()
    disclosed = first(_DISCLOSES, clause)
    if disclosed and isinstance(values, tuple) and not (values and first(_IF_ASKED, clause)):
        words = "; ".join([disclosed, *(m.words for m in found)])
        yield Mark("commitments", ("discloses", *map(str, values)), words)
    else:
        yield from found


def _listed(clause: Clause, attribute: str, table: Table) -> Iterator[Mark]:
    """One mark with all values whose words the clause holds."""
    found = {value: words for value, patterns in table.items() if (words := first(patterns, clause))}
    if found:
        yield Mark(attribute, tuple(found), "; ".join(found.values()))
