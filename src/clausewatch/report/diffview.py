"""A change between two files as a page that a lawyer can read."""

from __future__ import annotations

from clausewatch.model import Change
from clausewatch.report.changes import noise, shown
from clausewatch.report.i18n import texts
from clausewatch.report.page import render_page
from clausewatch.wording import one_line, term


def page(change: Change, old_name: str, new_name: str, lang: str = "en") -> str:
    """A change as one self-contained page: what changed on top, then the places with marked words.

    Raises:
        UsageError: pages are not written in that language.
    """
    t = texts(lang)
    return render_page(
        "diff.html",
        t,
        title=t("diff.title", old=one_line(old_name), new=one_line(new_name)),
        change=change,
        entry=shown(change, "", "", t),
        noise=[noise(kind, t) for kind in change.noise],
        capture=term("trouble", change.capture, lang) if change.capture else "",
    )
