"""Readings, findings and texts in the form in which they are stored."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from clausewatch.codec import build, plain
from clausewatch.model import Finding, Reading, SubprocessorRow

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what no database column can hold (NUL, lone surrogates): U+FFFD instead."""
    return _UNSTORABLE.sub("\ufffd", text)


def dump(value: Any) -> str:
    """Compact JSON of anything that has a plain form, with sorted keys."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def pack(reading: Reading) -> bytes:
    """A reading as bytes, equal for equal readings; the time of the capture is left to its row."""
    value = {"document": plain(reading.document), "detection": plain(reading.detection)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpack(packed: bytes, captured_at: datetime) -> Reading:
    """The inverse of `pack`."""
    value = json.loads(packed.decode("utf-8", "surrogatepass"))
    return build(Reading, {**value, "captured_at": captured_at.isoformat()})


def finding_row(finding: Finding) -> dict[str, Any]:
    """The columns of one finding."""
    return {
        "type": finding.type,
        "section": clean(finding.section),
        "quote": clean(finding.quote),
        "start_offset": finding.start,
        "end_offset": finding.end,
        "lang": finding.lang,
        "attributes": clean(dump(finding.attributes)),
        "operative": finding.operative,
        "scc": finding.scc,
    }


def subprocessor_row(row: SubprocessorRow) -> dict[str, Any]:
    """The columns of one subprocessor."""
    return {
        "name": clean(row.name),
        "countries": dump(row.countries),
        "purpose": clean(row.purpose),
        "safeguard": clean(row.safeguard),
    }


def rows_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over rows in whatever order, hex."""
    lines = sorted(json.dumps(dict(row), sort_keys=True) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
