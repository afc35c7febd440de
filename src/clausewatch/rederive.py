"""Reading stored bytes again: our own improvement must never look like the vendor's change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from clausewatch.errors import ParseError, Removed
from clausewatch.model import Attempt, Cause, Document, Outcome, Reading, Source
from clausewatch.record.protocol import CaptureRow, Latest, Observation, VersionRow
from clausewatch.tools import Reader, Tools

Chosen = tuple[str, int]
"""A source's key and the id of one of its versions; plain, so that it travels to any worker."""

_COMMIT = 100
"""Versions derived again in one commit: the log is locked for as long as they take to write."""
_REMEMBERED = 20_000
"""Passages whose findings are kept in memory while many versions are derived."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A version that was, or would be, derived again; `version` is the new one (0: dry run)."""

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
        capture = _capture_of(tools, source, latest.version)
        document = _read_again(tools, source, capture) if capture else None
        if document is not None:
            return Reading(document, tools.detector.detect(document), reading.captured_at)
    if latest.fingerprints[2] != tools.detector.fingerprint(reading.document.lang):
        return replace(reading, detection=tools.detector.detect(reading.document))
    return reading


def reprocess(tools: Tools, names: tuple[str, ...], dry_run: bool, history: bool = False) -> list[Derived]:
    """Derive the latest versions again where parser, declaration or detector has changed; with `history`, all versions.

    Never alerts: a new text from the same bytes is recorded with cause `extractor` or `declaration`.
    """
    return derive(tools, list(stale(tools, names, history)), dry_run)


def stale(tools: Tools, names: tuple[str, ...], history: bool = False) -> Iterator[Chosen]:
    """Versions that today's code would derive in another way; nothing is read for it but rows.

    Of several versions from one capture the last counts. Versions before the latest keep their declaration.
    """
    from clausewatch.parse.assemble import PARSER

    for source in _recorded(tools, names):
        rows = _last_of_captures(tools, source.key)
        for row in rows if history else rows[-1:]:
            declared = source.fingerprint if row is rows[-1] else row.fingerprints[1]
            if row.fingerprints != (PARSER, declared, tools.detector.fingerprint(row.lang)):
                yield source.key, row.id


def derive(tools: Tools, chosen: Sequence[Chosen], dry_run: bool = False) -> list[Derived]:
    """Derive the chosen versions again, some in one commit; what was derived meanwhile is left alone.

    Versions whose bytes are gone or cannot be read any more stay as they were recorded.
    """
    today, passages = _declared(tools), _Passages()
    found: list[Derived] = []
    for at in range(0, len(chosen), _COMMIT):
        new = [
            d for source, row in _rows(tools, chosen[at : at + _COMMIT], today) if (d := _derive(tools, source, row, passages))
        ]
        if dry_run:
            found += [d for d, _ in new]
        else:
            written = tools.record.derived([seen for _, seen in new])
            found += [replace(d, version=made.version) for (d, _), made in zip(new, written, strict=True)]
    return found


def _rows(tools: Tools, chosen: Sequence[Chosen], today: Mapping[str, Source]) -> Iterator[tuple[Source, VersionRow]]:
    """The chosen versions, each with the declaration that it is cut out by."""
    for key, group in groupby(chosen, key=lambda c: c[0]):
        numbers, rows = {number for _, number in group}, _last_of_captures(tools, key)
        for row in rows:
            if row.id in numbers:
                yield _source(tools, today.get(key), row, row is rows[-1]), row


class _Passages:
    """Findings of passages by key, in memory: versions of one document share most of them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The entries that are known."""
        return {key: self._known[key] for key in keys if key in self._known}

    def put(self, entries: Mapping[str, str]) -> None:
        """Remember entries; forgets all earlier ones when there are too many."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update(entries)


def _recorded(tools: Tools, names: tuple[str, ...]) -> Iterator[Source]:
    declared, recorded = _declared(tools), tuple(tools.record.sources())
    wanted = _named(tools, names, recorded) if names else set(recorded)
    for key in recorded:
        if key in wanted:
            yield declared.get(key) or tools.record.declared(key) or _bare(key)


def _declared(tools: Tools) -> dict[str, Source]:
    return {s.key: s for v in tools.declarations.vendors.values() for s in v.sources}


def _bare(key: str) -> Source:
    vendor, document = key.split("/", 1)
    return Source(vendor, document, "")


def _named(tools: Tools, names: tuple[str, ...], recorded: tuple[str, ...]) -> set[str]:
    """Keys of recorded sources that are named, also those that nobody declares (imported history)."""
    own = {name: {k for k in recorded if name in (k, k.split("/", 1)[0])} for name in names}
    others = tuple(name for name in names if not own[name])
    return set().union(*own.values()) | ({s.key for s in tools.sources(others)} if others else set())


def _last_of_captures(tools: Tools, key: str) -> list[VersionRow]:
    """The last version derived from each capture of a source, in order of capture."""
    return list({row.capture: row for row in tools.record.versions(key)}.values())


def _source(tools: Tools, today: Source | None, row: VersionRow, newest: bool) -> Source:
    """How a version is cut out: the latest as declared today, earlier ones as they were."""
    if newest:
        return today or tools.record.declared(row.source) or _bare(row.source)
    if today and today.fingerprint == row.fingerprints[1]:
        return today
    return tools.record.declared(row.source, row.capture) or _bare(row.source)


def _derive(tools: Tools, source: Source, row: VersionRow, passages: _Passages) -> tuple[Derived, Observation] | None:
    """What today's code makes of a version; None where it is the same, or cannot be read any more."""
    capture = tools.record.capture(row.capture)
    document = _read_again(tools, source, capture, row)
    if document is None:
        return None
    prints = fingerprints(tools, source, document)
    if prints == row.fingerprints:
        return None
    cause = Cause.DECLARATION if prints[1] != row.fingerprints[1] else Cause.EXTRACTOR
    seen = Observation(
        source,
        Attempt(
            url=capture.url,
            at=capture.at,
            outcome=Outcome.CAPTURED,
            final_url=capture.final_url,
            status=capture.status,
            body=tools.record.raw(capture.sha256),
            content_type=capture.content_type,
        ),
        text_sha256=document.text_sha256,
        reading=Reading(document, tools.detector.detect(document, passages), capture.at),
        fingerprints=prints,
        cause=cause,
    )
    return Derived(source.key, cause, document.text_sha256 != row.text_sha256), seen


def _read_again(tools: Tools, source: Source, capture: CaptureRow, row: VersionRow | None = None) -> Document | None:
    """The text of a capture; as recorded where parser and declaration are those of the version."""
    from clausewatch.parse.assemble import PARSER
    from clausewatch.parse.hints import Hints

    if not capture.sha256:
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
        body = tools.record.raw(capture.sha256)
        if row and row.fingerprints[:2] == (PARSER, source.fingerprint):
            return tools.record.reading(row.id).document
        return tools.pool.parse(body, hints)
    except (ParseError, Removed):
        return None  # what cannot be read any more stays as it was recorded


def _capture_of(tools: Tools, source: Source, version: int) -> CaptureRow | None:
    rows: list[VersionRow] = [v for v in tools.record.versions(source.key) if v.id == version]
    return tools.record.capture(rows[0].capture) if rows else None
