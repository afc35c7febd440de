"""Observations of a fictional vendor, for every test that needs a record with something in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from clausewatch.model import (
    Alert,
    Attempt,
    Change,
    Detection,
    Document,
    Finding,
    Outcome,
    PageKind,
    Passage,
    PassageKind,
    Reading,
    Source,
    SubprocessorRow,
)
from clausewatch.record.protocol import Observation

START = datetime(2026, 1, 1, 5, tzinfo=UTC)
SOURCE = Source("acme", "dpa", "https://acme.example/dpa", kind="dpa", select=("main",))
OTHER = Source("globex", "terms", "https://globex.example/terms")
CHANNELS = ("console:", "jsonl:alerts.jsonl")


def day(number: float) -> datetime:
    """Midnight plus five hours, that many days after the start."""
    return START + timedelta(days=number)


def attempt(number: float, body: str = "", **fields: Any) -> Attempt:
    """A successful attempt with a body, or whatever the fields say."""
    given: dict[str, Any] = {"outcome": Outcome.CAPTURED, "status": 200, "content_type": "text/html", **fields}
    source = given.pop("source", SOURCE)
    return Attempt(source.url, day(number), body=body.encode("utf-8", "surrogatepass"), **given)


def unmodified(number: float) -> Attempt:
    """A 304."""
    return attempt(number, outcome=Outcome.NOT_MODIFIED, status=304)


def reading(text: str) -> Reading:
    """A reading with one passage, one finding and one subprocessor."""
    document = Document(
        text, title="Data processing agreement", lang="en", passages=(Passage(PassageKind.PARAGRAPH, 0, len(text)),)
    )
    finding = Finding("governing_law", text[:7], 0, 7, "1 Law", "en", {"countries": ("SE",), "days": 30, "own": True})
    named = SubprocessorRow("Initech GmbH", ("DE", "US"), "Hosting", "scc")
    return Reading(document, Detection((finding,), (named,), ("governing_law",)))


def observation(number: float, text: str, **fields: Any) -> Observation:
    """A capture on a day with a new text; a `body` other than the text can be given."""
    source = fields.get("source", SOURCE)
    body = fields.pop("body", text)
    headers = fields.pop("headers", (("ETag", f'"{text}"'),))
    seen = Observation(
        source=source,
        attempt=attempt(number, body, headers=headers, source=source),
        text_sha256=reading(text).document.text_sha256,
        reading=reading(text),
        fingerprints=("parser-1", source.fingerprint, "detector-1"),
    )
    return replace(seen, **fields)


def same_text(number: float, text: str, body: str, **fields: Any) -> Observation:
    """A capture with another body but a text that is known."""
    return observation(number, text, body=body, reading=None, **fields)


def quarantined(number: float, text: str, kind: PageKind, **fields: Any) -> Observation:
    """A capture that is not the document, or perhaps not."""
    return observation(number, text, page_kind=kind, page_reason=f"looks like {kind.value}", reading=None, **fields)


def alert(name: str = "alert-1", **fields: Any) -> Alert:
    """An alert on the vendor."""
    return replace(Alert(name, "acme", "dpa", 3, START, ("It changed.", "Object until 31 January.")), **fields)


def telling(number: float, text: str, **fields: Any) -> Observation:
    """A new text with a change, an alert on two channels and cache entries."""
    change = Change(True, 3, "S06", types=("terms_change",), summary={"en": "Notice fell.", "sv": "Kortare varsel."})
    given: dict[str, Any] = {
        "change": change,
        "alerts": (alert(f"alert of {text}"),),
        "channels": CHANNELS,
        "cache": {f"passage of {text}": "[]"},
        **fields,
    }
    return observation(number, text, **given)
