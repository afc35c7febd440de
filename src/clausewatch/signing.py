"""The customer's own signed contract, kept apart from public captures: handed in, read, recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from clausewatch.errors import UnknownVendor, UsageError
from clausewatch.model import SIGNED, Attempt, Outcome, Source
from clausewatch.seen import Known, Quiet, Result, read
from clausewatch.settling import settle
from clausewatch.tools import Tools


def add(tools: Tools, source: Source, path: Path, at: datetime | None = None) -> Result:
    """Record a file (PDF, DOCX, HTML, text) as the signed copy of a document; nobody is alerted.

    It goes the way of every capture, under the key `vendor/document@signed`. A newer copy becomes
    a newer version; the same file twice is one.

    Raises:
        UsageError: the file cannot be read, or is of no known format.
    """
    from clausewatch.fetch.replay import CONTENT_TYPES

    kind = CONTENT_TYPES.get(path.suffix.lower())
    if kind is None:
        raise UsageError(f"{path} is of no known format.", f"Known: {' '.join(sorted(CONTENT_TYPES))}.")
    try:
        body = path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}.") from e
    own = replace(source, document=source.document + SIGNED, url=f"signed:{path.name}", lang="", select=(), remove=())
    attempt = Attempt(
        url=own.url,
        at=at or tools.clock(),
        outcome=Outcome.CAPTURED,
        detail=f"handed in as the signed copy: {path.name}",
        final_url=own.url,
        status=200,
        body=body,
        content_type=kind,
    )
    silent = tools.silent()
    with Quiet(silent) as quiet:
        return settle(silent, read(silent, own, attempt), Known(), quiet)


def source_of(tools: Tools, vendor: str, document: str) -> Source:
    """The published document that a signed copy belongs to: declared, or at least recorded.

    Raises:
        UnknownVendor: it is neither.
    """
    key = f"{vendor}/{document}"
    declared = tools.declarations.vendors.get(vendor)
    own = next((s for s in declared.sources if s.document == document), None) if declared else None
    found = own or tools.record.declared(key)
    if found is None:
        known = [s.key for v in tools.declarations.vendors.values() for s in v.sources]
        raise UnknownVendor(key, [*known, *tools.record.sources()], "document")
    return found
