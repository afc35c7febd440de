"""The conductor: it alone knows all the rooms, and reads like what a watch is.

A source is fetched; if its bytes are new they are read; if the text is new and is the document,
its clauses are found and compared with the last version; all of it is recorded in one transaction,
and what people must know leaves through the outbox afterwards. The cheapest stage comes first and
ends the work: 304, equal bytes, equal text, equal passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

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
from clausewatch.record.protocol import Latest, Observation
from clausewatch.tools import Reader, Tools

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
    latest = tools.record.latest([s.key for s in sources])
    results: list[Result] = []
    unchanged: list[tuple[Source, Attempt]] = []
    for got in _gathered(tools, sources, latest):
        result = settle(tools, got, latest.get(got.source.key), unchanged)
        results.append(result)
        tell(result)
    tools.record.attempted(unchanged)
    return Summary(tuple(results))


@dataclass(frozen=True, slots=True)
class Got:
    """What one source gave: an attempt and, where its bytes were new, what was read of them."""

    source: Source
    attempt: Attempt
    document: Document | None = None
    unreadable: str = ""


def _gathered(tools: Tools, sources: Sequence[Source], latest: Mapping[str, Latest]) -> Iterator[Got]:
    """Fetch and parse in threads, a bounded number at once, so that few pages are in memory."""
    width = max(1, tools.settings.fetch.concurrency)
    queue = iter(_spread(sources))
    with ThreadPoolExecutor(width, thread_name_prefix="fetch") as pool:

        def start(n: int) -> set[Future[Got]]:
            return {pool.submit(get, tools, s, latest.get(s.key)) for s in islice(queue, n)}

        running = start(width)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= start(len(done))
            for future in done:
                yield future.result()


def _spread(sources: Sequence[Source]) -> list[Source]:
    """Hosts in turn, so that waiting for one host's interval does not hold up the others."""
    seen: dict[str, int] = {}
    keyed = []
    for source in sources:
        host = source.url.split("/", 3)[2] if "://" in source.url else ""
        seen[host] = seen.get(host, 0) + 1
        keyed.append((seen[host], len(keyed), source))
    return [source for _, _, source in sorted(keyed, key=lambda k: k[:2])]


def get(tools: Tools, source: Source, latest: Latest | None) -> Got:
    """Fetch one source and, if its bytes are new, parse them in a child process."""
    attempt = tools.fetcher.fetch(source, _validators(tools, latest))
    same = latest is not None and attempt.sha256 == latest.validators.sha256 and _fresh(source, latest)
    if attempt.outcome is not Outcome.CAPTURED or same:
        return Got(source, attempt)
    return read(tools, source, attempt)


def read(tools: Tools, source: Source, attempt: Attempt) -> Got:
    """Parse one captured attempt; bytes that cannot be read are a result, not an error."""
    from clausewatch.parse.reader import Hints

    hints = Hints(
        url=source.url,
        final_url=attempt.final_url,
        content_type=attempt.content_type,
        lang=source.lang,
        select=source.select,
        remove=source.remove,
        kind=source.kind,
        status=attempt.status,
    )
    try:
        return Got(source, attempt, tools.pool.parse(attempt.body, hints))
    except ParseError as e:
        return Got(source, attempt, unreadable=f"{e} {e.hint}".strip())


def _validators(tools: Tools, latest: Latest | None) -> Validators | None:
    """Ask conditionally, but take a full copy once a week all the same (F13)."""
    if latest is None or latest.held is not None:
        return None
    stale = tools.clock() - latest.full_at >= timedelta(days=tools.settings.fetch.full_fetch_days)
    return None if stale else latest.validators


def _fresh(source: Source, latest: Latest) -> bool:
    """True if the declaration that cut out the latest version is still the one in force."""
    return latest.fingerprints[1] == source.fingerprint


# --- one source ---------------------------------------------------------------------------------


def settle(tools: Tools, got: Got, latest: Latest | None, unchanged: list[tuple[Source, Attempt]]) -> Result:
    """Decide what an attempt means and record it; attempts without news are added to `unchanged`."""
    source, attempt = got.source, got.attempt
    if got.unreadable:
        return _quarantine(tools, got, PageKind.UNREADABLE, got.unreadable)
    if got.document is None:
        unchanged.append((source, attempt))
        return Result(source, attempt.at, attempt.outcome, detail=attempt.detail)
    document = got.document
    if latest is not None and document.text_sha256 == latest.text_sha256 and document.page_kind is PageKind.TERMS:
        tools.record.observe(Observation(source, attempt, text_sha256=document.text_sha256))
        return Result(source, attempt.at, attempt.outcome)
    previous = current_reading(tools, source, latest) if latest else None
    document = _judged(document, source, attempt, previous)
    if document.page_kind is not PageKind.TERMS and not _confirmed(document, attempt, latest):
        return _quarantine(tools, got, document.page_kind, document.page_reason, document)
    return _new_version(tools, replace(got, document=replace(document, page_kind=PageKind.TERMS)), latest, previous)


def _judged(document: Document, source: Source, attempt: Attempt, previous: Reading | None) -> Document:
    from clausewatch.parse.pagekind import judge
    from clausewatch.parse.reader import Hints

    hints = Hints(url=source.url, final_url=attempt.final_url, lang=source.lang, kind=source.kind, select=source.select)
    return judge(document, hints, previous.document if previous else None)


def _confirmed(document: Document, attempt: Attempt, latest: Latest | None) -> bool:
    """A held kind is the document after all when the same text is seen again an hour later."""
    held = latest.held if latest else None
    if held is None or document.page_kind not in HELD_KINDS:
        return False
    return held.text_sha256 == document.text_sha256 and attempt.at - held.at >= HELD_FOR


def _quarantine(tools: Tools, got: Got, kind: PageKind, reason: str, document: Document | None = None) -> Result:
    from clausewatch.alert import policy

    text = document.text_sha256 if document else ""
    told = policy.trouble(got.source, kind, reason, got.attempt.at)
    tools.record.observe(
        Observation(
            got.source,
            got.attempt,
            page_kind=kind,
            page_reason=reason,
            text_sha256=text,
            alerts=told,
            channels=tools.settings.channels,
        )
    )
    return Result(got.source, got.attempt.at, got.attempt.outcome, kind, reason)


@dataclass
class _Cache:
    """The record's finding cache, with new entries kept back for the observation's transaction."""

    tools: Tools
    new: dict[str, str] = field(default_factory=dict)

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        return self.tools.record.cached(keys)

    def put(self, entries: Mapping[str, str]) -> None:
        self.new.update(entries)


def _new_version(tools: Tools, got: Got, latest: Latest | None, previous: Reading | None) -> Result:
    assert got.document is not None
    cache = _Cache(tools)
    new = Reading(got.document, tools.detector.detect(got.document, cache), got.attempt.at)
    change = compare_readings(tools, previous, new, got.source) if previous else None
    if change and change.capture:
        kind = _kind_of(change.capture)
        if not _confirmed(replace(got.document, page_kind=kind), got.attempt, latest):
            return _quarantine(tools, got, kind, f"looks like {change.capture}", got.document)
    recorded = tools.record.observe(
        Observation(
            got.source,
            got.attempt,
            text_sha256=got.document.text_sha256,
            reading=new,
            fingerprints=fingerprints(tools, got.source, got.document),
            change=change,
            alerts=_alerts(tools, got, latest, change),
            channels=tools.settings.channels,
            cache=cache.new,
        )
    )
    return Result(got.source, got.attempt.at, got.attempt.outcome, version=recorded.version, change=change)


def _kind_of(capture: str) -> PageKind:
    return PageKind(capture) if capture in PageKind._value2member_map_ else PageKind.OTHER_DOCUMENT


def _alerts(tools: Tools, got: Got, latest: Latest | None, change: Change | None) -> tuple:  # type: ignore[type-arg]
    raise AssertionError  # replaced below, once the alert room's nouns are known


# --- readings -----------------------------------------------------------------------------------


def fingerprints(tools: Reader, source: Source, document: Document) -> tuple[str, str, str]:
    """What parser, declaration and detector a version was derived with."""
    return document.parser, source.fingerprint, tools.detector.fingerprint(document.lang)


def compare_readings(tools: Reader, old: Reading, new: Reading, source: Source | None = None) -> Change:
    """What changed between two readings, with the facts of the day joined in."""
    from clausewatch.compare.judge import Context, compare

    day = new.captured_at.date() if new.captured_at else None
    context = Context(facts=tools.facts, today=day, kind=source.kind if source else "", country=tools.settings.country)
    return compare(old, new, context)
