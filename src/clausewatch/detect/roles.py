"""Who is who in a document: names of the vendor and of the customer become `VENDOR` and `CUSTOMER`.

Terms call the parties by many names; what they rule is the same. Role words of a language stand in
a table; the vendor's own name is found in the document, as a capitalised run that does things
(`Examplecorp AG may ...`) again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

VENDOR, CUSTOMER = "\N{SECTION SIGN}vendor", "\N{SECTION SIGN}customer"

_VENDOR = {
    "en": "we us our ours ourselves provider supplier vendor licensor processor importer",
    "sv": "vi oss vår våra vårt leverantören leverantörens leverantör biträdet biträdets personuppgiftsbiträdet "
    "personuppgiftsbiträdets personuppgiftsbiträde bolaget bolagets tjänsteleverantören",
    "de": "wir uns unser unsere unserem unseren unserer unseres anbieter anbieters auftragnehmer auftragnehmers "
    "auftragsverarbeiter auftragsverarbeiters dienstleister provider",
    "fr": "nous notre nos prestataire fournisseur éditeur hébergeur",
}
_CUSTOMER = {
    "en": "you your yours yourself yourselves customer customers client clients subscriber licensee controller merchant exporter",
    "sv": "du dig din ditt dina ni er ert era kunden kundens kund beställaren beställarens personuppgiftsansvarige "
    "personuppgiftsansvariges personuppgiftsansvarig användaren användarens",
    "de": "sie ihr ihre ihrem ihren ihrer ihres ihnen kunde kunden auftraggeber auftraggebers verantwortliche "
    "verantwortlichen verantwortlicher nutzer nutzers",
    "fr": "vous votre vos client clients utilisateur utilisateurs abonné",
}
_VENDOR_PHRASES = {
    "en": "service provider|data processor|data importer",
    "fr": "sous-traitants?(?! ultérieur)(?! subséquent)",
}
_CUSTOMER_PHRASES = {
    "en": "data controller|data exporter|end users?|account holders?",
    "fr": "responsables? d[ue] traitement|donneur d'ordre",
}
_DOES: dict[str, str] = {
    "en": "may|will|shall|must|can|does|is|has|agrees?|reserves|provides|uses|warrants|undertakes|processes|makes|and Customer",
    "sv": "ska|skall|får|kan|har|är|äger|förbinder|ansvarar|tillhandahåller|behandlar|förbehåller",
    "de": "ist|wird|darf|kann|hat|behält|stellt|verpflichtet|haftet|erbringt|verarbeitet|bietet|teilt|gewährt",
    "fr": "peut|est|pourra|s'engage|s’engage|se réserve|doit|ne peut|fournit|met|aura|traite|informe|notifie|ne saurait|applique",
}
_NAME = (
    r"(?<![^\W_])(?P<name>x?[A-ZÅÄÖÉÜ0-9][\w&]*[A-ZÅÄÖÉÜa-zåäöéü]\w*"
    r"(?:[ ](?:[A-ZÅÄÖÉÜ]\w*|AB|SAS|GmbH|AG|LLC|Inc))?)\s+(?:%s)\b"
)
_NOT_NAMES = (
    "it this that there the these those each either neither no any all such party parties agreement terms services "
    "service user users content data customer you we they he she who which what if when where section clause "
    "addendum dpa authorized individual recipient discloser subprocessor subprocessors affiliate affiliates nothing "
    "software fees account information notice license program ai eu us policy products product website site "
    "platform api order form url processing requirements supplier provider processor controller client personal "
    "disputes dispute arbitration liability buyer det detta avtal avtalet part parten parterna tjänsten villkor "
    "villkoren den om ingen underbiträde underbiträdet behandling användare tvister uppgifter ändringar "
    "personuppgifter registrerade der die das es dies dieser vertrag kunde vertragspartei unterauftragnehmer "
    "leistung auftraggeber auftragnehmer haftung änderungen sofern wenn le la les il elle ce cette contrat partie "
    "données toute tout aucun aucune en si on sous-traitant traitant responsable "
)
_NOT_A_NAME = frozenset(_NOT_NAMES.split())
_LEAST = 4
_ORDINARY = 3
_COMPANY = "Company"


def role_of(word: str, lang: str) -> str:
    """`VENDOR` or `CUSTOMER` for a role word of the language, else the empty string."""
    return "" if word == "US" else _words(lang).get(word.lower(), "")


@cache
def _words(lang: str) -> dict[str, str]:
    vendor, customer = _VENDOR.get(lang, "").split(), _CUSTOMER.get(lang, "").split()
    return {**dict.fromkeys(vendor, VENDOR), **dict.fromkeys(customer, CUSTOMER)}


def vendor_names(text: str, lang: str, beginning: int = 200_000) -> tuple[str, ...]:
    """Names under which the vendor acts in a text, most frequent first; at most three.

    Counts capitalised runs before verbs of acting in the first `beginning` characters.
    """
    counts: Counter[str] = Counter()
    for match in _name_pattern(lang).finditer(text[:beginning]):
        name = match["name"]
        if name.split()[0].lower() not in _NOT_A_NAME and not role_of(name, lang):
            counts[name] += 1
    least = max(_LEAST, max(counts.values(), default=0) // 3)
    top = [name for name, count in counts.most_common(6) if count >= least and not _common(name, text[:beginning])]
    return tuple(name for name in top if name != _COMPANY or len(top) == 1)[:3]


def _common(name: str, text: str) -> bool:
    """Whether the name's last word is an ordinary word of the text."""
    last = name.split()[-1].lower()
    return name != _COMPANY and len(re.findall(rf"(?<![\w./@-]){re.escape(last)}(?![\w/@-]|\.\w)", text)) >= _ORDINARY


@cache
def _name_pattern(lang: str) -> re.Pattern[str]:
    return re.compile(_NAME % _DOES.get(lang, _DOES["en"]))


def word_pattern(lang: str, names: tuple[str, ...]) -> re.Pattern[str]:
    """What counts as one word: a name of the vendor (group `v`), a role phrase (`p`, `c`), else letters and digits."""
    vendor, customer = _VENDOR_PHRASES.get(lang), _CUSTOMER_PHRASES.get(lang)
    ways = []
    if names:
        ordered = sorted(names, key=len, reverse=True)
        ways.append("(?P<v>(?<![^\\W_])(?:" + "|".join(map(re.escape, ordered)) + ")(?![^\\W_]))")
    if vendor:
        ways.append(f"(?P<p>\\b(?i:{vendor})\\b)")
    if customer:
        ways.append(f"(?P<c>\\b(?i:{customer})\\b)")
    return re.compile("|".join([*ways, "[^\\W_]+"]))
