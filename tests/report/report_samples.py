"""A vendor with documents, versions, changes and facts for the tests of reports; all texts are our own."""

# ruff: noqa: E501 - texts stand as they are written
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from clausewatch.model import (
    CLAUSE_TYPES,
    AttributeChange,
    AttributeValue,
    Cause,
    Change,
    ChangePart,
    Deadline,
    Detection,
    Direction,
    Document,
    Fact,
    Finding,
    Reading,
    RecordedChange,
    Source,
    SubprocessorChange,
    SubprocessorRow,
    Vendor,
    digest,
)
from clausewatch.record.protocol import Checkpoint
from clausewatch.report.model import Captured, Evidence, NotCaptured, Watched

MADE = datetime(2026, 8, 5, 7, 30, tzinfo=UTC)
FIRST = datetime(2024, 3, 1, 5, 2, tzinfo=UTC)
SECOND = datetime(2025, 6, 16, 5, 4, tzinfo=UTC)
THIRD = datetime(2026, 8, 4, 5, 12, tzinfo=UTC)


@dataclass
class Draft:
    """A document in the making: paragraphs are added with the clauses that stand in them."""

    title: str
    lang: str = "en"
    text: str = ""
    findings: list[Finding] = field(default_factory=list)
    rows: list[SubprocessorRow] = field(default_factory=list)

    def add(self, section: str, paragraph: str, *clauses: tuple[str, str, Mapping[str, AttributeValue]]) -> None:
        """Add a paragraph; a clause is (type, quote or "" for all of it, attributes)."""
        start = len(self.text)
        self.text += paragraph + "\n\n"
        for clause_type, quote, attributes in clauses:
            quote = quote or paragraph
            at = start + paragraph.index(quote)
            self.findings.append(Finding(clause_type, quote, at, at + len(quote), section, self.lang, attributes))

    def reading(self, at: datetime, looked_for: Sequence[str] = CLAUSE_TYPES) -> Reading:
        """The finished document as read at a time."""
        document = Document(self.text, self.title, self.lang, format="html", parser="html 1")
        return Reading(
            document, Detection(tuple(self.findings), tuple(self.rows), tuple(looked_for), fingerprint="rules 7f3a"), at
        )


def dpa(notice: int, objection: str = "within 14 days of the notice", hours: int = 48) -> Draft:
    """A data processing agreement in one of its versions."""
    d = Draft("Data Processing Addendum")
    d.add(
        "2.3 Use of Customer Data",
        "Nordkap processes Customer Data only on documented instructions from the Customer. Nordkap does not use Customer "
        "Data to train machine learning models, and creates aggregated statistics about the use of the Services that "
        "identify neither the Customer nor any person.",
        ("vendor_data_use", "", {"purposes": ("none", "aggregate")}),
    )
    d.add(
        "5.1 General authorisation",
        "The Customer gives Nordkap a general authorisation to engage Subprocessors. Nordkap imposes on every Subprocessor "
        "data protection obligations no less protective than those of this Addendum and remains liable for its acts and omissions.",
        ("subprocessor_authorisation", "", {"authorisation": "general"}),
    )
    d.add(
        "5.3 New Subprocessors",
        f"Nordkap informs the Customer by e-mail at least {notice} days before a new Subprocessor gets access to Customer Data. "
        f"The Customer may object on reasonable grounds {objection}. If the parties find no solution, the Customer may terminate "
        "the affected Services and receives a refund of fees paid in advance.",
        (
            "subprocessor_change",
            "",
            {"notice_days": notice, "objection_days": 14, "channels": ("email",), "remedies": ("object", "terminate", "refund")},
        ),
    )
    d.add(
        "6.2 Transfers",
        "Where Customer Data is transferred from the European Economic Area to a country without an adequacy decision, the "
        "standard contractual clauses (Module 2) set out in Annex IV form part of this Addendum.",
        ("transfer_mechanism", "", {"mechanisms": ("scc",), "scc_modules": (2,)}),
    )
    d.add(
        "6.4 Place of processing",
        "Customer Data at rest is stored in data centres in Sweden and Ireland. Support staff of Nordkap Inc. in the United "
        "States may reach Customer Data where a support case needs it.",
        ("data_location", "Customer Data at rest is stored in data centres in Sweden and Ireland.", {"countries": ("SE", "IE")}),
        (
            "third_country_access",
            "Support staff of Nordkap Inc. in the United States may reach Customer Data where a support case needs it.",
            {"countries": ("US",)},
        ),
    )
    d.add(
        "7 Requests from authorities",
        "If an authority asks Nordkap for Customer Data, Nordkap redirects the request to the Customer, tells the Customer at "
        "once unless the law forbids it, and discloses no more than it is legally bound to.",
        ("government_access", "", {"commitments": ("redirects", "notifies", "minimum")}),
    )
    d.add(
        "8.1 Personal Data Breach",
        f"Nordkap notifies the Customer of a Personal Data Breach without undue delay and at the latest within {hours} hours "
        "after having become aware of it.",
        ("breach_notification", "", {"hours": hours}),
    )
    d.add(
        "9.2 Audits",
        "The Customer may, once in twelve months and at its own cost, audit the processing. Nordkap may instead hand over the "
        "current report of an independent auditor.",
        ("audit_rights", "", {}),
    )
    d.add(
        "11 End of processing",
        "Within 60 days after the end of the Agreement Nordkap deletes all Customer Data, unless the Customer has asked for "
        "its return in a common format before that day.",
        ("data_return_deletion", "", {"days": 60}),
    )
    return d


def terms() -> Draft:
    """Swedish terms of service."""
    d = Draft("Allmänna villkor", "sv")
    d.add(
        "3 Kundens ansvar",
        "Kunden ansvarar för att användarna är behöriga, för att inloggningsuppgifter förvaras säkert och för att personuppgifter "
        "som förs in i tjänsten får behandlas där.",
        ("customer_duties", "", {}),
    )
    d.add(
        "9.1 Avstängning",
        "Nordkap får stänga av tjänsten utan föregående varsel om Nordkap bedömer att användningen medför en risk för andra kunder.",
        ("suspension_termination", "", {"notice_days": 0}),
    )
    d.add(
        "12.1 Ändring av villkoren",
        "Nordkap får ändra dessa villkor. Ändringar meddelas i tjänsten senast 30 dagar innan de träder i kraft. Den som fortsätter "
        "att använda tjänsten efter det anses ha godkänt ändringen.",
        ("terms_change", "", {"notice_days": 30, "channels": ("in_service",), "assent": "continued_use"}),
    )
    d.add(
        "12.4 Ansvar",
        "Nordkaps sammanlagda ansvar under ett avtalsår är begränsat till de avgifter som kunden har betalat under de tolv månaderna dessförinnan.",
        ("liability_limitation", "", {}),
    )
    d.add(
        "14 Tillämplig lag och tvister",
        "Svensk lag tillämpas på avtalet. Tvister avgörs av allmän domstol med Stockholms tingsrätt som första instans.",
        ("governing_law", "Svensk lag tillämpas på avtalet.", {"countries": ("SE",)}),
        (
            "dispute_venue",
            "Tvister avgörs av allmän domstol med Stockholms tingsrätt som första instans.",
            {"countries": ("SE",), "forum": "courts"},
        ),
    )
    d.findings.append(replace(d.findings[0], operative=False))
    return d


def subprocessor_list() -> Draft:
    """A list of subprocessors."""
    d = Draft("Subprocessors")
    d.add(
        "",
        "Nordkap uses the following Subprocessors to provide the Services.",
        ("subprocessor_list", "", {}),
    )
    rows = (
        ("Glimmer Hosting AB", ("SE",), "Hosting and backups", ""),
        ("Oakline Cloud Ireland Ltd", ("IE",), "Hosting", ""),
        ("Pellucid Mail, Inc.", ("US",), "Sending of e-mail", "Standard contractual clauses"),
        ("Kestrel Support Ltd", ("GB",), "Support outside office hours", ""),
        ("Tamarind Analytics Pvt Ltd", ("IN",), "Analysis of errors", "Standard contractual clauses"),
        ("Fenwick Ticketing", (), "Support tickets", ""),
        ("Larkspur Telemetry, Inc.", ("US", "IE"), "Monitoring of operations", ""),
    )
    for name, countries, purpose, safeguard in rows:
        d.rows.append(SubprocessorRow(name, countries, purpose, safeguard, name))
    return d


def source(document: str, **more: str) -> Source:
    """A declared source of the sample vendor."""
    return Source("nordkap", document, f"https://nordkap.example/legal/{document}", **more)  # type: ignore[arg-type]


def captured(source: Source, reading: Reading, first: datetime) -> Captured:
    """The facts of a capture."""
    return Captured(source.url, source.url, digest(source.url), reading.document.text_sha256, first, THIRD)


def watched(source: Source, *versions: Reading) -> Watched:
    """A document with its versions, the newest last."""
    newest = versions[-1]
    assert newest.captured_at is not None
    return Watched(source, newest, captured(source, newest, newest.captured_at), versions[:-1])


def recorded(change: Change, document: str, old: datetime, new: datetime) -> RecordedChange:
    """A change as recorded."""
    return RecordedChange(1, "nordkap", document, old, new, 1, 2, Cause.CONTENT, change)


def notice_change() -> Change:
    """The notice period goes from 30 to 14 days, in two places of the text."""
    old, new = (dpa(n).findings[2].quote for n in (30, 14))
    parts = (
        ChangePart("edited", old, new, "5.3 New Subprocessors", types=("subprocessor_change",), severity=3, rule="S06"),
        ChangePart("edited", "Last updated 16 June 2025", "Last updated 1 August 2026", noise="date_only"),
    )
    return Change(
        True,
        3,
        "S06",
        types=("subprocessor_change",),
        noise=("date_only",),
        attributes=(AttributeChange("subprocessor_change", "notice_days", 30, 14, Direction.WEAKER),),
        parts=parts,
        deadlines=(Deadline("objection", date(2026, 8, 18), True),),
        assent="silence",
        summary={
            "en": "the notice period for new subprocessors changes from 30 to 14 days in 5.3 New Subprocessors",
            "sv": "varseltiden för nya underbiträden ändras från 30 till 14 dagar i 5.3 New Subprocessors",
        },
    )


def list_change() -> Change:
    """One subprocessor comes, one goes."""
    return Change(
        True,
        3,
        "S07",
        types=("subprocessor_list",),
        subprocessors=SubprocessorChange(
            added=(SubprocessorRow("Tamarind Analytics Pvt Ltd", ("IN",), "Analysis of errors"),),
            removed=(SubprocessorRow("Briar Logs GmbH", ("DE",), "Logs"),),
        ),
        parts=(ChangePart("added", "", "Tamarind Analytics Pvt Ltd, India, Analysis of errors", "", severity=3, rule="S07"),),
        summary={
            "en": "Tamarind Analytics Pvt Ltd is added to the subprocessors",
            "sv": "Tamarind Analytics Pvt Ltd tillkommer bland underbiträdena",
        },
    )


def facts() -> tuple[Fact, ...]:
    """Some facts as the corpus holds them."""
    eea = [
        Fact(f"eea-{c.lower()}", "eea", f"{c} is a member.", "EEA Agreement", "from memory", c, valid_from=date(1994, 1, 1))
        for c in ("SE", "IE", "DE", "NO", "FI", "DK")
    ]
    return (
        *eea,
        Fact(
            "adequacy-gb",
            "adequacy",
            "The European Commission has found the protection of personal data in the United Kingdom adequate.",
            "Implementing Decision (EU) 2021/1772",
            "second-hand",
            "GB",
            valid_from=date(2021, 6, 28),
            checked_at=date(2026, 7, 1),
        ),
        Fact(
            "adequacy-us",
            "adequacy",
            "The European Commission has found the protection of personal data by certified organisations in the United States adequate.",
            "Implementing Decision (EU) 2023/1795",
            "official text read",
            "US",
            scope="participants of the Data Privacy Framework",
            valid_from=date(2023, 7, 10),
            checked_at=date(2026, 7, 1),
        ),
        Fact(
            "us-cloud-act",
            "law",
            "The CLOUD Act obliges providers subject to United States jurisdiction to disclose data in their possession wherever it is stored.",
            "Pub. L. 115-141, division V",
            "from memory",
            "US",
            valid_from=date(2018, 3, 23),
        ),
        Fact(
            "scc-2021",
            "mechanism",
            "The standard contractual clauses of Implementing Decision (EU) 2021/914 may be used.",
            "Implementing Decision (EU) 2021/914",
            "second-hand",
            mechanism="scc",
            valid_from=date(2021, 6, 27),
            checked_at=date(2026, 7, 1),
        ),
    )


def evidence() -> Evidence:
    """The whole: three documents, one of them in three versions, one not captured, one not tried."""
    vendor = Vendor("nordkap", "Nordkap", "Nordkap Nordic AB", "SE", "Nordkap Inc.", "US")
    looked = tuple(t for t in CLAUSE_TYPES if t not in ("price_change", "auto_renewal"))
    contract = source("dpa", kind="dpa", title="Data Processing Addendum")
    swedish = source("villkor", kind="terms", lang="sv")
    named = source("subprocessors", kind="subprocessors")
    return Evidence(
        vendor=vendor,
        made_at=MADE,
        version="0.1.0",
        documents=(
            watched(
                contract,
                dpa(30, hours=24).reading(FIRST, looked),
                dpa(30).reading(SECOND, looked),
                dpa(14).reading(THIRD, looked),
            ),
            watched(swedish, terms().reading(FIRST, looked)),
            watched(named, subprocessor_list().reading(SECOND, ("subprocessor_list",))),
        ),
        missing=(
            NotCaptured(source("privacy", kind="privacy"), "challenge", "robot check at nordkap.example", THIRD),
            NotCaptured(source("sla", kind="sla", title="Service Levels")),
        ),
        changes=(
            recorded(list_change(), "subprocessors", datetime(2025, 6, 15, 5, tzinfo=UTC), SECOND),
            recorded(notice_change(), "dpa", datetime(2026, 8, 3, 5, tzinfo=UTC), THIRD),
            recorded(Change(False, noise=("date_only", "links")), "dpa", FIRST, SECOND),
        ),
        facts=facts(),
        position=Checkpoint("clausewatch/sample", 1284, digest("root"), MADE, digest("a") + digest("b"), digest("key")),
        metrics={
            "types": {
                "governing_law": {"precision": 0.97, "recall": 0.93, "support": 120},
                "subprocessor_change": {"precision": 0.91, "recall": 0.86, "support": 88},
            }
        },
    )
