"""How the attributes of a clause type went over the recorded versions: data, and a band to look at.

The band is an inline SVG that needs no colour: steps are parted by upright lines and labelled, and
the same data stands beside it as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clausewatch.model import AttributeValue, Reading
from clausewatch.report.findings import is_rule
from clausewatch.report.i18n import Texts
from clausewatch.wording import capital, day, listing, term, value

WIDTH, HEIGHT = 560, 62
_LEAST = 64.0
"""Units of the band that even a short step gets, so that it can be seen and labelled."""
_LETTER = 6.6


@dataclass(frozen=True, slots=True)
class Step:
    """A value from one observed version until the next that differs (`end` is exclusive)."""

    start: datetime
    end: datetime
    value: AttributeValue | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The steps of one attribute of one clause type."""

    type: str
    attribute: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A step as it is drawn: where it begins, how wide it is, and as much of its label as fits."""

    x: float
    width: float
    label: str
    start: str


def timeline(
    clause_type: str, readings: Sequence[Reading], until: datetime, t: Texts, constant: bool = False
) -> tuple[Line, ...]:
    """The lines of a clause type's attributes over readings of one document, in any order.

    Only attributes that took more than one value are lines, unless `constant` asks for all. `until`
    ends the last step.
    """
    dated = sorted(((r.captured_at, r) for r in readings if r.captured_at), key=lambda pair: pair[0])
    names = dict.fromkeys(name for _, r in dated for f in r.detection.findings if f.type == clause_type for name in f.attributes)
    lines = (_line(clause_type, name, dated, until, t) for name in names)
    return tuple(line for line in lines if constant or len(line.steps) > 1)


def segments(line: Line, lang: str) -> tuple[Segment, ...]:
    """The drawn steps, by time; short ones are widened at the cost of the others."""
    spans = [max((s.end - s.start).total_seconds(), 1.0) for s in line.steps]
    widths = _widths(spans, float(WIDTH))
    found, x = [], 0.0
    for step, width in zip(line.steps, widths, strict=True):
        found.append(Segment(round(x, 1), round(width, 1), _fitting(step.said, width), _date(step.start, width, lang)))
        x += width
    return tuple(found)


def _line(clause_type: str, attribute: str, dated: Sequence[tuple[datetime, Reading]], until: datetime, t: Texts) -> Line:
    steps: list[Step] = []
    for at, reading in dated:
        said = tuple(_said(reading, clause_type, attribute, t.lang))
        text = listing(dict.fromkeys(said), t.lang) or t("timeline.unsaid")
        if steps and steps[-1].said == text:
            continue
        if steps:
            steps[-1] = replace(steps[-1], end=at)
        steps.append(Step(at, max(until, at), _value(reading, clause_type, attribute), text))
    name = f"{capital(term('types', clause_type, t.lang))}: {term('attributes', attribute, t.lang)}"
    return Line(clause_type, attribute, name, tuple(steps))


def _values(reading: Reading, clause_type: str, attribute: str) -> Iterator[AttributeValue]:
    for finding in reading.detection.findings:
        if finding.type == clause_type and is_rule(finding) and attribute in finding.attributes:
            yield finding.attributes[attribute]


def _said(reading: Reading, clause_type: str, attribute: str, lang: str) -> Iterator[str]:
    """The values in words; lists of several clauses are told as one list."""
    found = sorted(_values(reading, clause_type, attribute), key=str)
    if found and all(isinstance(v, tuple) for v in found):
        found = [tuple(dict.fromkeys(str(item) for v in found if isinstance(v, tuple) for item in v))]
    return (value(attribute, v, lang) for v in found)


def _value(reading: Reading, clause_type: str, attribute: str) -> AttributeValue | None:
    return next(iter(sorted(_values(reading, clause_type, attribute), key=str)), None)


def _widths(spans: Iterable[float], total: float) -> list[float]:
    spans = list(spans)
    least = min(_LEAST, total / len(spans))
    whole = sum(spans)
    widths = [max(least, total * span / whole) for span in spans]
    spare = sum(w - least for w in widths)
    over = sum(widths) - total
    return [w - over * (w - least) / spare if spare else w for w in widths]


def _date(start: datetime, width: float, lang: str) -> str:
    """The date in words where it fits, else in figures, else nothing."""
    forms = (day(start, lang), f"{start:%Y-%m-%d}", f"{start:%Y}")
    return next((form for form in forms if len(form) * _LETTER <= width + 4), "")


def _fitting(text: str, width: float) -> str:
    room = int((width - 10) / _LETTER)
    return text if len(text) <= room else f"{text[: max(room - 1, 1)].rstrip()}…"
