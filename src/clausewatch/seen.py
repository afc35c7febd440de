"""What a source gave in a run, and how it stood before: fetched and read, not yet judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from clausewatch.errors import ParseError
from clausewatch.model import Attempt, Cause, Change, Document, Outcome, PageKind, Source, Validators
from clausewatch.record.protocol import Held, Latest, Observation
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.parse.hints import Hints

FAILED = frozenset(Outcome) - {Outcome.CAPTURED, Outcome.NOT_MODIFIED}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one source in one run; `change` is set where a new version differs."""

    source: Source
    at: datetime
    outcome: Outcome
    page_kind: PageKind = PageKind.TERMS
    detail: str = ""
    version: int = 0
    change: Change | None = None

    @property
    def state(self) -> str:
        """One word for tables: failed, quarantined, unchanged, first, cosmetic or changed."""
        if self.outcome in FAILED:
            return "failed"
        if self.page_kind is not PageKind.TERMS:
            return "quarantined"
        if not self.version:
            return "unchanged"
        if self.change is None:
            return "first"
        return "changed" if self.change.substantive else "cosmetic"


@dataclass(frozen=True, slots=True)
class Known:
    """How a source stood before: its latest version, what is held, and the trouble it was in."""

    latest: Latest | None = None
    held: Held | None = None
    state: str = ""


def standings(tools: Tools, keys: Sequence[str]) -> Mapping[str, Known]:
    """What is known of all sources of a run, in a few queries."""
    latest, held, states = tools.record.latest(keys), tools.record.held(keys), tools.record.states(keys)
    return {key: Known(latest.get(key), held.get(key), states.get(key, "")) for key in keys}


class Quiet:
    """Attempts without news share commits: one at the end of a round, whatever ends it, and one whenever many wait."""

    _MANY, _HEAVY = 500, 8 << 20
    """Attempts, and bytes of their bodies, that wait at most."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._attempts: list[tuple[Source, Attempt]] = []
        self._again: list[Observation] = []
        self._bytes = 0

    def add(self, source: Source, attempt: Attempt) -> None:
        """Keep an attempt for the common commit."""
        kept = replace(attempt, body=b"") if attempt.outcome in FAILED else attempt
        self._attempts.append((source, kept))
        self._wait(kept)

    def same_text(self, source: Source, attempt: Attempt, text_sha256: str) -> None:
        """Keep new bytes of a known text for the common commit."""
        self._again.append(Observation(source, attempt, text_sha256=text_sha256))
        self._wait(attempt)

    def _wait(self, attempt: Attempt) -> None:
        self._bytes += len(attempt.body)
        if self._bytes > self._HEAVY or len(self._attempts) + len(self._again) > self._MANY:
            self._record()

    def _record(self) -> None:
        self._tools.record.attempted(self._attempts, self._again)
        self._attempts, self._again, self._bytes = [], [], 0

    def __enter__(self) -> Quiet:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._record()


@dataclass(frozen=True, slots=True)
class Got:
    """What one source gave: an attempt and, where its bytes were new, what was read of them.

    `same_text` is the hash of a text that is that of the latest version.
    """

    source: Source
    attempt: Attempt
    document: Document | None = None
    same_text: str = ""
    unreadable: str = ""
    accepted: bool = False  # by a person, whatever it is judged to be
    cause: Cause | None = None  # where it is known from elsewhere

    @property
    def sound_document(self) -> Document:
        """The document, where there must be one."""
        if self.document is None:
            raise ValueError("nothing was read of this attempt")
        return self.document


def get(tools: Tools, source: Source, latest: Latest | None) -> Got:
    """Fetch one source and, if its bytes are new, parse them in a child process."""
    return read(tools, source, tools.fetcher.fetch(source, _validators(tools, source, latest)), latest)


def read(tools: Tools, source: Source, attempt: Attempt, latest: Latest | None = None) -> Got:
    """Parse an attempt whose bytes are new; bytes that cannot be read are a result, not an error."""
    if not _new_bytes(attempt, source, latest):
        return Got(source, attempt)
    known = latest.text_sha256 if latest and declared_alike(source, latest) else ""
    try:
        document = tools.pool.news(attempt.body, hints_of(source, attempt), known)
    except ParseError as e:
        return Got(source, attempt, unreadable=f"{e} {e.hint}".strip())
    return Got(source, attempt, document, "" if document else known)


def hints_of(source: Source, attempt: Attempt) -> Hints:
    """What the parsers are told of an attempt."""
    from clausewatch.parse.hints import Hints

    return Hints(
        url=source.url,
        final_url=attempt.final_url,
        content_type=attempt.content_type,
        lang=source.lang,
        select=source.select,
        remove=source.remove,
        kind=source.kind,
        status=attempt.status,
    )


def _validators(tools: Tools, source: Source, latest: Latest | None) -> Validators | None:
    """Ask conditionally, but take a full copy once a week all the same (F13)."""
    if latest is None or latest.held is not None or not declared_alike(source, latest):
        return None
    stale = tools.clock() - latest.full_at >= timedelta(days=tools.settings.fetch.full_fetch_days)
    return None if stale else latest.validators


def _new_bytes(attempt: Attempt, source: Source, latest: Latest | None) -> bool:
    """True if a body came that is not the one of the latest version, or is to be cut out anew."""
    if attempt.outcome is not Outcome.CAPTURED:
        return False
    return latest is None or attempt.sha256 != latest.validators.sha256 or not declared_alike(source, latest)


def declared_alike(source: Source, latest: Latest) -> bool:
    """True if the declaration that cut out the latest version is still the one in force."""
    return latest.fingerprints[1] == source.fingerprint
