"""Years of history as a timeline per clause attribute: which value was observed from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from clausewatch.codec import plain
from clausewatch.errors import NothingToDo, UsageError, nothing_of
from clausewatch.model import CLAUSE_TYPES, AttributeValue, Detection, Document, Reading
from clausewatch.tools import Tools


@dataclass(frozen=True, slots=True)
class Span:
    """A value of one attribute, observed from one capture until the first with another one.

    `until` is None while it stands. `value` is None, and `said` tells so, where the clause said
    nothing of the attribute or was not found.
    """

    document: str
    type: str
    attribute: str
    value: AttributeValue | None
    said: str
    since: datetime
    until: datetime | None

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {"record": "span", **plain(self)}

    def cells(self) -> list[object]:
        """The cells of a table row."""
        until = f"{self.until:%Y-%m-%d}" if self.until else ""
        return [self.document, self.type, self.attribute, self.said, f"{self.since:%Y-%m-%d}", until]


def timeline(tools: Tools, name: str, clause_type: str, lang: str) -> list[Span]:
    """The spans of a vendor's documents (or of `vendor/document`), for one clause type or all, oldest first.

    Only attributes that took more than one value are told where no type is named.

    Raises:
        UnknownVendor: nothing of that name is recorded.
        UsageError: there is no such clause type.
        NothingToDo: nothing of the kind was found in any version.
    """
    keys = _keys(tools, name)
    if clause_type and clause_type not in CLAUSE_TYPES:
        raise UsageError(f"There is no clause type {clause_type!r}.", f"Known: {', '.join(CLAUSE_TYPES)}.")
    types = (clause_type,) if clause_type else CLAUSE_TYPES
    found = [span for key in keys for span in _document(tools, key, types, lang)]
    if not clause_type:
        several = {(s.document, s.type, s.attribute) for s in found if s.until}
        found = [s for s in found if (s.document, s.type, s.attribute) in several]
    if not found:
        raise NothingToDo("No attribute of such a clause was found in the recorded versions.")
    return found


def _keys(tools: Tools, name: str) -> list[str]:
    known = tools.record.sources()
    keys = [k for k in known if name in (k, k.split("/")[0])]
    if not keys:
        raise nothing_of(name, tools.declarations.vendors, (k.split("/")[0] for k in known))
    return keys


def _document(tools: Tools, key: str, types: Sequence[str], lang: str) -> Iterator[Span]:
    from clausewatch.report.i18n import Texts
    from clausewatch.report.timeline import timeline as lines_of

    readings = [_light(tools.record.reading(v.id)) for v in tools.record.versions(key)]
    if not readings:
        return
    until = max(tools.clock(), *(r.captured_at for r in readings if r.captured_at))
    for clause_type in types:
        for line in lines_of(clause_type, readings, until, Texts(lang), constant=True):
            for n, step in enumerate(line.steps, 1):
                end = step.end if n < len(line.steps) else None
                yield Span(key, clause_type, line.attribute, step.value, step.said, step.start, end)


def _light(reading: Reading) -> Reading:
    """A reading without its text: a timeline needs the findings only, and years of texts are large."""
    return Reading(Document(""), Detection(reading.detection.findings), reading.captured_at)
