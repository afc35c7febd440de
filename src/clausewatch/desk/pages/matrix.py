"""The matrix: vendors against what their clauses say; filtered, sorted, and taken away as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from clausewatch.desk.desk import Desk, Reader
from clausewatch.desk.sheets import csv_response, xlsx_response
from clausewatch.desk.shelf import Stand
from clausewatch.desk.texts import Texts
from clausewatch.desk.view import page
from clausewatch.model import AttributeValue
from clausewatch.report.findings import is_rule
from clausewatch.wording import capital, listing, one_line, value

router = APIRouter(include_in_schema=False)

COLUMNS: Mapping[str, tuple[str, str]] = {
    "law": ("governing_law", "countries"),
    "venue": ("dispute_venue", "countries"),
    "forum": ("dispute_venue", "forum"),
    "notice": ("terms_change", "notice_days"),
    "assent": ("terms_change", "assent"),
    "objection": ("subprocessor_change", "objection_days"),
    "authorisation": ("subprocessor_authorisation", "authorisation"),
    "mechanisms": ("transfer_mechanism", "mechanisms"),
    "location": ("data_location", "countries"),
    "breach": ("breach_notification", "hours"),
    "deletion": ("data_return_deletion", "days"),
    "authorities": ("government_access", "commitments"),
}
"""The columns: clause type and attribute."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a vendor's documents say on one attribute; `status` is `said`, `unstated`, `not_found`,
    `not_captured` or `not_looked`. `at` is the place of the first clause."""

    said: str
    status: str
    at: str
    order: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor."""

    key: str
    name: str
    cells: tuple[Cell, ...]


@router.get("/matrix", response_class=HTMLResponse)
def shown(here: Reader, sort: str = "", find: str = "", down: bool = False) -> HTMLResponse:
    """The matrix as a page."""
    rows = arranged(here.desk, here.lang, find, sort, down)
    return page(here, "matrix.html", rows=rows, columns=tuple(COLUMNS), sort=sort, find=find, down=down)


@router.get("/matrix.csv")
def as_csv(here: Reader, sort: str = "", find: str = "", down: bool = False) -> Response:
    """The matrix as CSV."""
    return csv_response("matrix", _table(here.desk, here.lang, find, sort, down))


@router.get("/matrix.xlsx")
def as_xlsx(here: Reader, sort: str = "", find: str = "", down: bool = False) -> Response:
    """The matrix as a workbook."""
    return xlsx_response("matrix", here.t("matrix.title"), _table(here.desk, here.lang, find, sort, down))


def arranged(desk: Desk, lang: str, find: str, sort: str, down: bool) -> list[Row]:
    """The rows that hold the words, in the order asked for; what is not said comes last."""
    words = find.casefold().split()
    everybody = desk.once("matrix", lang, lambda: rows(desk, lang), desk.shelf.edition())
    found = [r for r in everybody if all(w in _all(r) for w in words)]
    if sort in COLUMNS:
        index = list(COLUMNS).index(sort)
        said = [r for r in found if r.cells[index].status == "said"]
        rest = [r for r in found if r.cells[index].status != "said"]
        return [*sorted(said, key=lambda r: r.cells[index].order, reverse=down), *rest]
    return list(reversed(found)) if down else found


def rows(desk: Desk, lang: str) -> list[Row]:
    """All vendors, by name."""
    by_vendor: dict[str, list[Stand]] = {s.vendor: [] for s in desk.shelf.published()}
    for key, stand in desk.shelf.stands().items():
        by_vendor[key.partition("/")[0]].append(stand)
    made = [Row(v, one_line(desk.vendor(v).name), _cells(stands, lang)) for v, stands in by_vendor.items()]
    return sorted(made, key=lambda r: r.name.casefold())


def _cells(stands: Sequence[Stand], lang: str) -> tuple[Cell, ...]:
    return tuple(_cell(stands, kind, attribute, lang) for kind, attribute in COLUMNS.values())


def _cell(stands: Sequence[Stand], kind: str, attribute: str, lang: str) -> Cell:
    found = list(_values(stands, kind))
    said = [(v, at) for v, at in ((values.get(attribute), at) for values, at in found) if v is not None and v != ()]
    t = Texts(lang)
    if said:
        first = said[0][0]
        order = (first, "") if isinstance(first, int) else (0, str(first))
        return Cell(_words(attribute, [v for v, _ in said], lang), "said", said[0][1], order)
    status = _status(stands, kind, bool(found))
    return Cell(t(f"matrix.{status}"), status, found[0][1] if found else "", (1 << 30, ""))


def _words(attribute: str, values: Sequence[AttributeValue], lang: str) -> str:
    """Lists as one list without repeats; single values that differ beside each other."""
    items = dict.fromkeys(i for v in values if isinstance(v, tuple) for i in v)
    if items:
        said = [value(attribute, i, lang).removeprefix("the ") for i in items]
        return capital(listing(said, lang))
    return capital("; ".join(dict.fromkeys(value(attribute, v, lang) for v in values)))


def _values(stands: Iterable[Stand], kind: str) -> Iterator[tuple[Mapping[str, AttributeValue], str]]:
    for stand in stands:
        for index, finding in enumerate(stand.detection.findings):
            if finding.type == kind and is_rule(finding):
                yield finding.attributes, f"/documents/{stand.key}?at={finding.start}#f{index}"


def _status(stands: Sequence[Stand], kind: str, found: bool) -> str:
    if found:
        return "unstated"
    if not stands:
        return "not_captured"
    return "not_found" if any(kind in s.detection.looked_for for s in stands) else "not_looked"


def _all(row: Row) -> str:
    return " ".join([row.name, row.key, *(c.said for c in row.cells)]).casefold()


def _table(desk: Desk, lang: str, find: str, sort: str, down: bool) -> list[list[str]]:
    t = Texts(lang)
    header = [t("matrix.vendor"), *(t(f"matrix.columns.{c}") for c in COLUMNS)]
    return [header, *([r.name, *(c.said for c in r.cells)] for r in arranged(desk, lang, find, sort, down))]
