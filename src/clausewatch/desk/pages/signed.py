"""The customer's own signed copy of a document beside the text that the vendor publishes today."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from clausewatch import showing
from clausewatch.desk.desk import Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.pages.vendors import watched
from clausewatch.desk.view import page
from clausewatch.model import SIGNED, Source
from clausewatch.report.i18n import texts
from clausewatch.report.model import SignedCopy
from clausewatch.report.naming import title
from clausewatch.report.signed import blocks, facts

router = APIRouter(include_in_schema=False)


@router.get("/documents/{vendor}/{document}/signed", response_class=HTMLResponse)
def signed(here: Reader, vendor: str, document: str) -> HTMLResponse:
    """Where the published text differs from the signed one, and what both say about which prevails."""
    source = here.desk.source(f"{vendor}/{document.removesuffix(SIGNED)}")
    copy, t = copy_of(here, source), texts(here.lang)
    return page(
        here,
        "signed_page.html",
        source=source,
        title=title(source, copy.reading.document, here.lang),
        facts=facts(copy, t),
        kinds=[(type(b).__name__, b) for b in blocks(copy, t)],
    )


def copy_of(here: Visit, source: Source) -> SignedCopy:
    """The newest signed copy of a document beside its newest published text; compared once for the two.

    Raises:
        NotFound: no signed copy was handed in.
    """
    desk = here.desk
    copy = watched(desk, replace(source, document=source.document + SIGNED))
    if copy is None:
        raise NotFound("signed copy of", source.key)
    public = watched(desk, source)
    state = (copy.captured, public and public.captured)
    return desk.once(f"signed {source.key}", "", lambda: showing.beside(desk.tools, source, copy, public), state)
