"""Attributes of clauses, as the annotation guide defines them, on sentences of our own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.detect.attributes import extract
from clausewatch.model import CLAUSE_TYPES

Case = tuple[str, str, str, dict[str, Any]]

LAW: list[Case] = [
    ("governing_law", "en", "These terms are governed by the laws of the State of Oregon.", {"countries": ("US-OR",)}),
    ("governing_law", "en", "Irish law applies.", {"countries": ("IE",)}),
    ("governing_law", "en", "For customers in Norway or Denmark, the laws of Sweden apply.", {"countries": ("SE",)}),
    ("governing_law", "en", "The Vienna Convention (CISG) does not apply.", {}),
    ("governing_law", "en", "Governed by the law agreed between Harbour Ireland Limited and you.", {}),
    ("governing_law", "sv", "Svensk rätt ska tillämpas på avtalet.", {"countries": ("SE",)}),
    ("governing_law", "de", "Es gilt das Recht der Republik Österreich.", {"countries": ("AT",)}),
    ("governing_law", "fr", "Le contrat est soumis au droit belge.", {"countries": ("BE",)}),
]
VENUE: list[Case] = [
    (
        "dispute_venue",
        "en",
        "The courts of Edinburgh, Scotland have jurisdiction.",
        {"forum": "courts", "countries": ("GB-SCT",)},
    ),
    (
        "dispute_venue",
        "en",
        "Disputes are settled by binding arbitration seated in Geneva.",
        {"forum": "arbitration", "countries": ("CH-GE",)},
    ),
    (
        "dispute_venue",
        "en",
        "Disputes are resolved before the courts of the EU member state of the exporter.",
        {"forum": "courts", "countries": ("EU",)},
    ),
    ("dispute_venue", "en", "You waive any right to a jury trial and to a class action.", {"forum": "waiver"}),
    (
        "dispute_venue",
        "en",
        "Claims not subject to arbitration go to the courts of Austin, Texas.",
        {"forum": "courts", "countries": ("US-TX",)},
    ),
    ("dispute_venue", "en", "Arbitration is final; either party may ask a court for an injunction.", {"forum": "both"}),
    (
        "dispute_venue",
        "en",
        "Write to us at 1 Quay Street, Portland, OR 97201 before arbitration is sought.",
        {"forum": "arbitration"},
    ),
    (
        "dispute_venue",
        "sv",
        "Tvist avgörs av allmän domstol med Malmö tingsrätt som första instans.",
        {"forum": "courts", "countries": ("SE",)},
    ),
    ("dispute_venue", "de", "Gerichtsstand ist Wien.", {"forum": "courts", "countries": ("AT",)}),
    ("dispute_venue", "fr", "Tout litige relève du tribunal de commerce de Lille.", {"forum": "courts", "countries": ("FR",)}),
]
PLACES: list[Case] = [
    ("data_location", "en", "Data are stored in Finland and in other countries where we operate.", {"countries": ("FI", "*")}),
    ("data_location", "en", "If you live in Spain, note that data are stored in Texas.", {"countries": ("US",)}),
    ("data_location", "en", "Data of individuals located in Switzerland are stored in Norway.", {"countries": ("NO",)}),
    ("data_location", "en", "No data are stored outside the European Union.", {"countries": ("EU",)}),
    ("data_location", "sv", "Uppgifterna lagras i svenska datacenter.", {"countries": ("SE",)}),
    ("data_location", "fr", "Les données restent au sein de l’Union européenne.", {"countries": ("EU",)}),
    ("third_country_access", "en", "Staff in India and the Philippines may reach the data.", {"countries": ("IN", "PH")}),
    ("third_country_access", "de", "Ein Zugriff von außerhalb des EWR ist möglich.", {}),
]
NOTICE: list[Case] = [
    (
        "terms_change",
        "en",
        "We give you at least thirty (30) days' notice by e-mail.",
        {"notice_days": 30, "channels": ("email",)},
    ),
    ("price_change", "en", "Prices may change on 10 business days' prior notice.", {"notice_days": 10, "business_days": True}),
    ("suspension_termination", "en", "Either party may terminate if a breach is not cured within 30 days after notice.", {}),
    ("suspension_termination", "en", "We may terminate immediately if you fail to cure within 30 days.", {"notice_days": 0}),
    (
        "suspension_termination",
        "en",
        "You may leave on 5 days' notice to us and we may end it on 60 days' notice to you.",
        {"notice_days": 60},
    ),
    (
        "auto_renewal",
        "sv",
        "Avtalet förlängs om det inte sägs upp senast tre månader före avtalstidens slut.",
        {"notice_days": 90},
    ),
    ("suspension_termination", "sv", "Leverantören får stänga av kontot utan föregående meddelande.", {"notice_days": 0}),
    ("suspension_termination", "de", "Der Vertrag kann mit einer Frist von vier Wochen gekündigt werden.", {"notice_days": 28}),
    ("suspension_termination", "de", "Der Anbieter kann fristlos kündigen.", {"notice_days": 0}),
    ("suspension_termination", "fr", "Chaque partie peut résilier avec un préavis de trois mois.", {"notice_days": 90}),
    ("service_change", "fr", "Le service peut être modifié sans préavis.", {"notice_days": 0}),
]
OBJECTION: list[Case] = [
    (
        "subprocessor_change",
        "en",
        "We will notify you 30 days in advance. You may object within 14 days and may terminate.",
        {"notice_days": 30, "objection_days": 14, "channels": ("unspecified",), "remedies": ("terminate", "object")},
    ),
    ("subprocessor_change", "sv", "Kunden får invända inom tio dagar.", {"objection_days": 10, "remedies": ("object",)}),
    (
        "subprocessor_change",
        "de",
        "Der Kunde kann binnen zwei Wochen widersprechen.",
        {"objection_days": 14, "remedies": ("object",)},
    ),
    (
        "subprocessor_change",
        "fr",
        "Le client peut formuler une objection dans un délai de 15 jours.",
        {"objection_days": 15, "remedies": ("object",)},
    ),
    ("subprocessor_change", "en", "You may subscribe to the list to receive updates.", {"channels": ("list_subscription",)}),
]
ASSENT: list[Case] = [
    ("terms_change", "en", "By continuing to use the service you accept the new terms.", {"assent": "continued_use"}),
    ("terms_change", "en", "This agreement may only be amended in a writing signed by both parties.", {"assent": "signed"}),
    (
        "terms_change",
        "en",
        "Changes are effective immediately upon posting.",
        {"notice_days": 0, "channels": ("website",), "assent": "none"},
    ),
    ("terms_change", "sv", "Ändringar ska vara skriftliga och undertecknade.", {"assent": "signed"}),
    ("terms_change", "de", "Schweigt der Kunde, gelten die Änderungen als genehmigt.", {"assent": "silence"}),
    ("terms_change", "fr", "À défaut de réponse, les modifications sont réputées acceptées.", {"assent": "silence"}),
]
LISTS: list[Case] = [
    (
        "transfer_mechanism",
        "en",
        "We rely on Module Two and Module Three of the SCCs.",
        {"mechanisms": ("scc",), "scc_modules": (2, 3)},
    ),
    ("transfer_mechanism", "en", "Where there is no adequacy decision, binding corporate rules apply.", {"mechanisms": ("bcr",)}),
    ("transfer_mechanism", "sv", "Överföring sker med stöd av standardavtalsklausuler.", {"mechanisms": ("scc",)}),
    ("transfer_mechanism", "sv", "Stöd ges av artiklarna 45-46 i dataskyddsförordningen.", {"mechanisms": ("adequacy",)}),
    ("transfer_mechanism", "en", "Transfers rest on Article 45 of the GDPR.", {"mechanisms": ("adequacy",)}),
    (
        "transfer_mechanism",
        "de",
        "Es gelten Standardvertragsklauseln oder ein Angemessenheitsbeschluss.",
        {"mechanisms": ("adequacy", "scc")},
    ),
    ("government_access", "en", "We may disclose data to courts if required by law.", {"commitments": ("discloses",)}),
    ("government_access", "en", "If required to disclose data, we notify you first.", {"commitments": ("notifies",)}),
    (
        "government_access",
        "en",
        "We will challenge the order and redirect the authority to you.",
        {"commitments": ("challenges", "redirects")},
    ),
    ("vendor_data_use", "en", "We do not use your content to train models.", {"purposes": ("none",)}),
    (
        "vendor_data_use",
        "en",
        "We use telemetry to improve the product and for advertising.",
        {"purposes": ("improve", "advertising")},
    ),
    ("vendor_data_use", "en", "Data serve research and product development, but are not sold.", {"purposes": ("improve",)}),
    ("vendor_data_use", "en", "We may use data that cannot be linked to you for marketing.", {"purposes": ("advertising",)}),
    (
        "vendor_data_use",
        "en",
        "We use prompts to improve the service if the customer did not opt-out of having them used.",
        {"purposes": ("improve",)},
    ),
    ("vendor_data_use", "sv", "Uppgifterna används för att förbättra tjänsten.", {"purposes": ("improve",)}),
    (
        "subprocessor_authorisation",
        "en",
        "Customer gives general authorisation to engage subprocessors.",
        {"authorisation": "general"},
    ),
    (
        "subprocessor_authorisation",
        "en",
        "Each subprocessor needs the prior written consent of Customer.",
        {"authorisation": "specific"},
    ),
    (
        "subprocessor_authorisation",
        "sv",
        "Biträdet får inte anlita underbiträden utan skriftligt förhandsgodkännande.",
        {"authorisation": "specific"},
    ),
    ("subprocessor_authorisation", "de", "Der Auftraggeber erteilt die allgemeine Genehmigung.", {"authorisation": "general"}),
]
PERIODS: list[Case] = [
    ("breach_notification", "en", "We notify you within 72 hours.", {"hours": 72}),
    ("breach_notification", "sv", "Biträdet underrättar den ansvarige utan onödigt dröjsmål.", {}),
    ("breach_notification", "de", "Die Meldung erfolgt spätestens nach 24 Stunden.", {"hours": 24}),
    ("data_return_deletion", "en", "Data are deleted within ninety (90) days of termination.", {"days": 90}),
    ("data_return_deletion", "fr", "Les données sont supprimées dans les 30 jours.", {"days": 30}),
]
DOCUMENTS: list[Case] = [
    (
        "incorporated_documents",
        "en",
        "These Terms include the Harbour Usage Policy and https://harbour.example/dpa.",
        {"documents": ("Harbour Usage Policy", "https://harbour.example/dpa")},
    ),
    ("incorporated_documents", "de", "Im Übrigen gilt die Leistungsbeschreibung.", {"documents": ("Leistungsbeschreibung",)}),
    ("audit_rights", "en", "You may audit us once a year.", {}),
    ("no_such_type", "en", "Thirty days.", {}),
]
CASES = [*LAW, *VENUE, *PLACES, *NOTICE, *OBJECTION, *ASSENT, *LISTS, *PERIODS, *DOCUMENTS]


@pytest.mark.parametrize(
    ("clause_type", "lang", "quote", "expected"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)]
)
def test_attributes_are_what_the_quote_says(clause_type: str, lang: str, quote: str, expected: dict[str, Any]) -> None:
    assert dict(extract(clause_type, quote, lang).values) == expected


def test_reasons_name_the_words_that_gave_a_value() -> None:
    assert extract("breach_notification", "within **48 hours**", "en").reasons == ("hours=48: 48 hours",)


def test_every_value_has_a_reason() -> None:
    for clause_type, lang, quote, _ in CASES:
        found = extract(clause_type, quote, lang)
        assert [r.partition("=")[0] for r in found.reasons] == list(found.values)


def test_items_below_a_denial_are_denied() -> None:
    item = "use the data for advertising;"
    assert extract("vendor_data_use", item, "en", context="The processor shall not:").values == {"purposes": ("none",)}
    assert extract("vendor_data_use", item, "en", context="The processor may:").values == {"purposes": ("advertising",)}


def test_a_quote_beyond_a_paragraph_is_cut() -> None:
    assert extract("breach_notification", "x " * 5000 + "within 72 hours", "en").values == {}


def test_markdown_and_typography_do_not_matter() -> None:
    plain = extract("terms_change", "We give 30 days' notice on our website.", "en")
    marked = extract("terms_change", "We give **30\u00a0days’** notice\non our [website](https://x.example/a_(b)).", "en")
    assert marked.values == plain.values


def test_unknown_language_is_read_as_english() -> None:
    assert extract("governing_law", "Swedish law applies.", "fi").values == {"countries": ("SE",)}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CLAUSE_TYPES),
    st.one_of(st.text(), st.lists(st.sampled_from([c[2] for c in CASES]), max_size=3).map(" ".join)),
    st.sampled_from(["en", "sv", "de", "fr", ""]),
)
def test_any_quote_is_read_the_same_way_twice(clause_type: str, quote: str, lang: str) -> None:
    assert extract(clause_type, quote, lang) == extract(clause_type, quote, lang)
