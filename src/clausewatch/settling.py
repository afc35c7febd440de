"""Deciding what one attempt means, by the cheapest stage that can, and recording it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from clausewatch.comparing import compare_readings
from clausewatch.model import HELD_KINDS, Attempt, Cause, Document, PageKind, Reading, Source
from clausewatch.record.protocol import Latest, Observation
from clausewatch.rederive import current_reading, fingerprints
from clausewatch.seen import FAILED, Got, Known, Quiet, Result, declared_alike, hints_of
from clausewatch.telling import Trouble, alerts_of, gone_of, trouble_of
from clausewatch.tools import Tools

HELD_FOR = timedelta(hours=1)
"""A held capture becomes the document when the same text is seen again this much later (F30)."""

ALTERNATES_WITHIN = timedelta(days=1)
"""A text that gives way to the one before it so soon was no change yet: two texts alternate (F32)."""


def settle(tools: Tools, got: Got, known: Known, quiet: Quiet) -> Result:
    """Decide what an attempt means and record it; attempts without news are kept in `quiet`."""
    source, attempt, latest = got.source, got.attempt, known.latest
    if attempt.outcome in FAILED:
        return _failed(tools, got, known, quiet)
    if got.unreadable:
        return _quarantine(tools, got, known, (PageKind.UNREADABLE, got.unreadable))
    if got.same_text:
        quiet.same_text(source, attempt, got.same_text)
        return _sound(tools, got, known)
    if got.document is None:
        quiet.add(source, attempt)
        return _sound(tools, got, known)
    previous = current_reading(tools, source, latest, got.document.parser) if latest else None
    document = _alternating(tools, _judged(got.document, source, attempt, previous), got, known)
    if document.page_kind is not PageKind.TERMS and not _confirmed(document, got, known):
        return _quarantine(tools, replace(got, document=document), known, (document.page_kind, document.page_reason))
    sound = replace(got, document=replace(document, page_kind=PageKind.TERMS))
    return _new_text(tools, sound, known, previous)


def _sound(tools: Tools, got: Got, known: Known) -> Result:
    """Nothing new; the operator hears it if the source was in trouble before."""
    told = trouble_of(tools, Trouble.of(got.source, got.attempt, known, ""))
    if told and known.state != PageKind.FLAPPING:
        tools.record.announce(told, tools.channel_names)
    return Result(got.source, got.attempt.at, got.attempt.outcome, detail=got.attempt.detail)


def _failed(tools: Tools, got: Got, known: Known, quiet: Quiet) -> Result:
    """A failed attempt: recorded always, told to the operator when the source was sound before."""
    source, attempt = got.source, got.attempt
    quiet.add(source, attempt)
    told = trouble_of(tools, Trouble.of(source, attempt, known, attempt.outcome.value, attempt.detail))
    if told := told or gone_of(tools, source, attempt, known):
        tools.record.announce(told, tools.channel_names)
    return Result(source, attempt.at, attempt.outcome, detail=attempt.detail)


def _judged(document: Document, source: Source, attempt: Attempt, previous: Reading | None) -> Document:
    from clausewatch.parse.pagekind import judge

    return judge(document, hints_of(source, attempt), previous.document if previous else None)


def _alternating(tools: Tools, document: Document, got: Got, known: Known) -> Document:
    """The document, as held if it is the text before the latest version and that one has just come (A, B, A)."""
    latest = known.latest
    if latest is None or document.page_kind is not PageKind.TERMS or document.text_sha256 not in latest.earlier[:2]:
        return document
    since = _first_seen(tools, latest)
    if got.attempt.at - since >= ALTERNATES_WITHIN:
        return document
    reason = f"the text before the version of {since:%Y-%m-%d %H:%M} is back; both are kept"
    return replace(document, page_kind=PageKind.FLAPPING, page_reason=reason)


def _first_seen(tools: Tools, latest: Latest) -> datetime:
    return next(v.first_seen for v in tools.record.versions(latest.source) if v.id == latest.version)


def _confirmed(document: Document, got: Got, known: Known) -> bool:
    """A person accepted it, or a held kind shows the same text again an hour later."""
    if got.accepted:
        return bool(document.text.strip())
    return document.page_kind in HELD_KINDS and _seen_again(got, known)


def _seen_again(got: Got, known: Known) -> bool:
    """True if the held text has now been there for an hour at least."""
    if known.held is None or got.document is None:
        return False
    return known.held.text_sha256 == got.document.text_sha256 and got.attempt.at - known.held.at >= HELD_FOR


def _quarantine(tools: Tools, got: Got, known: Known, why: tuple[PageKind, str]) -> Result:
    source, attempt = got.source, got.attempt
    kind, reason = why
    trouble = Trouble.of(source, attempt, known, kind.value, reason)
    if kind is PageKind.FLAPPING and known.latest:
        trouble = replace(trouble, sound_at=_first_seen(tools, known.latest))  # one alert however often they alternate
    told = trouble_of(tools, trouble)
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
    confirmed = got.accepted or _seen_again(got, known)
    change = compare_readings(tools, previous, new, source, confirmed) if previous else None
    if change and change.capture and not got.accepted:  # still, though seen again: a person must say
        kind = _kind_of(change.capture)
        return _quarantine(tools, got, known, (kind, change.summary.get("en") or change.capture))
    told = alerts_of(tools, got.source, (attempt, document), known.latest, change)
    told += trouble_of(tools, Trouble.of(source, attempt, known, ""))
    recorded = tools.record.observe(
        Observation(
            source,
            attempt,
            text_sha256=document.text_sha256,
            reading=new,
            fingerprints=fingerprints(tools, source, document),
            cause=got.cause or _cause(source, known.latest, previous, document),
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
    return Cause.EXTRACTOR if declared_alike(source, latest) else Cause.DECLARATION


def _kind_of(capture: str) -> PageKind:
    known = {"near_empty": PageKind.EMPTY, "wrong_page": PageKind.OTHER_DOCUMENT}
    return known.get(capture) or (PageKind(capture) if capture in set(PageKind) else PageKind.OTHER_DOCUMENT)
