"""The register of subprocessors: who is used by which vendors, where, since when, and what came and went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from clausewatch.desk.desk import Desk, Reader
from clausewatch.desk.sheets import csv_response, xlsx_response
from clausewatch.desk.texts import Texts
from clausewatch.desk.view import page
from clausewatch.report.standing import Standing, standing
from clausewatch.wording import one_line, place

router = APIRouter(include_in_schema=False)

SHOWN = 200
"""Companies that one page shows."""
_FORMS = frozenset(
    {"ab", "ag", "bv", "co", "corp", "corporation", "gmbh", "inc", "incorporated", "limited", "llc", "ltd", "nv", "oy", "plc"}
    | {"pte", "pty", "pvt", "sa", "sarl", "sas"}
)
"""Words at the end of a name that only say the legal form."""


@dataclass(frozen=True, slots=True)
class Use:
    """One vendor's use of a company, as its newest document names it."""

    vendor: str
    vendor_name: str
    key: str
    at: str
    name: str
    countries: tuple[str, ...]
    purpose: str
    safeguard: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A country with what is on record about it."""

    code: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Company:
    """A company under the name that is most used for it, with everybody who uses it."""

    name: str
    uses: tuple[Use, ...]
    places: tuple[Place, ...]

    @property
    def vendors(self) -> tuple[str, ...]:
        """The vendors that use it, each once."""
        return tuple(dict.fromkeys(u.vendor_name for u in self.uses))


@dataclass(frozen=True, slots=True)
class Country:
    """How many companies and vendors reach into a country."""

    place: Place
    companies: int
    vendors: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A month in which companies came or went."""

    month: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says of the register as a whole: companies, vendors that name any, all vendors, and lists."""

    total: int
    naming: int
    vendors: int
    shared: tuple[Company, ...]
    countries: tuple[Country, ...]
    months: tuple[Moved, ...]
    moves: tuple[tuple[str, int, str, str, datetime], ...]


@router.get("/subprocessors", response_class=HTMLResponse)
def shown(here: Reader, find: str = "", country: str = "") -> HTMLResponse:
    """The register as a page."""
    desk = here.desk
    everybody = _everybody(desk, here.lang)
    found = _chosen(everybody, find, country)
    seen = desk.once("register", here.lang, lambda: _overview(desk, everybody))
    return page(here, "subprocessors.html", companies=found[:SHOWN], count=len(found), seen=seen, find=find, country=country)


def _everybody(desk: Desk, lang: str) -> list[Company]:
    """Every named company, read anew when a document has another version or a company came."""
    state = (desk.shelf.edition(), len(desk.shelf.lines()))
    return desk.once("companies", lang, lambda: companies(desk, lang), state)


def _overview(desk: Desk, everybody: Sequence[Company]) -> Overview:
    return Overview(
        total=len(everybody),
        naming=len({u.vendor for c in everybody for u in c.uses}),
        vendors=len({s.vendor for s in desk.shelf.published()}),
        shared=tuple(c for c in everybody if len(c.vendors) > 1)[:12],
        countries=tuple(_countries(everybody)),
        months=tuple(_months(desk)),
        moves=tuple(_moves(desk)),
    )


@router.get("/subprocessors.csv")
def as_csv(here: Reader, find: str = "", country: str = "") -> Response:
    """The register as CSV."""
    return csv_response("subprocessors", _table(here.desk, here.lang, find, country))


@router.get("/subprocessors.xlsx")
def as_xlsx(here: Reader, find: str = "", country: str = "") -> Response:
    """The register as a workbook."""
    return xlsx_response("subprocessors", here.t("subprocessors.title"), _table(here.desk, here.lang, find, country))


def companies(desk: Desk, lang: str) -> list[Company]:
    """Every named company, those with most vendors first."""
    grouped: dict[str, list[Use]] = defaultdict(list)
    for use in _uses(desk):
        grouped[identity(use.name)].append(use)
    made = [_company(desk, uses, lang) for uses in grouped.values()]
    return sorted(made, key=lambda c: (-len(c.vendors), c.name.casefold()))


def identity(name: str) -> str:
    """What two spellings of one company share: its name without legal form, punctuation and case."""
    flat = "".join(c if c.isalnum() else " " for c in name.casefold().replace(".", ""))
    words = flat.split()
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


def _uses(desk: Desk) -> Iterable[Use]:
    since = _since(desk)
    for key, stand in desk.shelf.stands().items():
        vendor = key.partition("/")[0]
        for row in {(r.name, r.countries): r for r in stand.detection.subprocessors}.values():
            yield Use(
                vendor=vendor,
                vendor_name=one_line(desk.vendor(vendor).name),
                key=key,
                at=f"/documents/{key}?at={row.start}",
                name=one_line(row.name),
                countries=row.countries,
                purpose=one_line(row.purpose),
                safeguard=one_line(row.safeguard),
                since=since.get((key, identity(row.name))),
            )


def _since(desk: Desk) -> dict[tuple[str, str], datetime]:
    """When a company was last seen to be added, per document; those there from the start are not in it."""
    found: dict[tuple[str, str], datetime] = {}
    for line in desk.shelf.lines():
        for name in line.added:
            found.setdefault((line.key, identity(name)), line.new_at)
    return found


def _company(desk: Desk, uses: Sequence[Use], lang: str) -> Company:
    name = Counter(u.name for u in uses).most_common(1)[0][0]
    codes = dict.fromkeys(code for u in uses for code in u.countries)
    places = (Place(c, place(c, lang), standing(c, desk.tools.facts, desk.today())) for c in codes)
    return Company(name, tuple(uses), tuple(sorted(places, key=lambda p: p.name)))


def _chosen(everybody: Sequence[Company], find: str, country: str) -> list[Company]:
    words = find.casefold().split()
    return [
        c for c in everybody if all(w in _all(c) for w in words) and (not country or any(p.code == country for p in c.places))
    ]


def _all(company: Company) -> str:
    said = [company.name, *(f"{u.name} {u.vendor_name} {u.purpose}" for u in company.uses), *(p.name for p in company.places)]
    return " ".join(said).casefold()


def _countries(everybody: Sequence[Company]) -> list[Country]:
    named: dict[str, tuple[Place, set[str], set[str]]] = {}
    for company in everybody:
        for found in company.places:
            _, names, vendors = named.setdefault(found.code, (found, set(), set()))
            names.add(company.name)
            vendors.update(u.vendor for u in company.uses if found.code in u.countries)
    rows = [Country(p, len(names), len(vendors)) for p, names, vendors in named.values()]
    return sorted(rows, key=lambda r: (-r.companies, r.place.name))


def _months(desk: Desk) -> list[Moved]:
    """Companies added and removed per month, of the last two years in which any were."""
    added, removed = Counter[str](), Counter[str]()
    for line in desk.shelf.lines():
        if line.told:
            added[f"{line.new_at:%Y-%m}"] += len(line.added)
            removed[f"{line.new_at:%Y-%m}"] += len(line.removed)
    seen = sorted(m for m in {*added, *removed} if added[m] or removed[m])
    return [Moved(m, added[m], removed[m]) for m in _between(seen[0], seen[-1])[-24:]] if seen else []


def _between(first: str, last: str) -> list[str]:
    """All months from one to another, `YYYY-MM`."""
    (year, month), (end_year, end_month) = (map(int, m.split("-")) for m in (first, last))
    count = (end_year - year) * 12 + end_month - month + 1
    return [f"{year + (month - 1 + i) // 12}-{(month - 1 + i) % 12 + 1:02}" for i in range(count)]


def _moves(desk: Desk) -> list[tuple[str, int, str, str, datetime]]:
    """The last companies that came or went: vendor, change, kind, name, time."""
    found = []
    for line in desk.shelf.lines():
        if line.told:
            found += [(line.vendor, line.id, "added", one_line(n), line.new_at) for n in line.added]
            found += [(line.vendor, line.id, "removed", one_line(n), line.new_at) for n in line.removed]
        if len(found) >= 20:
            break
    return found[:20]


def _table(desk: Desk, lang: str, find: str, country: str) -> list[list[str]]:
    t = Texts(lang)
    names = ("name", "vendor", "countries", "standing", "purpose", "safeguard", "first_seen", "document")
    rows = [[t(f"register.{n}") for n in names]]
    for company in _chosen(_everybody(desk, lang), find, country):
        by_code = {p.code: p for p in company.places}
        for use in company.uses:
            own = [by_code[c] for c in use.countries]
            said = [use.name, use.vendor_name, ", ".join(p.name for p in own)]
            said += [
                ", ".join(t(f"standing.{p.standing.key}") for p in own) or t("standing.unstated"),
                use.purpose,
                use.safeguard,
            ]
            rows.append([*said, f"{use.since:%Y-%m-%d}" if use.since else "", use.key])
    return rows
