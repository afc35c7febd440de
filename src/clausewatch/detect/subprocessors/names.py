"""Names of companies as they stand in cells, list items and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

SUFFIX = (
    r"(?:Inc(?:orporated)?|L\.?L\.?C|Ltd|Limited|LLP|PLC|plc|Corp(?:oration)?|Co|PBC|ULC|GmbH(?: & Co\.? KG)?|AG|SE|KG|UG|e\.?V|"
    r"S\.?A\.?S\.?U?|S\.?A\.?R\.?L|S\.?[àa]\.? ?r\.?l|SARL|S\.?A|S\.?p\.?A|S\.?r\.?l|B\.?V|N\.?V|AB|A/S|ApS|AS|ASA|Oyj?|"
    r"Pty\.?(?: Ltd)?|Pte\.?(?: Ltd)?|Pvt\.?(?: Ltd)?|Unlimited Company|Company|d\.o\.o|s\.r\.o|Sp\. z o\.o|EOOD|Ges\.?m\.?b\.?H)"
)
_SUFFIX_WORD = re.compile(rf"(?<=[\w).])[\s,]+{SUFFIX}\.?(?=$|[\s,;)(–-])")
_SUFFIX_PART = re.compile(rf"^{SUFFIX}\.?(?:\s*\(|\s*[–-]|\s|$)")
_DROPPED = re.compile(
    r"\s*\((?:[\"“”„'«]|org\b|org\.|reg\b|company (?:no|number|reg)|the [\"“]|siren|hrb|hereinafter|nedan|nachfolgend|ci-après|"
    r"formerly|opens in|[\d\s.-]+\))[^()]*\)?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d{1,3}[.)]\s+|[•·▪◦*–—-]\s*)")
_LOGO = re.compile(r"^(?:logo (?:for|of|de)|logotyp(?: för)?|image:?)\s+|\s+logo$", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\s+\d{1,5}[A-Za-z]?(?:[-/]\d+)?\s+[A-Z][\w'’.-]+")
_STREET = re.compile(
    r"\d|\b(?:street|st\.|road|avenue|ave\.?|boulevard|blvd|quay|lane|suite|floor|rue|straße|strasse|str\.|gatan|vägen|platz|place|"
    r"plaza|way|drive|square|p\.?o\.? box|box|c/o)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\b(?:shall|will|must|may|should|ska|skall|får|bör|muss|soll|sollen|dürfen|doit|doivent|peut|the following|we|our|you|your|"
    r"(?:contractual )?clauses|framework|agreement|polic(?:y|ies)|regulation|directive|gdpr|versions?|personnel|data breach|"
    r"measures|customer|personal data|personuppgift\w*|auftraggeber|client|n/?a|none|inga|keine|aucun\w*|tbd|total|see|"
    r"affiliates?|subsidiar\w+|third part\w+|service providers?|processor|subcontractors?|sub-?processors?|dotterbolag|"
    r"underbiträde\w*|unterauftragnehmer\w*|sous-traitants?)\b(?!\.\w)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?:Ltd|Inc|LLC|GmbH|Limited)[A-ZÅÄÖ][a-zåäö]")  # cells whose borders were lost
_PREPOSITION = re.compile(r"(?:for|at|via|in|see|on|för|hos|från|für|bei|über|siehe|pour|chez|voir|dans)\s+\S", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"^\[|\[[A-ZÅÄÖ][A-ZÅÄÖ .,-]{2,}\]|_{3,}|\{\{|^<")
_SEPARATOR = re.compile(r"\s*(?:;|\s/\s|\n|\s\+\s)\s*|\s+(?:and/or|et/ou|und/oder|och/eller)\s+")
_SMALL = frozenset(
    {
        "of",
        "and",
        "for",
        "the",
        "by",
        "von",
        "für",
        "und",
        "och",
        "av",
        "de",
        "du",
        "des",
        "la",
        "le",
        "et",
        "aka",
        "dba",
        "–",
        "-",
    }
)
_SECOND_NAME = re.compile(rf"^(?:[–(&/-]|d/?b/?a\b|aka\b|and\b|trading as|{SUFFIX}\b)", re.IGNORECASE)
_MAX_LENGTH, _MAX_WORDS = 90, 11


def name_of(lines: Sequence[str]) -> str:
    """The name at the head of a cell: its first line without logo text, address and defined term."""
    kept = [line for line in (_LOGO.sub("", raw.strip()) for raw in lines) if line]
    if not kept:
        return ""
    head = kept[0]
    if len(kept) > 1 and kept[1].startswith("("):
        head = f"{head} {kept[1]}"
    return tidy(_without_address(_DROPPED.sub("", head)))


def names_of(lines: Sequence[str]) -> tuple[str, ...]:
    """All names of a cell; more than one only where each looks like a company's full name."""
    parts = [p for p in _SEPARATOR.split("\n".join(lines)) if p.strip()]
    full = [name for p in parts if has_suffix(name := name_of([p])) and is_name(name)]
    if len(full) > 1 and len(full) == len(parts):
        return tuple(full)
    name = name_of(lines)
    return (name,) if is_name(name) else ()


def has_suffix(text: str) -> bool:
    """True if the text holds a company's legal form: "Inc.", "GmbH", "AB"."""
    return _SUFFIX_WORD.search(text) is not None


def is_name(text: str) -> bool:
    """True for what can be the name of a company or product: short, capital or coined, no sentence."""
    if not (1 < len(text) <= _MAX_LENGTH) or len(text.split()) > _MAX_WORDS or _PLACEHOLDER.search(text):
        return False
    if _PREPOSITION.match(text) or _GLUED.search(text):
        return False  # "For Basecamp, at https://...": where a list is, not who is on it
    looks = text[0].isupper() or text[0].isdigit() or any(c.isupper() for c in text[1:]) or "." in text[1:-1] or " " not in text
    return looks and any(c.isalpha() for c in text) and not _NOT_A_NAME.search(text)


def is_proper(text: str) -> bool:
    """True if every word but small ones is written like a name: capital, coined or with a digit."""
    words = [w for w in re.split(r"[\s/]+", text) if w.strip("().,&") and w.lower() not in _SMALL]
    return all(w.lstrip("(\"'")[:1].isupper() or any(c.isupper() or c.isdigit() or c == "." for c in w[1:]) for w in words)


def tidy(text: str) -> str:
    """The text without list marks, stray quotes and footnote signs."""
    text = _NUMBERING.sub("", text.strip())
    text = re.sub(r"[\s*†‡¹²³]+$|\[\d+\]$", "", text).strip(" \t\"“”„'‘’,:;|")
    return text[:-1] if text.endswith(".") and not _SUFFIX_WORD.search(text) and " " in text else text


def _without_address(text: str) -> str:
    parts = re.split(r",\s+|,$", text)
    kept = [parts[0]]
    for part in parts[1:]:
        if not _SUFFIX_PART.match(part):
            break
        kept.append(part)
    head = ", ".join(kept)
    if len(parts) > len(kept) and not _address(parts[len(kept) :]):
        head = ", ".join(parts)
    head = _HOUSE_NUMBER.split(head)[0] if _looks_addressed(head, text) else head
    return _after_form(head, text)


def _after_form(head: str, text: str) -> str:
    """Cut behind the legal form when what follows is an address: "Acme Limited Gordon House, Dublin"."""
    for m in _SUFFIX_WORD.finditer(head):
        rest = head[m.end() :].lstrip()
        if rest and not _SECOND_NAME.match(rest) and (_STREET.search(rest) or len(text) > len(head)):
            return head[: m.end()]
    return head


def _address(parts: Sequence[str]) -> bool:
    return any(_STREET.search(p) for p in parts) or len(parts) > 1


def _looks_addressed(head: str, text: str) -> bool:
    return len(text) > len(head) + 5 or len(head.split()) > 6


def company_names(text: str) -> Iterator[re.Match[str]]:
    """Names with a legal form in running text."""
    return _COMPANY.finditer(text)


_COMPANY = re.compile(
    rf"(?<![\w.])(?:[A-ZÅÄÖÉ0-9][\w&'’.+-]*\s(?:(?:[A-ZÅÄÖÉ][\w&'’.+-]*|of|&|de|du|des|für)\s){{0,5}}?)?[A-ZÅÄÖÉ0-9][\w&'’.+-]*,?\s{SUFFIX}\.?(?![\w])"
)
