"""Reading stored bytes again: our own improvement must never look like the vendor's change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clausewatch.errors import ParseError, Removed
from clausewatch.model import Attempt, Cause, Document, Outcome, Reading, Source
from clausewatch.record.protocol import CaptureRow, Latest, Observation, VersionRow
from clausewatch.tools import Reader, Tools


@dataclass(frozen=True, slots=True)
class Derived:
    """A latest version that was, or would be, derived again; `version` is the new one (0: dry run)."""

    source: str
    cause: Cause
    text_differs: bool
    version: int = 0


def fingerprints(tools: Reader, source: Source, document: Document) -> tuple[str, str, str]:
    """What parser, declaration and detector a version was derived with."""
    return document.parser, source.fingerprint, tools.detector.fingerprint(document.lang)


def current_reading(tools: Tools, source: Source, latest: Latest, parser: str) -> Reading | None:
    """The latest version as the present code reads it, so that only the vendor's change remains.

    Where parser and declaration are those of the record, the recorded text stands; findings are
    made again when rules or model have changed. Versions whose raw bytes are gone stay as recorded;
    of one that was erased there is nothing to compare with (None).
    """
    try:
        reading = tools.record.reading(latest.version)
    except Removed:
        return None
    if latest.fingerprints[:2] != (parser, source.fingerprint):
        document = _read_again(tools, source, latest)
        if document is not None:
            return Reading(document, tools.detector.detect(document), reading.captured_at)
    if latest.fingerprints[2] != tools.detector.fingerprint(reading.document.lang):
        return replace(reading, detection=tools.detector.detect(reading.document))
    return reading


def reprocess(tools: Tools, names: tuple[str, ...], dry_run: bool) -> list[Derived]:
    """Derive the latest versions again where parser, declaration or detector has changed.

    Never alerts: a new text from the same bytes is recorded with cause `extractor` or `declaration`.
    """
    return [d for source in _recorded(tools, names) if (d := _derive(tools, source, dry_run))]


def _recorded(tools: Tools, names: tuple[str, ...]) -> Iterator[Source]:
    declared = {s.key: s for v in tools.declarations.vendors.values() for s in v.sources}
    recorded = tuple(tools.record.sources())
    wanted = _named(tools, names, recorded) if names else set(recorded)
    for key in recorded:
        if key in wanted:
            vendor, document = key.split("/", 1)
            yield declared.get(key) or tools.record.declared(key) or Source(vendor, document, "")


def _named(tools: Tools, names: tuple[str, ...], recorded: tuple[str, ...]) -> set[str]:
    """Keys of recorded sources that are named, also those that nobody declares (imported history)."""
    own = {name: {k for k in recorded if name in (k, k.split("/", 1)[0])} for name in names}
    others = tuple(name for name in names if not own[name])
    return set().union(*own.values()) | ({s.key for s in tools.sources(others)} if others else set())


def _derive(tools: Tools, source: Source, dry_run: bool) -> Derived | None:
    latest = tools.record.latest([source.key]).get(source.key)
    if latest is None:
        return None
    document = _read_again(tools, source, latest)
    if document is None:
        return None
    prints = fingerprints(tools, source, document)
    if prints == latest.fingerprints:
        return None
    cause = Cause.DECLARATION if prints[1] != latest.fingerprints[1] else Cause.EXTRACTOR
    differs = document.text_sha256 != latest.text_sha256
    if dry_run:
        return Derived(source.key, cause, differs)
    return Derived(source.key, cause, differs, _record(tools, source, latest, (document, prints, cause)))


def _record(tools: Tools, source: Source, latest: Latest, new: tuple[Document, tuple[str, str, str], Cause]) -> int:
    """Write a re-derived version beside the capture that it comes from."""
    capture = _capture_of(tools, source, latest.version)
    if capture is None:
        return 0
    document, prints, cause = new
    attempt = Attempt(
        url=capture.url,
        at=capture.at,
        outcome=Outcome.CAPTURED,
        final_url=capture.final_url,
        status=capture.status,
        body=tools.record.raw(capture.sha256),
        content_type=capture.content_type,
    )
    reading = Reading(document, tools.detector.detect(document), capture.at)
    observation = Observation(
        source, attempt, text_sha256=document.text_sha256, reading=reading, fingerprints=prints, cause=cause
    )
    return tools.record.observe(observation).version


def _read_again(tools: Tools, source: Source, latest: Latest) -> Document | None:
    from clausewatch.parse.hints import Hints

    capture = _capture_of(tools, source, latest.version)
    if capture is None or not capture.sha256:
        return None
    hints = Hints(
        url=source.url,
        final_url=capture.final_url,
        content_type=capture.content_type,
        lang=source.lang,
        select=source.select,
        remove=source.remove,
        kind=source.kind,
        status=capture.status,
    )
    try:
        return tools.pool.parse(tools.record.raw(capture.sha256), hints)
    except (ParseError, Removed):
        return None  # what cannot be read any more stays as it was recorded


def _capture_of(tools: Tools, source: Source, version: int) -> CaptureRow | None:
    rows: list[VersionRow] = [v for v in tools.record.versions(source.key) if v.id == version]
    return tools.record.capture(rows[0].capture) if rows else None
