"""The conductor: it alone knows all the rooms, and reads like what a watch is.

A source is fetched; if its bytes are new they are read; if the text is new and is the document,
its clauses are found and compared with the last version; all of it is recorded in one transaction,
and what people must know leaves through the outbox afterwards. The cheapest stage comes first and
ends the work: 304, equal bytes, equal text, equal passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from clausewatch.errors import NothingToDo, ParseError
from clausewatch.model import (
    HELD_KINDS,
    Attempt,
    Cause,
    Change,
    Document,
    Outcome,
    PageKind,
    Reading,
    Source,
    Validators,
)
from clausewatch.record.protocol import Held, Latest, Observation
from clausewatch.rederive import current_reading, fingerprints
from clausewatch.telling import Trouble, alerts_of, compare_readings, trouble_of
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.parse.hints import Hints

HELD_FOR = timedelta(hours=1)
"""A held capture becomes the document when the same text is seen again this much later (F30)."""

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
class Summary:
    """All results of one run, in the order in which they came."""

    results: tuple[Result, ...] = ()

    def count(self, state: str) -> int:
        """How many results are in a state."""
        return sum(r.state == state for r in self.results)


Tell = Callable[[Result], None]


def quietly(_result: Result) -> None:
    """Tell nobody."""


# --- a run over many sources --------------------------------------------------------------------


def run(tools: Tools, sources: Sequence[Source], tell: Tell = quietly) -> Summary:
    """Observe sources once each; failures are recorded and the rest goes on.

    Raises:
        NothingToDo: no sources.
        RecordError: the record cannot be written; nothing of the current source is stored.
    """
    if not sources:
        raise NothingToDo("No source is chosen.", "Name vendors, or set `collections` in clausewatch.toml.")
    known = standings(tools, [s.key for s in sources])
    results: list[Result] = []
    with Quiet(tools) as quiet:
        for got in _gathered(tools, sources, known):
            result = settle(tools, got, known[got.source.key], quiet)
            results.append(result)
            tell(result)
    return Summary(tuple(results))


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
    """Attempts without news: one commit for all of them at the end of a round, whatever ends it."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._attempts: list[tuple[Source, Attempt]] = []

    def add(self, source: Source, attempt: Attempt) -> None:
        """Keep an attempt for the common commit."""
        self._attempts.append((source, replace(attempt, body=b"") if attempt.outcome in FAILED else attempt))

    def __enter__(self) -> Quiet:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._attempts:
            self._tools.record.attempted(self._attempts)


@dataclass(frozen=True, slots=True)
class Got:
    """What one source gave: an attempt and, where its bytes were new, what was read of them."""

    source: Source
    attempt: Attempt
    document: Document | None = None
    unreadable: str = ""
    accepted: bool = False  # by a person, whatever it is judged to be

    @property
    def sound_document(self) -> Document:
        """The document, where there must be one."""
        if self.document is None:
            raise ValueError("nothing was read of this attempt")
        return self.document


def _gathered(tools: Tools, sources: Sequence[Source], known: Mapping[str, Known]) -> Iterator[Got]:
    """Fetch and parse in threads, a bounded number at once, so that few pages are in memory."""
    width = max(1, tools.settings.fetch.concurrency)
    queue = iter(_spread(sources))
    with ThreadPoolExecutor(width, thread_name_prefix="fetch") as pool:

        def start(n: int) -> set[Future[Got]]:
            return {pool.submit(get, tools, s, known[s.key].latest) for s in islice(queue, n)}

        running = start(width)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= start(len(done))
            for future in done:
                yield future.result()


def _spread(sources: Sequence[Source]) -> list[Source]:
    """Hosts in turn, so that waiting for one host's interval does not hold up the others."""
    seen: dict[str, int] = {}
    keyed: list[tuple[int, int, Source]] = []
    for source in sources:
        host = source.url.split("/", 3)[2] if "://" in source.url else ""
        seen[host] = seen.get(host, 0) + 1
        keyed.append((seen[host], len(keyed), source))
    return [source for _, _, source in sorted(keyed, key=lambda k: k[:2])]


def get(tools: Tools, source: Source, latest: Latest | None) -> Got:
    """Fetch one source and, if its bytes are new, parse them in a child process."""
    attempt = tools.fetcher.fetch(source, _validators(tools, source, latest))
    return read(tools, source, attempt) if _new_bytes(attempt, source, latest) else Got(source, attempt)


def read(tools: Tools, source: Source, attempt: Attempt) -> Got:
    """Parse one captured attempt; bytes that cannot be read are a result, not an error."""
    try:
        return Got(source, attempt, tools.pool.parse(attempt.body, hints_of(source, attempt)))
    except ParseError as e:
        return Got(source, attempt, unreadable=f"{e} {e.hint}".strip())


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
    if latest is None or latest.held is not None or not _declared_alike(source, latest):
        return None
    stale = tools.clock() - latest.full_at >= timedelta(days=tools.settings.fetch.full_fetch_days)
    return None if stale else latest.validators


def _new_bytes(attempt: Attempt, source: Source, latest: Latest | None) -> bool:
    """True if a body came that is not the one of the latest version, or is to be cut out anew."""
    if attempt.outcome is not Outcome.CAPTURED:
        return False
    return latest is None or attempt.sha256 != latest.validators.sha256 or not _declared_alike(source, latest)


def _declared_alike(source: Source, latest: Latest) -> bool:
    """True if the declaration that cut out the latest version is still the one in force."""
    return latest.fingerprints[1] == source.fingerprint


# --- one source ---------------------------------------------------------------------------------


def settle(tools: Tools, got: Got, known: Known, quiet: Quiet) -> Result:
    """Decide what an attempt means and record it; attempts without news are kept in `quiet`."""
    source, attempt, latest = got.source, got.attempt, known.latest
    if attempt.outcome in FAILED:
        return _failed(tools, got, known, quiet)
    if got.unreadable:
        return _quarantine(tools, got, known, (PageKind.UNREADABLE, got.unreadable))
    if got.document is None:
        quiet.add(source, attempt)
        return _sound(tools, got, known)
    if _same_text(got.document, source, latest):
        tools.record.observe(Observation(source, attempt, text_sha256=got.document.text_sha256))
        return _sound(tools, got, known)
    previous = current_reading(tools, source, latest, got.document.parser) if latest else None
    document = _judged(got.document, source, attempt, previous)
    if document.page_kind is not PageKind.TERMS and not _confirmed(document, got, known):
        return _quarantine(tools, replace(got, document=document), known, (document.page_kind, document.page_reason))
    sound = replace(got, document=replace(document, page_kind=PageKind.TERMS))
    return _new_text(tools, sound, known, previous)


def _same_text(document: Document, source: Source, latest: Latest | None) -> bool:
    if latest is None or document.page_kind is not PageKind.TERMS:
        return False
    return document.text_sha256 == latest.text_sha256 and _declared_alike(source, latest)


def _sound(tools: Tools, got: Got, known: Known) -> Result:
    """Nothing new; the operator hears it if the source was in trouble before."""
    if told := trouble_of(tools, Trouble.of(got.source, got.attempt, known, "")):
        tools.record.announce(told, tools.channel_names)
    return Result(got.source, got.attempt.at, got.attempt.outcome, detail=got.attempt.detail)


def _failed(tools: Tools, got: Got, known: Known, quiet: Quiet) -> Result:
    """A failed attempt: recorded always, told to the operator when the source was sound before."""
    source, attempt = got.source, got.attempt
    quiet.add(source, attempt)
    if told := trouble_of(tools, Trouble.of(source, attempt, known, attempt.outcome.value, attempt.detail)):
        tools.record.announce(told, tools.channel_names)
    return Result(source, attempt.at, attempt.outcome, detail=attempt.detail)


def _judged(document: Document, source: Source, attempt: Attempt, previous: Reading | None) -> Document:
    from clausewatch.parse.pagekind import judge

    return judge(document, hints_of(source, attempt), previous.document if previous else None)


def _confirmed(document: Document, got: Got, known: Known) -> bool:
    """A person accepted it, or a held kind shows the same text again an hour later."""
    if got.accepted:
        return bool(document.text.strip())
    if known.held is None or document.page_kind not in HELD_KINDS:
        return False
    return known.held.text_sha256 == document.text_sha256 and got.attempt.at - known.held.at >= HELD_FOR


def _quarantine(tools: Tools, got: Got, known: Known, why: tuple[PageKind, str]) -> Result:
    source, attempt = got.source, got.attempt
    kind, reason = why
    told = trouble_of(tools, Trouble.of(source, attempt, known, kind.value, reason))
    tools.record.observe(
        Observation(
            source,
            attempt,
            page_kind=kind,
            page_reason=reason,
            text_sha256=got.document.text_sha256 if got.document else "",
            alerts=told,
            channels=tools.channel_names,
        )
    )
    return Result(source, attempt.at, attempt.outcome, kind, reason)


@dataclass
class _Cache:
    """The record's finding cache, with new entries kept back for the observation's transaction."""

    tools: Tools
    new: dict[str, str] = field(default_factory=dict)

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.tools.record.cached(keys)

    def put(self, entries: Mapping[str, str]) -> None:
        self.new.update(entries)


def _new_text(tools: Tools, got: Got, known: Known, previous: Reading | None) -> Result:
    """Find the clauses of a new text, compare with the last version, and record all of it."""
    source, attempt, document = got.source, got.attempt, got.sound_document
    cache = _Cache(tools)
    new = Reading(document, tools.detector.detect(document, cache), attempt.at)
    change = compare_readings(tools, previous, new, source) if previous else None
    if change and change.capture:
        held = replace(document, page_kind=_kind_of(change.capture))
        if not _confirmed(held, got, known):
            return _quarantine(tools, got, known, (held.page_kind, change.summary.get("en") or change.capture))
        change = replace(change, capture=None)
    told = alerts_of(tools, got.source, (attempt, document), known.latest, change)
    told += trouble_of(tools, Trouble.of(source, attempt, known, ""))
    recorded = tools.record.observe(
        Observation(
            source,
            attempt,
            text_sha256=document.text_sha256,
            reading=new,
            fingerprints=fingerprints(tools, source, document),
            cause=_cause(source, known.latest, previous, document),
            change=change,
            alerts=told,
            channels=tools.channel_names,
            cache=cache.new,
        )
    )
    return Result(source, attempt.at, attempt.outcome, version=recorded.version, change=change)


def _cause(source: Source, latest: Latest | None, previous: Reading | None, document: Document) -> Cause:
    """The vendor's doing, unless the old bytes read the new way already give this text."""
    if latest is None or previous is None or previous.document.text_sha256 != document.text_sha256:
        return Cause.CONTENT
    return Cause.EXTRACTOR if _declared_alike(source, latest) else Cause.DECLARATION


def _kind_of(capture: str) -> PageKind:
    known = {"near_empty": PageKind.EMPTY, "wrong_page": PageKind.OTHER_DOCUMENT}
    return known.get(capture) or (PageKind(capture) if capture in set(PageKind) else PageKind.OTHER_DOCUMENT)


# --- captures that were not fetched -------------------------------------------------------------


def take(tools: Tools, source: Source, attempt: Attempt, accepted: bool = False) -> Result:
    """One attempt from elsewhere, judged and recorded like all others."""
    known = standings(tools, [source.key])[source.key]
    got = read(tools, source, attempt) if _new_bytes(attempt, source, known.latest) else Got(source, attempt)
    with Quiet(tools) as quiet:
        return settle(tools, replace(got, accepted=accepted), known, quiet)


def import_snapshots(tools: Tools, folder: Path, tell: Tell = quietly) -> Summary:
    """Dated raw files of one document, each as if fetched at its date; nobody is alerted of the past.

    Raises:
        UsageError: the folder holds no dated files.
    """
    from clausewatch.fetch.replay import snapshots

    taken = snapshots(folder)
    results = []
    for attempt in taken.attempts:
        results.append(take(tools.silent(), taken.source, attempt))
        tell(results[-1])
    return Summary(tuple(results))
