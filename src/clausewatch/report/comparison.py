"""Two versions of a document beside each other, as one self-contained HTML page."""

from __future__ import annotations

from clausewatch.model import Change
from clausewatch.report.changes import noise, shown
from clausewatch.report.i18n import texts
from clausewatch.report.page import render_page


def render(change: Change, names: tuple[str, str], lang: str = "en", beside: bool = False) -> str:
    """A judged change with its attribute table, its deadlines and its marked places.

    `names` are those of the two files; `beside` puts the text before and after in two columns.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    entry = shown(change, names[1], " → ".join(names), t)
    return render_page("comparison.html", t, entry=entry, change=change, beside=beside, noise=[noise(n, t) for n in change.noise])
