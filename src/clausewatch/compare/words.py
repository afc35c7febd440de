"""Closed classes of words by which a difference is judged: dates, function words, interface, contact.

English, Swedish, German and French side by side: a word that is another word elsewhere is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


_MONTH_NAMES = (
    "january januari januar janvier jan",
    "february februari februar février feb",
    "march mars märz mar",
    "april avril apr",
    "may maj mai",
    "june juni juin jun",
    "july juli juillet jul",
    "august augusti août aug",
    "september septembre sep sept",
    "october oktober octobre oct okt",
    "november novembre nov",
    "december dezember décembre dec dez",
)
MONTHS: Mapping[str, int] = {name: number for number, row in enumerate(_MONTH_NAMES, 1) for name in row.split()}
"""Month names and their usual short forms to 1..12."""

DATE_LABELS = _set(
    "updated update latest effective revised revision modified version date dated amended last published valid force",
    "uppdaterad uppdaterades gäller giltig ändrad datum senast träder",
    "stand gültig aktualisiert fassung geändert letzte",
    "mise jour vigueur dernière modifié modification revue gewijzigd bijgewerkt zuletzt",
)
"""Words that make a line with a date a date line."""

NUMERAL_WORDS = _set(
    "version v rev revision st nd rd th er of den der le du the on as from ago days day hours hour minutes weeks months"
)
"""Words that stand within dates and version numbers."""

FUNCTION = _set(
    "a an the this that these those such said its their his her it they them which who whom whose there here then",
    "thus also of to in on at by for from with into onto upon within about as per via through is are be been being",
    "was were do does did has have had and so please just very further furthermore additionally moreover however",
    "note therefore accordingly respectively hereby herein thereof hereof hereunder thereto where when while",
    "en ett den det de dessa denna detta som att på av för med till från vid genom är var vara har hade och så även",
    "också der die das des dem ein eine einer eines einem einen diese dieser dieses und zu zum zur von vom mit bei",
    "für auf aus im am ist sind wird werden hat haben auch sowie le la les un une du au aux ce cet cette ces qui que",
    "dont et dans par pour sur avec est sont sera seront ont ainsi également",
)
"""Words that a rewording may add or drop without effect; negation, modals and alternatives are not here."""

MODALS = _set(
    "may must shall will should can cannot could would might agree agrees require requires required responsible",
    "liable entitled obliged undertake undertakes prohibited permitted not no never only unless except without",
    "får ska skall måste kan bör inte ej aldrig endast utan förbinder ansvarar ansvarig åtar",
    "darf dürfen muss müssen soll sollen kann können nicht kein keine nie nur ohne verpflichtet haftet berechtigt",
    "peut peuvent doit doivent pourra devra ne pas jamais seulement sans engage responsable tenu interdit",
)
"""Words by which a sentence is a rule."""

_SAME = (
    "will shall must",
    "subprocessor subprocessors subcontractor subcontractors",
    "that which",
    "website site webpage",
    "user users",
    "data information",
    "terms agreement",
    "use usage using utilise utilize",
    "before prior",
    "under pursuant according accordance",
    "including includes include included",
    "about regarding concerning respect",
    "example instance",
    "delete erase",
    "begin start commence",
    "end terminate",
    "help assist support",
    "employed assigned engaged used appointed",
    "underbiträde underbiträden underleverantör underleverantörer",
    "ska skall",
    "mailadress postadress epostadress",
    "email mail epost",
    "following below hereafter",
    "see view",
    "employees personnel staff",
)
SAME: Mapping[str, str] = {word: row.split()[0] for row in _SAME for word in row.split()}
"""Words of one meaning in contracts, each to the first of its group."""

INTERFACE = _pattern(
    r"opens? in (?:a )?new (?:tab|window)(?: or tab)?",
    r"skip to",
    r"back to top",
    r"table of contents",
    r"on this page",
    r"was this (?:page |article )?helpful",
    r"(?:of )?\d+ (?:results|items|entries)",
    r"cookie (?:settings|preferences)",
    r"accept all|reject all|sign in|sign up|log ?in|log ?out|search|menu|share|print|download|copy link|subscribe to",
    r"follow us|all rights reserved|read more|learn more|show more|see more|view all|contact us|about us|help cent(?:er|re)",
    r"careers|press kit",
    r"select (?:a )?language|english|deutsch|français|español|svenska|edit this page|last synced|breadcrumb|previous|next|home",
    r"logo (?:for|of) .{1,40}",
    r"logga in|sök|meny|skriv ut|läs mer|kontakta oss|anmelden|suche|drucken|mehr erfahren|connexion|rechercher|imprimer",
    r"en savoir plus|copyright|javascript",
)
"""Words of menus, buttons and footers."""

SECTION_WORDS = _set(
    "section sections clause clauses article articles paragraph paragraphs annex appendix schedule exhibit part",
    "avsnitt avsnitten punkt punkten punkterna bilaga artikel kapitel paragraf",
    "abschnitt abschnitte ziffer ziffern absatz anlage anhang abs art annexe alinéa chapitre",
)
"""Words that a cross-reference starts with."""

SUBJECTS = _set(
    "you your yours customer customers client clients user users subscriber member merchant seller buyer developer advertiser",
    "party parties company we us our provider vendor supplier processor controller subprocessor subprocessors data personal",
    "information content terms agreement contract policy law laws legal right rights fee fees payment price account consent",
    "license licence liability warranty security service services product products days notice privacy",
    "du dig din ditt dina ni er kund kunden kunder användare avtal avtalet villkor villkoren uppgifter personuppgifter",
    "leverantör leverantören personuppgiftsbiträde tjänst tjänsten tjänster avgift pris rätt lag konto samtycke vi oss vår",
    "sie ihr ihre ihnen kunde kunden nutzer auftraggeber auftragnehmer vertrag vereinbarung daten verarbeitung dienst leistung",
    "leistungen wir uns unser entgelt preis recht gesetz konto einwilligung haftung",
    "vous votre vos client clients utilisateur contrat conditions données traitement service services nous notre nos prix loi",
    "droit droits compte consentement responsabilité prestataire",
)
"""Whom or what a contract's sentence is about."""

COOKIES = _pattern(
    r"(?:accept|reject|allow|decline) (?:all )?(?:non-essential |optional )?cookies|we(?:'|’)d like to use cookies",
    r"(?:this (?:site|website)|we) uses? cookies to (?:improve|give|offer|ensure|personali[sz]e|enhance)",
    r"only (?:the )?(?:strictly )?necessary (?:ones|cookies)|godkänn (?:alla )?(?:kakor|cookies)|alle cookies akzeptieren",
    r"accepter (?:tous )?les cookies",
)
"""A cookie banner's sentences."""

TRAINING = re.compile(
    r"\b(?:train\w*|fine-?tun\w*|machine learning|advertis\w*|träna\w*|trainier\w*|entraîn\w*|werbung|reklam|publicit\w*)\b",
    re.IGNORECASE,
)
"""Uses of customers' data that customers care about most."""

DENIAL = re.compile(r"\b(?:not|never|no|nor|inte|ej|aldrig|nicht|keine?|ne|pas)\b", re.IGNORECASE)
"""Words that deny."""

EXCEPTION = re.compile(
    r"\b(?:except|unless|other than|save (?:for|where)|utom|om inte|såvida|außer|es sei denn|sauf|hormis)\b", re.IGNORECASE
)
"""Words behind which a promise does not hold."""

CONSENT_BANNER = _pattern(
    r"(?:accept|reject|allow|decline) (?:all )?(?:non-essential |optional )?cookies",
    r"(?:would|(?:'|’)d) like to use (?:\w+ )?cookies",
    r"(?:select |accept |use )?only (?:the )?(?:strictly )?necessary (?:ones|cookies)|godkänn (?:alla )?(?:kakor|cookies)",
    r"alle cookies akzeptieren|accepter (?:tous )?les cookies",
)
"""A cookie banner that asks: never the document's own words on cookies."""

INVITATION = re.compile(
    r"\b(?:(?:please )?(?:feel free to|don(?:'|’)t hesitate to|do not hesitate to)"
    r"|for (?:any |further |more |other )*(?:questions?|help|information|concerns?|inquir\w+|support)"
    r"|(?:if|should) you (?:have|need|want) (?:any |further |more |other |a )*"
    r"(?:questions?|help|information|concerns?|comments?|support|assistance)"
    r"|vid frågor|om (?:du|ni) har frågor|bei fragen|pour toute question)\b",
    re.IGNORECASE,
)
"""How a sentence starts that invites the reader to ask."""

ASKED = _pattern(
    r"(?:contact|reach|e-?mail|write(?: to)?|call|ask|let) (?:out to )?us|get in touch|reach out",
    r"(?:contact|write to|e-?mail) (?:our|the)|\S+@\S+",
    r"kontakta|hör av (?:dig|er)|wenden sie sich|kontaktieren|contactez|écrivez",
)
"""The invitation itself."""

RIGHTS = _pattern(
    r"object\w*|opt|withdraw\w*|delet\w*|eras\w*|cancel\w*|terminat\w*|refund\w*|appeal\w*|complain\w*|disput\w*|breach\w*|notif\w*",
    r"invänd\w*|återkall\w*|rader\w*|säg\w* upp|widersp\w*|widerruf\w*|lösch\w*|kündig\w*|opposer|retir\w*|résili\w*",
)
"""What a customer may have a right to: a sentence with such a word is no mere invitation."""

CREDIT = re.compile(
    r"\b(?:this|these|our|denna|diese|cette|ces)\b.{0,50}\b(?:polic\w+|terms|agreement|document|page|villkor|richtlinie|politique)\b.{0,30}"
    r"\b(?:based on|adapted from|inspired by|derived from|licen[sc]ed under|baseras på|basiert auf|basée? sur)\b"
    r".{0,60}(?:creative commons|\bcc\b|template|licen[sc]e[ds]? polic|open[- ]source|mall)",
    re.IGNORECASE | re.DOTALL,
)
"""Whose text the document was made from."""

SIGNED = re.compile(
    r"\b(?:c[eotfi]o|chief \w+ officer|managing director|geschäftsführer(?:in)?|verkställande direktör|vd"
    r"|président(?:e)?|gérant(?:e)?|vorstand|publication director|directeur de (?:la )?publication)\b",
    re.IGNORECASE,
)
"""The office of somebody who signs or answers for a text."""

FORM = re.compile(r"\bYYYY\b|_{4,}|\.{6,}|\[(?:name|date|place|signature|datum|ort|namn|nom|lieu)\b[^\]]*\]", re.IGNORECASE)
"""Blanks of a form."""

CONTACT_WORDS = _set(
    "contact contacting form portal support email mail phone telephone call letter write writing via through reach help",
    "desk centre center kontakta kontakt formulär telefon e-post brev kontaktformular anruf kontaktieren formulaire",
    "courrier téléphone contacter",
)
"""Words for ways to reach somebody."""

NOTICES = _set(
    "notice notices address mail mailed post send sent contact underrättelse underrättelser meddelanden adress skickas",
    "mitteilungen anschrift adresse notification notifications envoyer envoyées",
)
"""Words of a sentence that says where to write to."""

PARTIES = _set(
    "you your yours we us our customer customers client clients user users party parties company vendor supplier processor",
    "controller du din ditt dina ni er vi oss vår kund kunden kunder användare parterna leverantören sie ihr ihre wir uns",
    "unser kunde kunden nutzer auftraggeber auftragnehmer vous votre nous notre client utilisateur parties prestataire",
)
"""Who a sentence binds or addresses."""

PROMOTION = _pattern(
    r"our mission|mission of|we believe|we are committed|(?:global|european|world|industry) leader|leading provider",
    r"welcome to|trusted by|request access|vår mission|vi tror|unsere mission|wir glauben|notre mission|nous croyons",
)
"""A page's words about the vendor itself."""

ENDINGS = _set("s es ed d ing n en er e r t")
"""Endings by which forms of one word differ."""

CODE = re.compile(
    r"[{;]\s*[\w-]+\s*:\s*[^;{}]+;|^\s*[.#]?[\w-]+\s*\{|\bfunction\s*\(|</?(?:div|span|style|script|p|a)\b[^>]*>",
    re.IGNORECASE,
)
"""Style sheets, scripts and tags that stand in the text."""

POINTER = re.compile(
    r"^\W*(?:(?:please )?(?:see|visit|click|read|learn more|find out|check)"
    r"|for (?:more|further|additional) (?:information|details)|(?:you can )?(?:find|learn) more|more information|tip\b"
    r"|note that you can find|läs mer|mer information|weitere informationen|en savoir plus|pour (?:plus|en savoir))\b",
    re.IGNORECASE,
)
"""How a sentence starts that only points elsewhere."""

BANNER = _pattern(
    r"(?:we|we(?:'|’)(?:re|ve)|we are|we have) (?:updating|updated|changing|making changes|revising|revised)",
    r"(?:new|updated|revised|upcoming|previous) (?:version|terms|agreement|policy|guidelines)",
    r"will (?:take|come into|go into) (?:effect|force)|(?:are|is) being updated|announc\w+|preview (?:the|of)",
    r"effective (?:on |as of |from )?\w+ \d+",
    r"vi (?:uppdaterar|har uppdaterat)|nya villkor|träder i kraft|wir aktualisieren|neue fassung|treten? .{0,40}in kraft",
    r"nous mettons à jour|nouvelle version|entreront? en vigueur",
)
"""An announcement that other terms come."""

CONTACT = re.compile(
    r"\w@\w|\[email|\+?\d[\d ()/-]{7,}\d|\b(?:p\.?o\.? box|postfach|box)\s+\d+|\b\d{1,5}\s+(?:\w+\s+){0,3}"
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|way|rue|square)\b|\b\d{5}\b|\b\d{3} \d{2}\b"
    r"|\b\d{1,5},?\s+(?:rue|quai|chemin|avenue|place|allée|boulevard)\b"
    r"|\w+(?:straße|strasse|gatan|vägen|straat|laan|gracht|plein)\s+\d+|^\W*(?:address|phone|telephone|tel|fax|e-?mail|attn|c/o|adress|telefon|anschrift"
    r"|adresse|téléphone)\b\s*[:.]",
    re.IGNORECASE | re.MULTILINE,
)
"""A unit with contact data."""

METADATA = re.compile(
    r"^\W*(?:title|layout|permalink|topics?|redirect_from|versions?|description|image|date|last_modified_date|hidden|slug"
    r"|author|tags|keywords|sidebar_\w+|weight|draft|lang|nav_\w+|parent|short(?:title)?|intro|type|miniTocMaxHeadingLevel)\s*:",
    re.IGNORECASE,
)
"""A line of a page's front matter."""

TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
"""A placeholder of a page generator."""
