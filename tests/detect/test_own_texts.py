"""A small labelled set of our own texts: the shipped model stays above a floor on each language."""

from __future__ import annotations

from collections import Counter

import pytest

from clausewatch.detect.pipeline import Detector
from detectkit import document_of

Sentence = tuple[str, tuple[str, ...]]

EN: tuple[Sentence, ...] = (
    ("# Master Cloud Terms", ()),
    ("# Changes to these terms", ()),
    ("Northlake may amend these terms at any time by posting a revised version on its website.", ("terms_change",)),
    ("If you continue to use the service after the changes take effect, you accept the revised terms.", ("terms_change",)),
    ("# The service", ()),
    ("Northlake may modify or discontinue any feature of the service with or without notice.", ("service_change",)),
    ("Our office is open on weekdays and the phone is answered by a friendly person.", ()),
    ("# Fees", ()),
    ("We may increase the fees at each renewal on sixty days' notice by email.", ("price_change",)),
    ("The subscription renews automatically for one year unless either party gives notice.", ("auto_renewal",)),
    ("# Your account", ()),
    ("You are responsible for keeping your password confidential and for all activity under your account.",
     ("customer_duties",)),
    ("We may suspend or terminate your access to the service immediately if you breach these terms.",
     ("suspension_termination",)),
    ("# Data", ()),
    ("Customer data is stored in data centers located in the United States.", ("data_location",)),
    ("We may use aggregated and anonymised usage data to improve our products.", ("vendor_data_use",)),
    ("We may disclose customer data to law enforcement where required by a subpoena or court order.", ("government_access",)),
    ("Within 30 days after termination we will delete all customer data from our systems.", ("data_return_deletion",)),
    ("We will notify you without undue delay after becoming aware of a personal data breach.", ("breach_notification",)),
    ("Transfers of personal data to third countries are governed by the standard contractual clauses.",
     ("transfer_mechanism",)),
    ("# Subprocessors", ()),
    ("Customer grants a general authorisation to engage subprocessors.", ("subprocessor_authorisation",)),
    ("The current list of subprocessors is available on our website.", ("subprocessor_list",)),
    ("We will inform you of any new subprocessor at least 30 days in advance and you may object in writing.",
     ("subprocessor_change",)),
    ("# Audit", ()),
    ("Customer may audit our compliance once a year at its own expense.", ("audit_rights",)),
    ("# Liability", ()),
    ("In no event shall Northlake be liable for indirect or consequential damages.", ("liability_limitation",)),
    ("The service is provided as is, without warranties of any kind.", ("liability_limitation",)),
    ("# General", ()),
    ("The acceptable use policy is incorporated into this agreement by reference.", ("incorporated_documents",)),
    ("This agreement is governed by the laws of Ireland.", ("governing_law",)),
    ("The courts of Dublin have exclusive jurisdiction over any dispute.", ("dispute_venue",)),
)  # fmt: skip
SV: tuple[Sentence, ...] = (
    ("# Allmänna villkor", ()),
    ("Vi får ändra dessa villkor när som helst.", ("terms_change",)),
    ("Huset byggdes en gång av två bröder från kusten.", ()),
    ("Leverantören har rätt att stänga av kontot om kunden bryter mot avtalet.", ("suspension_termination",)),
    ("Du ansvarar för att ditt lösenord hålls hemligt.", ("customer_duties",)),
    ("Personuppgifter lagras endast inom EU.", ("data_location",)),
    ("Vid avtalets upphörande ska leverantören radera alla personuppgifter.", ("data_return_deletion",)),
    ("Biträdet ska anmäla personuppgiftsincidenter till kunden utan onödigt dröjsmål.", ("breach_notification",)),
    ("Kunden har rätt att genomföra granskning av biträdets behandling.", ("audit_rights",)),
    ("Leverantören ansvarar inte för indirekta skador.", ("liability_limitation",)),
    ("Svensk lag tillämpas på detta avtal.", ("governing_law",)),
    ("Tvister ska avgöras av allmän domstol i Umeå.", ("dispute_venue",)),
)
DE: tuple[Sentence, ...] = (
    ("# Nutzungsbedingungen", ()),
    ("Der Anbieter kann diese Bedingungen jederzeit ändern.", ("terms_change",)),
    ("Das Haus steht am See und hat einen Garten.", ()),
    ("Der Kunde ist verpflichtet, sein Passwort geheim zu halten.", ("customer_duties",)),
    ("Der Auftragnehmer haftet nicht für leichte Fahrlässigkeit.", ("liability_limitation",)),
    ("Der Auftragnehmer meldet dem Auftraggeber Datenschutzverletzungen unverzüglich.", ("breach_notification",)),
    ("Nach Vertragsende löscht der Auftragnehmer alle Daten.", ("data_return_deletion",)),
    ("Der Auftraggeber hat das Recht, Überprüfungen vor Ort durchzuführen.", ("audit_rights",)),
    ("Es gilt deutsches Recht unter Ausschluss des UN-Kaufrechts.", ("governing_law",)),
    ("Ausschließlicher Gerichtsstand ist Hamburg.", ("dispute_venue",)),
)
FR: tuple[Sentence, ...] = (
    ("# Conditions générales", ()),
    ("La maison se trouve près du lac.", ()),
    ("Le prestataire se réserve le droit de modifier les présentes conditions.", ("terms_change",)),
    ("Le prestataire peut suspendre le compte en cas de manquement.", ("suspension_termination",)),
    ("Les données sont hébergées en France.", ("data_location",)),
    ("Le prestataire ne saurait être tenu responsable des dommages indirects.", ("liability_limitation",)),
    ("Le sous-traitant notifie toute violation de données dans les 48 heures.", ("breach_notification",)),
    ("À la fin du contrat, le sous-traitant supprime toutes les données.", ("data_return_deletion",)),
    ("Le contrat est soumis au droit français.", ("governing_law",)),
    ("Tout litige relève de la compétence exclusive des tribunaux de Lyon.", ("dispute_venue",)),
)


@pytest.mark.parametrize(("lang", "sentences", "floor"), [("en", EN, 0.85), ("sv", SV, 0.8), ("de", DE, 0.8), ("fr", FR, 0.8)])
def test_own_texts_stay_above_the_floor(detector: Detector, lang: str, sentences: tuple[Sentence, ...], floor: float) -> None:
    document = document_of(lang, *(text for text, _ in sentences))
    found = {(f.type, f.quote) for f in detector.detect(document).findings}
    wanted = {(t, text) for text, types in sentences for t in types}
    tally = Counter(right=len(found & wanted), found=len(found), wanted=len(wanted))
    f1 = 2 * tally["right"] / (tally["found"] + tally["wanted"])
    assert f1 >= floor, (f1, sorted(wanted - found), sorted(found - wanted))
