"""A subprocessor as it is gathered from cells, fields and lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clausewatch.detect.subprocessors import where
from clausewatch.detect.subprocessors.words import pattern
from clausewatch.model import SubprocessorRow


@dataclass(frozen=True, slots=True)
class Fields:
    """What a row says by kind of column, as written; `address` is what stands with the name."""

    processing: str = ""
    place: str = ""
    seat: str = ""
    purpose: str = ""
    safeguard: str = ""
    address: str = ""
    group: str = ""

    def countries(self, lang: str) -> tuple[str, ...]:
        """Place of processing, else a place not said of what, else what the group says, else the seat.

        A stated place of processing that names no country ("Worldwide") leaves the countries open.
        """
        if _stated(self.processing):
            return where.countries(self.processing, lang)
        if hosted := pattern("hosted_at").search(self.purpose):
            found = where.countries(next(g for g in hosted.groups() if g), lang)
            if found:
                return found
        if _stated(self.place):
            return where.countries(self.place, lang)
        grouped = where.countries(self.group, lang)
        return grouped or where.seat(self.seat, lang) or where.seat(self.address, lang)


def row(name: str, fields: Fields, span: tuple[int, int], text: str, lang: str) -> SubprocessorRow:
    """The row of a name: `span` is where it stands in `text`, half-open."""
    start, end = span
    return SubprocessorRow(
        name=name,
        countries=fields.countries(lang),
        purpose=_one_line(fields.purpose),
        safeguard=_one_line(fields.safeguard),
        quote=text[start:end],
        start=start,
        end=end,
    )


def with_more(found: SubprocessorRow, other: SubprocessorRow) -> SubprocessorRow:
    """A row that goes on below: countries of both, the first purpose and safeguard that is said."""
    return replace(
        found,
        countries=tuple(dict.fromkeys([*found.countries, *other.countries])),
        purpose=found.purpose or other.purpose,
        safeguard=found.safeguard or other.safeguard,
    )


def _stated(text: str) -> bool:
    return any(c.isalpha() for c in text) and text.strip().lower() not in {"n/a", "na", "none", "see above", "tbd"}


def _one_line(text: str) -> str:
    return " ".join(text.split())
