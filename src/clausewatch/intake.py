"""The way in by hand: a file that a person saved, with who handed it in, when it was taken and from where."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clausewatch import watch
from clausewatch.errors import FetchError, NothingToDo, UsageError
from clausewatch.model import Attempt, Outcome, Source
from clausewatch.tools import Tools
from clausewatch.watch import Result
from clausewatch.wording import one_line

_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain", ".xhtml": "application/xhtml+xml"}


@dataclass(frozen=True, slots=True)
class Handed:
    """Where a capture by hand comes from; all of it is recorded with the attempt.

    `by` names the person, `at` is when the file was taken (None: now), `url` from where (empty: as
    declared). `accept` is the reason for taking it as the document whatever it is judged to be.
    """

    by: str
    at: datetime | None = None
    url: str = ""
    note: str = ""
    accept: str = ""

    @property
    def detail(self) -> str:
        """The sentence of the record."""
        said = f"handed in by {one_line(self.by)}"
        said += f": {one_line(self.note)}" if self.note else ""
        return said + (f"; accepted as the document: {one_line(self.accept)}" if self.accept else "")


def add_capture(tools: Tools, key: str, file: Path, handed: Handed) -> Result:
    """Record a file as a capture of `vendor/document`, by the same rules as a fetched page.

    Raises:
        UnknownVendor: it is not declared.
        UsageError: the file, its date or its address cannot be used.
    """
    at = handed.at or tools.clock()
    if at > tools.clock():
        raise UsageError(f"{at:%Y-%m-%d %H:%M} UTC has not come yet.", "Give the time at which the file was saved.")
    source = _source(tools, key, at)
    _check_order(tools, source, at)
    url = _address(handed.url or source.url)
    attempt = Attempt(
        url=source.url,
        at=at,
        outcome=Outcome.CAPTURED,
        detail=handed.detail,
        final_url=url,
        body=_bytes(file, tools.settings.fetch.max_bytes),
        content_type=_TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "",
    )
    return watch.take(tools, source, attempt, accepted=bool(handed.accept))


def moment(text: str) -> datetime:
    """A date or time in ISO 8601; UTC where no offset is given.

    Raises:
        UsageError: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date or time.", "Write 2026-03-31 or 2026-03-31T14:05+02:00.") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _source(tools: Tools, key: str, at: datetime) -> Source:
    sources = tools.declarations.sources((key,), at.date())
    if not sources:
        raise NothingToDo(f"{key} is not declared for {at:%Y-%m-%d}.", "See `valid_from` and `valid_to` of its declaration.")
    return sources[0]


def _check_order(tools: Tools, source: Source, at: datetime) -> None:
    """Versions follow each other in time: what is older than the last one is history."""
    latest = tools.record.latest([source.key]).get(source.key)
    if latest is not None and at < latest.captured_at:
        raise UsageError(
            f"{source.key} was seen later than that, on {latest.captured_at:%Y-%m-%d %H:%M} UTC.",
            "Older captures go into a new home, with `clausewatch import snapshots`.",
        )


def _address(url: str) -> str:
    from clausewatch.fetch.urls import target

    try:
        return str(target(url))
    except FetchError as e:
        raise UsageError(str(e), "Give the address from which the file was saved.") from e


def _bytes(file: Path, most: int) -> bytes:
    try:
        body = file.read_bytes()
    except OSError as e:
        raise UsageError(f"{file} cannot be read: {e.strerror}.", "Check the path.") from e
    if not body:
        raise UsageError(f"{file} is empty.", "Save the page again.")
    if len(body) > most:
        raise UsageError(f"{file} holds more than {most} bytes.", "`fetch.max_bytes` in the settings is the limit.")
    return body
