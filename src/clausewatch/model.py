"""The nouns of clausewatch: frozen dataclasses that are the only currency between stages.

Everything here is standard library only. Offsets are half-open and count characters of
`Document.text`. Times are timezone-aware UTC. Nothing points back: findings and parts carry spans
and texts, never the document that they came from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

# --- vocabularies -----------------------------------------------------------------------------

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "access": (
        "governing_law",
        "dispute_venue",
        "government_access",
        "transfer_mechanism",
        "data_location",
        "third_country_access",
        "subprocessor_authorisation",
        "subprocessor_change",
        "subprocessor_list",
    ),
    "burden": (
        "customer_duties",
        "audit_rights",
        "breach_notification",
        "data_return_deletion",
        "liability_limitation",
        "vendor_data_use",
    ),
    "control": (
        "terms_change",
        "service_change",
        "price_change",
        "suspension_termination",
        "auto_renewal",
        "incorporated_documents",
    ),
}
"""The three questions of a public body, and the clause types that answer each of them."""

CORE_TYPES: tuple[str, ...] = (
    "governing_law",
    "dispute_venue",
    "government_access",
    "transfer_mechanism",
    "data_location",
    "third_country_access",
    "terms_change",
    "incorporated_documents",
    "subprocessor_authorisation",
    "subprocessor_change",
    "subprocessor_list",
)
SIGNED = "@signed"
"""What a document's key ends with that is the customer's own signed copy, not a public capture."""

CLAUSE_TYPES: tuple[str, ...] = tuple(t for types in QUESTIONS.values() for t in types)
LANGUAGES: tuple[str, ...] = ("en", "sv", "de", "fr")
"""Languages in which clauses are looked for (ISO 639-1)."""
WATCHED_LANGUAGES: tuple[str, ...] = (
    *LANGUAGES,
    "da",
    "no",
    "nb",
    "nn",
    "fi",
    "is",
    "nl",
    "es",
    "it",
    "pt",
    "pl",
    "cs",
    "sk",
    "sl",
    "hr",
    "et",
    "lv",
    "lt",
    "hu",
    "ro",
    "el",
    "bg",
    "zh",
    "ja",
    "ko",
)
"""Languages that a document may be declared in: it is watched and compared, whether searched or not."""
DOCUMENT_KINDS: tuple[str, ...] = (
    "terms",
    "dpa",
    "subprocessors",
    "privacy",
    "product_terms",
    "sla",
    "acceptable_use",
    "security",
    "other",
)


class PageKind(StrEnum):
    """What a captured page turned out to be; only `TERMS` is ever recorded as a version."""

    TERMS = "terms"
    CONSENT = "consent"
    CHALLENGE = "challenge"
    LOGIN = "login"
    NOT_FOUND = "not_found"
    HOME_PAGE = "home_page"
    SERVER_ERROR = "server_error"
    JAVASCRIPT_SHELL = "javascript_shell"
    EMPTY = "empty"
    SHRUNK = "shrunk"
    LANGUAGE = "language"
    FLAPPING = "flapping"
    HUB_PAGE = "hub_page"
    OTHER_DOCUMENT = "other_document"
    REDIRECT = "redirect"
    SELECTOR = "selector"
    UNREADABLE = "unreadable"


HELD_KINDS = frozenset({PageKind.EMPTY, PageKind.SHRUNK, PageKind.OTHER_DOCUMENT, PageKind.LANGUAGE, PageKind.FLAPPING})
"""Kinds that become the document when the same text is seen again at least an hour later."""


class PassageKind(StrEnum):
    """Layout role of a passage."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class Outcome(StrEnum):
    """Typed result of one attempt to fetch a source."""

    CAPTURED = "captured"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TLS = "tls"
    SERVER_ERROR = "server_error"
    TRUNCATED = "truncated"


class Direction(StrEnum):
    """Direction of a change as seen from the customer."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    DIFFERENT = "different"


class Cause(StrEnum):
    """Why a new version exists: only `CONTENT` is the vendor's doing and may alert."""

    CONTENT = "content"
    EXTRACTOR = "extractor"
    DECLARATION = "declaration"


# --- declarations -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One declared document of a vendor: where it is and how its text is cut out of the page."""

    vendor: str
    document: str
    url: str
    kind: str = "terms"
    lang: str = "en"
    title: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    verified: date | None = None
    javascript: bool = False
    ignore_robots: str = ""

    @property
    def key(self) -> str:
        """`vendor/document`, unique in a record."""
        return f"{self.vendor}/{self.document}"

    @property
    def fingerprint(self) -> str:
        """Short hash of what in the declaration decides the extracted text."""
        return digest("|".join([self.lang, *self.select, "-", *self.remove]))[:16]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A declared vendor with its legal entity, countries (ISO 3166-1 alpha-2) and sources."""

    key: str
    name: str
    entity: str = ""
    country: str = ""
    parent: str = ""
    parent_country: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a declaration, rule or fact file, for people to mend."""

    file: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}: {self.message}{hint}"


# --- fetching ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last capture gave for a conditional request."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Attempt:
    """One attempt to fetch a source: always recorded, whatever its outcome.

    `body` holds the decoded bytes of the answer when there are any worth keeping: always for
    `CAPTURED`, and for `BLOCKED` and `GONE` answers so that an operator can look at them.
    """

    url: str
    at: datetime
    outcome: Outcome
    detail: str = ""
    final_url: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    tries: int = 1

    def header(self, name: str) -> str:
        """First value of a response header, or the empty string."""
        wanted = name.casefold()
        return next((v for k, v in self.headers if k.casefold() == wanted), "")

    @cached_property
    def sha256(self) -> str:
        """Hash of the decoded body, hex; empty for an empty body."""
        return hashlib.sha256(self.body).hexdigest() if self.body else ""


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered or titled part of a document; `start:end` spans it with its subsections."""

    number: str
    heading: str
    level: int
    start: int
    end: int

    @property
    def label(self) -> str:
        """`9.2 Changes to subprocessors`, as it is cited."""
        return " ".join(part for part in (self.number, self.heading) if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest unit of layout: `text[start:end]` is one paragraph, item, row or heading.

    `section` indexes `Document.sections` (-1 before the first). `lead_in` indexes the passage that
    introduces a list item; `header` indexes the header row of a table row (-1: none). `marks`
    name what the passage is beside running terms: `toc`, `definition`, `summary`, `banner`,
    `scc`, `ocr`, `hidden`. `cells` are half-open spans of a table row's cells.
    """

    kind: PassageKind
    start: int
    end: int
    section: int = -1
    lead_in: int = -1
    header: int = -1
    marks: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run of text came from: `text[start:end]` was read at `source[source_start:source_end]`.

    Source offsets are bytes of the raw body for HTML, Markdown and plain text, and characters of
    the named part for packed formats (`page 3` of a PDF, `word/document.xml` of a DOCX).
    """

    start: int
    end: int
    source_start: int
    source_end: int
    part: str = ""


@dataclass(frozen=True)
class Document:
    """The text of one capture with its layout, as parsed.

    `passages` are in text order and do not overlap. `runs` map text back to the raw source, in
    text order. `notes` are sentences for the operator (two readers differ, comments counted ...).
    `complete` is false when a part could not be read; reports then say so.
    """

    text: str
    title: str = ""
    lang: str = ""
    page_kind: PageKind = PageKind.TERMS
    page_reason: str = ""
    format: str = ""
    kind: str = ""
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    runs: tuple[Run, ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True
    parser: str = ""

    def passage_text(self, passage: Passage) -> str:
        """The text of one of this document's passages."""
        return self.text[passage.start : passage.end]

    def section_label(self, index: int) -> str:
        """How a section is cited; empty before the first section."""
        return self.sections[index].label if 0 <= index < len(self.sections) else ""

    @cached_property
    def text_sha256(self) -> str:
        """Hash of the text, hex: equal texts are one version."""
        return digest(self.text)


# --- detection --------------------------------------------------------------------------------

AttributeValue = int | str | bool | tuple[str, ...] | tuple[int, ...]
"""A scalar or a tuple; names and values as in the annotation guide (docs/rules.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause: `quote == document.text[start:end]`, verbatim."""

    type: str
    quote: str
    start: int
    end: int
    section: str = ""
    lang: str = ""
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    operative: bool = True
    scc: bool = False
    score: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubprocessorRow:
    """One named subprocessor; countries are ISO 3166-1 alpha-2, place of processing before seat."""

    name: str
    countries: tuple[str, ...] = ()
    purpose: str = ""
    safeguard: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Detection:
    """All that was found in one document, by one state of code, rules and models.

    `looked_for` lists the clause types with a detector for the language: a type outside it is
    "not looked for", never "not found". `complete` is false when a part was not searched.
    """

    findings: tuple[Finding, ...] = ()
    subprocessors: tuple[SubprocessorRow, ...] = ()
    looked_for: tuple[str, ...] = ()
    complete: bool = True
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with what was found in it and when its capture was taken."""

    document: Document
    detection: Detection
    captured_at: datetime | None = None


# --- facts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated statement about the law outside the contract, with its source.

    `kind` is `eea`, `adequacy`, `mechanism`, `law` or `event`; `country` (alpha-2) and `mechanism`
    (attribute value) say what it is about.
    """

    id: str
    kind: str
    statement: str
    source: str
    checked_how: str
    country: str = ""
    mechanism: str = ""
    scope: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    checked_at: date | None = None
    statement_sv: str = ""

    def said(self, lang: str) -> str:
        """The statement in a report language; in English where there is no other."""
        return self.statement_sv if lang == "sv" and self.statement_sv else self.statement

    def valid_on(self, day: date) -> bool:
        """True from `valid_from` to the day before `valid_to`."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day < self.valid_to)


# --- changes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """An attribute of a clause type that has another value in the new version (None: not said)."""

    type: str
    attribute: str
    old: AttributeValue | None
    new: AttributeValue | None
    direction: Direction


@dataclass(frozen=True, slots=True)
class SubprocessorChange:
    """Named subprocessors that came, went or changed; names as written in the documents."""

    added: tuple[SubprocessorRow, ...] = ()
    removed: tuple[SubprocessorRow, ...] = ()
    changed: tuple[tuple[SubprocessorRow, SubprocessorRow], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One place that differs: `edited`, `added`, `removed` or `moved`.

    `old` and `new` are the texts (empty where there is none), the spans half-open in each
    document. `noise` names why the part is without effect (empty: it has effect).
    """

    kind: str
    old: str
    new: str
    section: str = ""
    old_span: tuple[int, int] = (0, 0)
    new_span: tuple[int, int] = (0, 0)
    types: tuple[str, ...] = ()
    severity: int = 0
    rule: str = ""
    direction: Direction | None = None
    noise: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day until which somebody can act: kind `objection` or `effect`."""

    kind: str
    day: date
    estimated: bool
    basis: str = ""

    def days_left(self, today: date) -> int:
        """Whole days from `today` to the deadline; negative when it has passed."""
        return (self.day - today).days


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two readings of one document, judged.

    `capture` names the trouble (a `PageKind` value or noise kind) when one side is not the
    document: operator's business, never an alert. `severity` is 0-4; `rule` gave it.
    `summary` maps report languages (`en`, `sv`) to one sentence.
    """

    substantive: bool
    severity: int = 0
    rule: str = "S16"
    capture: str | None = None
    noise: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    attributes: tuple[AttributeChange, ...] = ()
    subprocessors: SubprocessorChange = SubprocessorChange()
    summary: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[ChangePart, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    facts: tuple[str, ...] = ()
    assent: str = ""


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change as the record keeps it, with its document and the captures around it."""

    id: int
    vendor: str
    document: str
    old_captured_at: datetime
    new_captured_at: datetime
    old_version: int
    new_version: int
    cause: Cause
    change: Change


# --- what people decide -----------------------------------------------------------------------

DECISIONS: tuple[str, ...] = ("no_impact", "accept", "object", "negotiate", "stop_use")
"""What may be decided about a change."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a recorded change, said that they read, or took back.

    `decision` is one of `DECISIONS`, `acknowledge` or `undo`. `previous` is the id of the decision
    that was in force when the person acted (0: none), for `undo` the one that is taken back.
    """

    change: int
    decision: str
    name: str
    reason: str
    at: datetime
    previous: int = 0
    id: int = 0


# --- alerts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One change in a digest: the vendor as readers know it, what is said of it, and where to read more."""

    vendor: str
    title: str
    sentence: str
    url: str = ""
    severity: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to people about one change; `id` is stable over repeats.

    `audience` is `business` or `operator`. `sentences` are two: what changed, and until when
    somebody can act and what happens if nobody does. `place` names vendor and document as readers
    know them. `roles` are those whom the clause types concern; empty: everybody.
    `reminds` is the id of the alert that a reminder is about. `kinds` are the clause types that it
    tells of, or the kind of trouble; `thread` is common to all of a vendor on a day. A digest has
    `items` and, at its foot, `notes`: the quiet statement and the signed checkpoint.
    """

    id: str
    vendor: str
    document: str
    severity: int
    created_at: datetime
    sentences: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    audience: str = "business"
    title: str = ""
    url: str = ""
    lang: str = "en"
    change_id: int = 0
    rule: str = ""
    place: str = ""
    roles: tuple[str, ...] = ()
    reminds: str = ""
    kinds: tuple[str, ...] = ()
    thread: str = ""
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 text, hex (lone surrogates survive)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def names(values: Sequence[StrEnum]) -> tuple[str, ...]:
    """Plain strings of enum members, for messages and JSON."""
    return tuple(v.value for v in values)


# budget: the nouns stand in one place, so that every room reads the same page
