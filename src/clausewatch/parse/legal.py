"""How much a text speaks of rules between parties: words of law in the languages watched."""

from __future__ import annotations

import re
from typing import NamedTuple

_NORMS = re.compile(
    r"\b(?:agreements?|entitled|shall|must not|may not|you may|you must|you agree|you are responsible|hereby|herein|thereof|"
    r"pursuant|"
    r"notwithstanding|"
    r"liab(?:le|ility)|warrant(?:y|ies)|indemnif\w*|govern(?:ed|ing) (?:by|law)|terminat\w+|breach|obligation\w*|"
    r"consent\w*|prohibited|"
    r"in accordance with|applicable law|personal (?:data|information)|data (?:subject|processor|controller|"
    r"protection)|processing|"
    r"sub-?processors?|intellectual property|confidential\w*|third part(?:y|ies)|rights?|comply|compliance|"
    r"disclos\w+|"
    r"skall?|ska|får inte|ansvar\w*|enligt|personuppgift\w*|avtal\w*|parter\w*|uppsägning\w*|tillämplig\w*|"
    r"användaren|kunden|"
    r"biträde\w*|behandl\w+|rättighet\w*|skyldig\w*|villkor\w*|"
    r"haft\w+|gemäß|vertrag\w*|verpflicht\w+|kündig\w+|personenbezogen\w*|berechtigt|auftrag(?:geber|nehmer|"
    r"sverarbeit)\w*|"
    r"unterauftrag\w*|nutzungsbedingung\w*|datenschutz\w*|verarbeit\w+|recht\w*|gilt|gelten|"
    r"responsab\w+|conform\w+|contrat\w*|obligation\w*|données (?:personnelles|à caractère personnel)|"
    r"sous-traitant\w*|client\w*|"
    r"résili\w+|traitement\w*|droits?|doit|peut|"
    r"ansvarlig\w*|personoplysning\w*|personopplysning\w*|aftale\w*|databehandl\w+|overeenkomst\w*|"
    r"persoonsgegevens|verwerk\w+|"
    r"aansprakelijk\w*|sopimu\w+|henkilötie\w+|käsittel\w+)\b"
    r"|(?:协议|条款|隐私|个人信息|服务|用户|权利|义务|责任|法律|規約|契約|個人情報|약관|개인정보)",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"terms|conditions|agreement|policy|policies|privacy|licen[cs]e|sub-?processors?|addendum|\bdpa\b|\bsla\b|"
    r"service level|"
    r"acceptable use|guidelines|legal|imprint|cookies?|data (?:processing|protection)|security|contract|"
    r"law enforcement|notice|"
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
    found = [m[0].casefold() for m in _NORMS.finditer(sample)]
    return Evidence(len(sample), len(found), len(set(found)), len(_SENTENCE.findall(sample)))


def names_document(title: str) -> bool:
    """True when a title or heading names a kind of legal document."""
    return _TITLES.search(title) is not None
