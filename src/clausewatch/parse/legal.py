"""How much a text speaks of rules between parties: words of law in the languages watched."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS = frozenset({
    "agree", "användaren", "berechtigt", "client", "comply", "doit", "droit", "droits", "enligt", "entitled",
    "gelten", "gemäß", "gilt", "hereby", "herein", "kunden", "liable", "must", "notwithstanding", "parties", "party",
    "processing", "pursuant", "recht", "right", "rights", "shall", "ska", "skall", "thereof",
})  # fmt: skip
_STEMS = (
    "agreement", "liabilit", "warrant", "indemnif", "govern", "terminat", "breach", "obligation", "consent",
    "prohibit", "accordance", "applicable", "personal", "controller", "processor", "subprocessor", "intellectual",
    "confidential", "compliance", "disclos", "responsib", "ansvar", "personuppgift", "avtal", "uppsägning",
    "tillämplig", "biträde", "underbiträde", "behandl", "rättighet", "skyldig", "villkor", "haft", "vertrag",
    "verpflicht", "kündig", "personenbezogen", "auftraggeber", "auftragnehmer", "auftragsverarbeit", "unterauftrag",
    "nutzungsbedingung", "datenschutz", "verarbeit", "responsab", "conform", "contrat", "données", "sous-traitant",
    "résili", "traitement", "applicab", "ansvarlig", "personoplysning", "personopplysning", "aftale", "databehandl",
    "overeenkomst", "persoonsgegeven", "verwerk", "aansprakelijk", "sopimu", "henkilötie", "käsittel", "parterna",
)  # fmt: skip
_LEAST = 4
_BY_START = {start: tuple(s for s in _STEMS if s.startswith(start)) for start in {s[:_LEAST] for s in _STEMS}}
_CHINESE = re.compile("协议|条款|隐私|个人信息|服务|用户|权利|义务|责任|法律|規約|契約|個人情報|약관|개인정보")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_TITLES = re.compile(
    r"terms|conditions|agreement|policy|policies|privacy|licen[cs]e|sub-?processors?|addendum|\bdpa\b|\bsla\b|service level|"
    r"acceptable use|guidelines|legal|imprint|cookies?|data (?:processing|protection)|security|contract|law enforcement|notice|"
    r"villkor|avtal|policy|integritet|personuppgift|underbiträde|biträde|licens|"
    r"bedingung|vertrag|datenschutz|impressum|unterauftrag|auftragsverarbeitung|\bagb\b|richtlinie|"
    r"conditions|contrat|mentions légales|confidentialité|sous-traitant|politique|"
    r"vilkår|aftale|databehandler|voorwaarden|overeenkomst|privacyverklaring|协议|条款|隐私|政策|規約",
    re.IGNORECASE,
)
_WHOLE, _STRETCH = 8000, 3000
_SENTENCE = re.compile(r"[.!?。；;](?:\s|$)")


class Evidence(NamedTuple):
    """Counts over a text: characters, words of law, distinct ones of them, sentences."""

    chars: int
    norms: int
    kinds: int
    sentences: int

    @property
    def density(self) -> float:
        """Words of law per 1,000 characters."""
        return 1000 * self.norms / (self.chars or 1)


def evidence(text: str, whole: bool = False) -> Evidence:
    """Legal evidence in a text; of a long one, in a stretch behind its beginning unless `whole` is asked."""
    sample = text[:50_000] if whole or len(text) <= _WHOLE else text[1000 : 1000 + _STRETCH]
    tokens = _TOKEN.findall(sample.lower())
    found = [stem for token in tokens if len(token) >= 2 and (stem := _stem(token))]
    found += [m[0] for m in _CHINESE.finditer(sample)]
    return Evidence(len(sample), len(found), len(set(found)), len(_SENTENCE.findall(sample)))


def _stem(token: str) -> str:
    """The word of law that a token is, or the empty string."""
    if token in _WORDS:
        return token
    bare = token.replace("sub-", "sub") if token.startswith("sub-") else token
    return next((s for s in _BY_START.get(bare[:_LEAST], ()) if bare.startswith(s)), "")


def names_document(title: str) -> bool:
    """True when a title or heading names a kind of legal document."""
    return _TITLES.search(title) is not None
