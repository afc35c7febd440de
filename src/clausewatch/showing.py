"""Gathering from the record what people look at: the evidence of a vendor, registers, standings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from clausewatch import __version__, resources
from clausewatch.comparing import context_of
from clausewatch.errors import NothingToDo, Removed, UnknownVendor, nothing_of
from clausewatch.model import SIGNED, Reading, Source, Vendor
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.record.keeping import Standing
    from clausewatch.record.protocol import AttemptRow, Latest, VersionRow
    from clausewatch.report.model import Captured, Evidence, NotCaptured, SignedCopy, Watched
    from clausewatch.report.parts import Made

EARLIER = 60
"""At most so many earlier versions are read for one document's timelines."""


def report(tools: Tools, vendor: str, lang: str) -> str:
    """The evidence report of a vendor as self-contained HTML.

    Raises:
        UnknownVendor: it is neither declared nor recorded.
    """
    from clausewatch.report.evidence import render

    return render(evidence(tools, vendor), lang)


def evidence(tools: Tools, key: str, earlier: int = EARLIER) -> Evidence:
    """All that the record knows of one vendor, as of now.

    Raises:
        UnknownVendor: it is neither declared nor recorded.
    """
    from clausewatch.report.model import Evidence

    vendor, sources = _vendor(tools, key)
    found = {s.key: _watched(tools, s, earlier) for s in sources}
    public = {w.source.key: w for w in found.values() if w}
    return Evidence(
        vendor=vendor,
        made_at=tools.clock(),
        version=__version__,
        documents=tuple(w for w in found.values() if w),
        missing=tuple(_missing(tools, s) for s in sources if not found[s.key]),
        changes=tuple(c for c in tools.record.changes(vendor=vendor.key) if not c.document.endswith(SIGNED)),
        facts=tools.facts,
        position=tools.record.checkpoint(tools.clock()),
        metrics=metrics(),
        signed=tuple(_copies(tools, vendor.key, public)),
    )


def made(tools: Tools) -> Made:
    """When and with what a report is made, and where the record stands."""
    from clausewatch.report.parts import Made

    return Made(tools.clock(), __version__, tools.record.checkpoint(tools.clock()), metrics())


def all_evidence(tools: Tools, vendors: Sequence[str] = (), earlier: int = EARLIER) -> list[Evidence]:
    """The evidence of the named vendors; default: of all that are recorded.

    At most `earlier` versions before the newest one are read of each document.

    Raises:
        UnknownVendor: a name is neither declared nor recorded.
        NothingToDo: nothing is recorded.
    """
    chosen = list(dict.fromkeys(vendors)) or sorted(_vendors(tools))
    if not chosen:
        raise NothingToDo("Nothing is recorded yet.", "`clausewatch run` observes the chosen sources.")
    return [evidence(tools, vendor, earlier) for vendor in chosen]


def signed(tools: Tools, key: str) -> SignedCopy:
    """The newest signed copy of a document (`vendor/document`) beside today's published text.

    Raises:
        NothingToDo: no signed copy was handed in.
    """
    source = _declared(tools, key)
    copy = _watched(tools, replace(source, document=source.document + SIGNED))
    if copy is None:
        raise NothingToDo(
            f"No signed copy of {key} is recorded.", f"Hand one in: clausewatch add-signed {key.replace('/', ' ')} FILE"
        )
    return beside(tools, source, copy, _watched(tools, source))


def beside(tools: Tools, source: Source, copy: Watched, today: Watched | None) -> SignedCopy:
    """A signed copy compared with the published text, where there is one: differences, without deadlines."""
    from clausewatch.compare.judge import compare
    from clausewatch.report.model import SignedCopy

    change = None
    if today:
        context = context_of(tools, tools.clock().date(), source.kind, "")
        change = replace(compare(copy.reading, today.reading, context), deadlines=())
    return SignedCopy(source, copy.reading, copy.captured, today, change)


def _copies(tools: Tools, vendor: str, public: Mapping[str, Watched]) -> Iterator[SignedCopy]:
    """The signed copies of a vendor; one that was erased is no longer shown."""
    for key in _signed_keys(tools, vendor):
        source = _declared(tools, key)
        copy = _watched(tools, replace(source, document=source.document + SIGNED))
        if copy is not None:
            yield beside(tools, source, copy, public.get(key) or _watched(tools, source))


def _signed_keys(tools: Tools, vendor: str) -> list[str]:
    """The documents of a vendor of which a signed copy is recorded."""
    keys = [k for k in tools.record.sources() if k.split("/")[0] == vendor and k.endswith(SIGNED)]
    return [k.removesuffix(SIGNED) for k in keys if tools.record.versions(k)]


def _declared(tools: Tools, key: str) -> Source:
    """A source by key: as declared today, else as it was when captured, else bare."""
    vendor = tools.declarations.vendors.get(key.split("/")[0])
    own = next((s for s in vendor.sources if s.key == key), None) if vendor else None
    return own or tools.record.declared(key) or _undeclared(key)


def metrics() -> Mapping[str, Any]:
    """The measured quality of the shipped models; empty where none are shipped."""
    path = resources.models("metrics.json")
    found: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def _vendor(tools: Tools, key: str) -> tuple[Vendor, Sequence[Source]]:
    recorded = _recorded(tools, key)
    declared = tools.declarations.vendors.get(key)
    if declared is None and not recorded:
        raise UnknownVendor(key, [*tools.declarations.vendors, *_vendors(tools)])
    sources = {s.key: s for s in declared.sources} if declared else {}
    for name in recorded:
        sources.setdefault(name, tools.record.declared(name) or _undeclared(name))
    return declared or Vendor(key, key), list(sources.values())


def _recorded(tools: Tools, vendor: str) -> list[str]:
    """Keys of the recorded public sources of a vendor; of all where none is named."""
    public = (k for k in tools.record.sources() if not k.endswith(SIGNED))
    return [k for k in public if not vendor or k.split("/")[0] == vendor]


def _vendors(tools: Tools) -> set[str]:
    return {k.split("/")[0] for k in tools.record.sources()}


def _undeclared(key: str) -> Source:
    vendor, document = key.split("/", 1)
    return Source(vendor, document, "")


def _watched(tools: Tools, source: Source, earlier: int = EARLIER) -> Watched | None:
    """A document with its newest version and earlier ones; versions that were erased are passed over."""
    from clausewatch.report.model import Watched

    versions = tools.record.versions(source.key)
    kept = [(v, r) for v in versions[-earlier - 1 :] if (r := _reading(tools, v))]
    if not kept:
        return None
    *before, (last, reading) = kept
    return Watched(source, reading, _captured(tools, last), tuple(r for _, r in before), len(versions))


def _reading(tools: Tools, version: VersionRow) -> Reading | None:
    try:
        return tools.record.reading(version.id)
    except Removed:
        return None


def _captured(tools: Tools, version: VersionRow) -> Captured:
    from clausewatch.report.model import Captured

    row = tools.record.capture(version.capture)
    return Captured(
        url=row.url,
        final_url=row.final_url,
        sha256=row.sha256,
        text_sha256=version.text_sha256,
        first_seen=version.first_seen,
        last_seen=version.last_seen,
        status=row.status,
    )


def _missing(tools: Tools, source: Source) -> NotCaptured:
    from clausewatch.report.model import NotCaptured

    attempts = tools.record.attempts(source.key)
    if not attempts:
        return NotCaptured(source)
    state = tools.record.states([source.key]).get(source.key, attempts[-1].outcome)
    return NotCaptured(source, state, _why(tools, source, attempts[-1]), attempts[-1].at)


def _why(tools: Tools, source: Source, attempt: AttemptRow) -> str:
    captures = tools.record.captures(source.key)
    return (captures[-1].page_reason if captures else "") or attempt.detail


def subprocessors(tools: Tools, vendor: str = "") -> list[dict[str, object]]:
    """The register over the latest versions: one row per named subprocessor and document.

    Raises:
        UnknownVendor: there is none of that name.
        NothingToDo: nothing is recorded of it.
    """
    keys = _recorded(tools, vendor)
    if vendor and not keys:
        raise nothing_of(vendor, tools.declarations.vendors, _vendors(tools))
    return [row for key in keys for row in _register(tools, key)]


def _register(tools: Tools, key: str) -> Iterator[dict[str, object]]:
    from clausewatch.compare.facts import standing

    vendor, document = key.split("/", 1)
    day = tools.clock().date()
    readings = [r for v in tools.record.versions(key)[-EARLIER:] if (r := _reading(tools, v))]
    for named in readings[-1].detection.subprocessors if readings else ():
        yield {
            "vendor": vendor,
            "document": document,
            "subprocessor": named.name,
            "countries": " ".join(named.countries),
            "standing": " ".join(standing(c, day, tools.facts) for c in named.countries) or "unknown",
            "purpose": named.purpose,
            "safeguard": named.safeguard,
            "observed_since": _since(named.name, readings),
        }


def _since(name: str, readings: Sequence[Reading]) -> str:
    """The capture since which the name stands in every version without a gap."""
    since = ""
    for reading in reversed(readings):
        if all(s.name.casefold() != name.casefold() for s in reading.detection.subprocessors):
            break
        since = f"{reading.captured_at:%Y-%m-%d}" if reading.captured_at else since
    return since


def status(tools: Tools) -> list[list[object]]:
    """One row per source: last sound capture, versions, last attempt, trouble."""
    keys = sorted({*tools.record.sources(), *(s.key for s in tools.sources())})
    latest, states, stands = tools.record.latest(keys), tools.record.states(keys), tools.record.standings(keys)
    return [_row(tools, (key, states.get(key, "")), latest.get(key), stands.get(key)) for key in keys]


def _row(tools: Tools, troubled: tuple[str, str], latest: Latest | None, stand: Standing | None) -> list[object]:
    key, state = troubled
    sound = f"{latest.captured_at:%Y-%m-%d %H:%M}" if latest else "never"
    if stand is None:
        return [key, sound, 0, "never", state]
    last = f"{stand.last.at.astimezone(UTC):%Y-%m-%d %H:%M} {stand.last.outcome}"
    why = f"{state}: {_why(tools, _undeclared(key), stand.last)}" if state else ""
    return [key, sound, stand.versions, last, why[:160]]
