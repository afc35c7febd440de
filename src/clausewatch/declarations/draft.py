"""A first declaration from what is at hand: an address and the title of its page, for a person to review."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from clausewatch.declarations.ota_terms import language_of, slug
from clausewatch.model import Source, Vendor

_WORDS = (
    ("subprocessors", r"sub.?processors?|underbitr[aä]de|unterauftrag|sous.?traitant(?!ance)"),
    ("dpa", r"\bdpa\b|data.?process(?:ing|or)|data.?protection.?(?:addendum|agreement|attachment)|bitr[aä]desavtal"),
    ("dpa", r"auftragsverarbeitung|\bavv?\b(?!.*terms)|accord.*traitement|sous.?traitance"),
    ("sla", r"service.?level|\bsla\b|niveau.?de.?service|serviceniv[aå]"),
    ("acceptable_use", r"acceptable.?use|usage.?polic|\baup\b|nutzungsrichtlinie|godtagbar|charte"),
    ("product_terms", r"product.?terms|service.?(?:specific.?)?terms|tj[aä]nstebeskrivning|leistungsbeschreibung"),
    ("privacy", r"privacy|integritet|personuppgift|datenschutz|confidentialit|donn[ée]es.?personnelles|cookie"),
    ("security", r"security|s[aä]kerhet|sicherheit|s[ée]curit[ée]|\btoms?\b"),
    (
        "terms",
        r"terms|conditions|agreement|villkor|avtal|\bagb\b|gesch[aä]ftsbedingungen|nutzungsbedingungen|\bcg[uv]s?\b|\btos\b",
    ),
)
_SHARED_HOSTS = frozenset({"www", "legal", "trust", "docs", "policies", "help", "support", "explore", "about", "en"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "ac", "gov", "net"})


def draft(url: str, title: str = "", lang: str = "", select: tuple[str, ...] = ()) -> Vendor:
    """A vendor with one document, guessed from address and title; nothing is marked as verified."""
    name = vendor_name(url)
    kind = kind_of(url, title)
    source = Source(slug(name), kind.replace("_", "-"), url, kind, lang or language_of(url), title, select)
    return Vendor(slug(name), name, sources=(source,))


def kind_of(url: str, title: str = "") -> str:
    """The document kind that a title, or else an address, speaks of; `other` where neither does."""
    parts = urlsplit(url)
    for text in (title, unquote(f"{parts.path} {parts.query} {parts.fragment}"), parts.hostname or ""):
        words = re.sub(r"[-_/.+]+", " ", text.casefold())
        for kind, pattern in _WORDS:
            if re.search(pattern, words):
                return kind
    return "other"


def vendor_name(url: str) -> str:
    """The registered name in an address, as far as it can be told without a list of suffixes: `Acme`."""
    host = urlsplit(url).hostname or ""
    labels = [part for part in host.split(".") if part] if re.search(r"[a-z]", host) and ":" not in host else []
    if len(labels) > 1:
        labels = labels[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    named = [part for part in labels if part not in _SHARED_HOSTS] or labels or ["vendor"]
    return named[-1].capitalize()
