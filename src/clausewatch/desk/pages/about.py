"""About the method: what is detected how well, and what must not be concluded."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from clausewatch import showing
from clausewatch.desk.desk import Reader
from clausewatch.desk.pages.changes import rules
from clausewatch.desk.view import page
from clausewatch.report.method import rates

router = APIRouter(include_in_schema=False)


@router.get("/method", response_class=HTMLResponse)
def method(here: Reader) -> HTMLResponse:
    """The method, its measured error rates, the rules of severity and the facts."""
    position = here.desk.tools.record.checkpoint(here.desk.tools.clock())
    return page(
        here,
        "method_page.html",
        rates=rates(showing.metrics(), here.lang),
        rules=rules(here.lang),
        facts=[f for f in here.desk.tools.facts if f.kind != "eea"],
        position=position,
    )
