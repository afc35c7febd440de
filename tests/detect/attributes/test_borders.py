"""Sentences of our own on the borders of attributes: what looks like a value and is none, and the other way round."""

from __future__ import annotations

from typing import Any

import pytest

from clausewatch.detect.attributes import extract

Case = tuple[str, str, str, dict[str, Any]]

LAW: list[Case] = [
    (
        "governing_law",
        "en",
        "Harbour Inc., a corporation organised under the laws of Delaware, agrees that the laws of Oregon govern these terms.",
        {"countries": ("US-OR",)},
    ),
    (
        "governing_law",
        "en",
        "The laws of the State of Texas govern, except where the United States Arbitration Act does.",
        {"countries": ("US-TX",)},
    ),
    ("governing_law", "en", "The Federal Arbitration Act governs this section.", {"countries": ("US",)}),
    (
        "governing_law",
        "en",
        "This order is governed by the laws of Ontario and the federal laws of Canada applicable therein.",
        {"countries": ("CA-ON",)},
    ),
    (
        "governing_law",
        "en",
        "These terms are governed by the laws of California and of the United States.",
        {"countries": ("US-CA", "US")},
    ),
    ("governing_law", "en", "NEW ZEALAND LAW APPLIES.", {"countries": ("NZ",)}),
    ("governing_law", "fr", "Le contrat est régi par les lois de la République de Corée.", {"countries": ("KR",)}),
]
VENUE: list[Case] = [
    ("dispute_venue", "en", "The place of jurisdiction is Hanover.", {"forum": "courts", "countries": ("DE",)}),
    ("dispute_venue", "de", "Gerichtsstand ist Gütersloh.", {"forum": "courts", "countries": ("DE",)}),
    (
        "dispute_venue",
        "en",
        "Despite the agreement to arbitrate, either party may ask a court for an injunction.",
        {"forum": "courts"},
    ),
    (
        "dispute_venue",
        "en",
        "The arbitrator, and not any court, decides, and may grant whatever is available in a court.",
        {"forum": "arbitration"},
    ),
    ("dispute_venue", "en", "No claim may be combined with another.", {"forum": "waiver"}),
]
DATA: list[Case] = [
    ("data_location", "en", "Servers stand in Finland (EU) and New Zealand.", {"countries": ("FI", "NZ")}),
    ("data_location", "en", "Files may leave the premises outside of the EEA and are stored in Canada.", {"countries": ("CA",)}),
    ("data_location", "en", "We store data under the New Zealand Privacy Act in Norway.", {"countries": ("NO",)}),
    ("data_location", "en", "Our routers stand all over the world.", {"countries": ("*",)}),
]
ASSENT: list[Case] = [
    ("terms_change", "en", "If you do not wish to continue to use the service, leave before that day.", {}),
    ("terms_change", "en", "You must accept the new terms to continue using the service.", {"assent": "opt_in"}),
    ("terms_change", "en", "Consent is deemed as granted if you stay.", {"assent": "silence"}),
    ("price_change", "en", "New prices apply from your next billing period.", {"assent": "none"}),
    ("terms_change", "en", "Additions to the contract must be made in writing.", {"assent": "signed"}),
    ("terms_change", "en", "We may change the contract by notice given in writing.", {}),
    ("terms_change", "sv", "Avvikelser ska avtalas skriftligen.", {"assent": "signed"}),
    ("terms_change", "de", "Über Änderungen informieren wir in Textform.", {}),
    ("terms_change", "de", "Nebenabreden bedürfen der Textform.", {"assent": "signed"}),
    ("price_change", "fr", "Le client est considéré comme ayant accepté les prix.", {"assent": "silence"}),
]
CHANNELS: list[Case] = [
    ("terms_change", "en", "Please look at this page from time to time.", {"channels": ("website",)}),
    ("terms_change", "en", "We change the terms by updating this policy.", {"channels": ("website",)}),
    ("terms_change", "en", "You will find a message in any service we provide.", {"channels": ("in_service",)}),
    ("terms_change", "en", "Write a letter: customers may object by e-mail.", {"remedies": ("object",)}),
    ("service_change", "sv", "Vi får ändra funktioner i tjänsten.", {}),
    ("service_change", "sv", "Vi meddelar ändringar i tjänsten via kundportalen.", {"channels": ("in_service",)}),
    ("service_change", "sv", "Denna webbplats kan ändras.", {}),
    ("service_change", "de", "Die in der Anwendung angebotenen Leistungen können sich ändern.", {}),
    ("terms_change", "fr", "Les conditions de ce site peuvent changer.", {}),
    ("terms_change", "fr", "Les nouvelles conditions sont publiées sur notre site.", {"channels": ("website",)}),
]
REMEDIES: list[Case] = [
    (
        "subprocessor_change",
        "en",
        "If Customer objects to the change, Customer may terminate the agreement.",
        {"remedies": ("terminate",)},
    ),
    (
        "subprocessor_change",
        "en",
        "Customer may object; if no solution is found, Customer may terminate the agreement.",
        {"remedies": ("terminate", "object")},
    ),
    ("service_change", "en", "We may suspend, limit or terminate features for you or any other party.", {}),
    ("service_change", "en", "Harbour reserves the right to terminate the service.", {}),
    ("service_change", "sv", "Leverantören får avbryta driften.", {}),
    ("service_change", "de", "Der Kunde kann den Vertrag kündigen.", {"remedies": ("terminate",)}),
    ("service_change", "fr", "Un membre peut résilier le contrat.", {"remedies": ("terminate",)}),
]
OTHERS: list[Case] = [
    ("terms_change", "en", "We do not notify users of changes.", {"notice_days": 0}),
    ("terms_change", "sv", "Vi underrättar inte användarna.", {"notice_days": 0}),
    ("transfer_mechanism", "sv", "Vi använder standardkontraktsklausuler.", {"mechanisms": ("scc",)}),
    (
        "transfer_mechanism",
        "en",
        "The International Data Transfer Addendum to the EU Commission Standard Contractual Clauses applies.",
        {"mechanisms": ("uk_addendum",)},
    ),
    (
        "government_access",
        "en",
        "If required by a court to disclose data, we notify you and disclose the minimum.",
        {"commitments": ("notifies", "minimum")},
    ),
    (
        "subprocessor_authorisation",
        "en",
        "The sub-processors named in Annex 2 are deemed approved.",
        {"authorisation": "specific"},
    ),
    ("subprocessor_authorisation", "sv", "Vi kan anlita underleverantörer.", {"authorisation": "general"}),
    (
        "subprocessor_authorisation",
        "de",
        "Unterauftragnehmer sind nur mit Zustimmung des Auftraggebers erlaubt.",
        {"authorisation": "specific"},
    ),
]
PURPOSES: list[Case] = [
    ("vendor_data_use", "en", "We log data to see how visitors and members behave.", {"purposes": ("other",)}),
    ("vendor_data_use", "en", "We collect usage data to better understand how people work.", {"purposes": ("analytics",)}),
    ("vendor_data_use", "en", "Calls are recorded to train support staff.", {"purposes": ("other",)}),
    ("vendor_data_use", "en", "Texts are used to train models.", {"purposes": ("train_ai",)}),
    ("vendor_data_use", "en", "Harbour Security may use data for statistics about harbours.", {"purposes": ("analytics",)}),
    ("vendor_data_use", "en", "We use addresses to market our services.", {"purposes": ("advertising",)}),
    ("vendor_data_use", "en", "The licence to use texts does not expire.", {"purposes": ("other",)}),
    ("vendor_data_use", "en", "We do not track you.", {"purposes": ("none",)}),
    ("vendor_data_use", "en", "We compile statistics from anonymous data.", {"purposes": ("analytics", "aggregate")}),
    ("vendor_data_use", "de", "Es findet weder Werbung noch Verkauf statt.", {"purposes": ("none",)}),
    ("vendor_data_use", "de", "Die Webanalyse dient der Optimierung.", {"purposes": ("improve", "analytics")}),
    (
        "vendor_data_use",
        "fr",
        "Nous recueillons la durée d'utilisation sans aucune modification du logiciel.",
        {"purposes": ("other",)},
    ),
]
UNTIDY: list[Case] = [
    ("terms_change", "de", "Die neue Fassung ersetzt die alte, sobald sie erscheint.", {"assent": "none"}),
    ("vendor_data_use", "de", "Keine Werbe-Cookies.", {"purposes": ("none",)}),
    (
        "vendor_data_use",
        "sv",
        "Cookien visar inget om dig, utan används för sammanlagd statistik.",
        {"purposes": ("aggregate",)},
    ),
    ("vendor_data_use", "de", "Verhinderung betrügerischer Nutzung", {"purposes": ("security",)}),
    ("government_access", "de", "Wenn Ermittlungsbehörden es verlangen", {"commitments": ("discloses",)}),
    ("subprocessor_authorisation", "de", "Das Unternehmen beauftragt externe Fachleute.", {"authorisation": "general"}),
    ("suspension_termination", "de", "Die Mitteilung kann nachträglich erfolgen.", {"notice_days": 0}),
]
CASES = [*LAW, *VENUE, *DATA, *ASSENT, *CHANNELS, *REMEDIES, *OTHERS, *PURPOSES, *UNTIDY]


@pytest.mark.parametrize(("clause_type", "lang", "quote", "expected"), CASES, ids=[f"{c[0]}-{c[1]}-{c[2][:24]}" for c in CASES])
def test_only_what_the_quote_says_is_a_value(clause_type: str, lang: str, quote: str, expected: dict[str, Any]) -> None:
    assert dict(extract(clause_type, quote, lang).values) == expected
