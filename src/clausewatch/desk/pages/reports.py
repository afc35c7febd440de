"""Reports to be taken away: what a board, a procurement or an auditor is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from clausewatch import reporting
from clausewatch.desk.desk import Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.view import page
from clausewatch.model import SIGNED
from clausewatch.report.naming import title
from clausewatch.wording import one_line

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""A report is one page that holds its own style and nothing else."""
TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Asked:
    """What a report is to be about."""

    here: Visit
    vendors: tuple[str, ...]
    document: str
    since: str
    until: str
    form: str

    @property
    def vendor(self) -> str:
        """The one vendor that was chosen, if any."""
        return self.vendors[0] if self.vendors else ""


def _period(asked: Asked) -> bytes:
    today = asked.here.desk.today()
    first = reporting.day_of(asked.since or (today - timedelta(days=90)).isoformat())
    last = reporting.day_of(asked.until or today.isoformat(), ends=True)
    return reporting.changes(asked.here.desk.tools, asked.vendor, (first, last), asked.here.lang, asked.form)


MAKERS: Mapping[str, Callable[[Asked], bytes]] = {
    "evidence": lambda a: reporting.evidence(a.here.desk.tools, a.vendor, a.here.lang, a.form),
    "comparison": lambda a: reporting.matrix(a.here.desk.tools, a.vendors, a.here.lang, a.form),
    "register": lambda a: reporting.register(a.here.desk.tools, a.vendors, a.here.lang, a.form),
    "period": _period,
    "signed": lambda a: reporting.signed(a.here.desk.tools, a.document, a.here.lang, a.form),
}
"""The reports, by name."""
Names = Annotated[list[str], Query(max_length=200)]


@router.get("/reports", response_class=HTMLResponse)
def listed(here: Reader) -> HTMLResponse:
    """Which reports there are, and for whom."""
    desk = here.desk
    names = {s.vendor: one_line(desk.vendor(s.vendor).name) for s in desk.shelf.published() if s.key in desk.shelf.latest()}
    copies = [k.removesuffix(SIGNED) for k in desk.shelf.latest() if k.endswith(SIGNED)]
    labels = [(k, f"{names.get(k.partition('/')[0], '')}, {title(desk.source(k), None, here.lang)}") for k in sorted(copies)]
    vendors = sorted(names.items(), key=lambda v: v[1].casefold())
    return page(here, "reports.html", vendors=vendors, copies=labels, since=desk.today() - timedelta(days=90))


@router.get("/reports/{name}")
def made(  # budget: the query of an address
    here: Reader,
    name: str,
    vendor: Names = [],  # noqa: B006 - the framework copies it
    document: str = "",
    since: str = "",
    until: str = "",
    form: str = "html",
) -> Response:
    """A report: HTML to be read and printed, other formats to be kept."""
    if name not in MAKERS or form not in TYPES:
        raise NotFound("report", one_line(f"{name}.{form}")[:60])
    data = MAKERS[name](Asked(here, tuple(v for v in vendor if v), document, since, until, form))
    headers = {"Content-Security-Policy": POLICY}
    if form != "html":
        file = f"clausewatch-{name}-{here.desk.today():%Y-%m-%d}-{here.lang}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, media_type=TYPES[form], headers=headers)
