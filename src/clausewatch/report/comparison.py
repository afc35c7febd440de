"""Two versions of a document beside each other, as one self-contained HTML page."""

from __future__ import annotations

from clausewatch.model import Change
from clausewatch.report.changes import noise, shown
from clausewatch.report.i18n import texts
from clausewatch.report.page import render_page


def render(change: Change, old_name: str, new_name: str, lang: str = "en") -> str:
    """A judged change with its attribute table, its deadlines and its marked places.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    entry = shown(change, new_name, f"{old_name} → {new_name}", t)
    return render_page("comparison.html", t, entry=entry, change=change, noise=[noise(n, t) for n in change.noise])
