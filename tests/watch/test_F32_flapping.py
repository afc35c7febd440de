"""F32: two texts that alternate within a day are no change of the terms; a way back that stands is one."""

from __future__ import annotations

import pytest
from watch_pages import Page, replace
from watchkit import At, Site

from clausewatch.model import PageKind
from clausewatch.watch import Result, run

DOC = "northwind/dpa"
A, B = "30 days", "14 days"


def seen(at: At, site: Site, moment: str, notice: str) -> Result:
    """One round at a moment while the page shows this text."""
    site.pages["/dpa"] = replace(Page(), notice=notice).html()
    with at(moment) as tools:
        return run(tools, tools.sources()).results[0]


def waiting(at: At) -> list[str]:
    """The audiences of all alerts so far."""
    with at("2026-03-09T05:00") as tools:
        return [m.alert.audience for m in tools.record.pending(tools.clock())]


def test_f32_text_that_is_back_within_a_day_is_told_to_the_operator_once(at: At, site: Site) -> None:
    """A, B, A, B, A within ten hours: one change, one operator's alert, both texts kept."""
    assert seen(at, site, "2026-03-01T05:00", A).state == "first"
    assert seen(at, site, "2026-03-01T07:00", B).state == "changed"
    back = seen(at, site, "2026-03-01T09:00", A)
    assert (back.state, back.page_kind) == ("quarantined", PageKind.FLAPPING)
    assert "both are kept" in back.detail
    assert sorted(waiting(at)) == ["business", "operator"]
    assert seen(at, site, "2026-03-01T11:00", B).state == "unchanged"
    assert seen(at, site, "2026-03-01T13:00", A).page_kind is PageKind.FLAPPING
    assert sorted(waiting(at)) == ["business", "operator"]
    with at("2026-03-09T05:00") as tools:
        assert len(tools.record.versions(DOC)) == 2
        assert len(tools.record.changes()) == 1
        assert len(tools.record.captures(DOC)) >= 3


@pytest.mark.parametrize("again", ["2026-03-01T10:30", "2026-03-03T05:00"])
def test_f32_text_that_stays_after_its_return_is_a_change(at: At, site: Site, again: str) -> None:
    """A, B, A, A: the vendor has taken the change back, and the reader hears it."""
    for moment, notice in (("2026-03-01T05:00", A), ("2026-03-01T07:00", B), ("2026-03-01T09:00", A)):
        seen(at, site, moment, notice)
    assert seen(at, site, again, A).state == "changed"
    with at("2026-03-09T05:00") as tools:
        assert [c.change.attributes[0].direction.value for c in tools.record.changes()] == ["weaker", "stronger"]
    assert waiting(at).count("business") == 2


def test_f32_way_back_after_a_day_is_a_change_at_once(at: At, site: Site) -> None:
    """A text that stood for a day was no accident."""
    for moment, notice in (("2026-03-01T05:00", A), ("2026-03-01T07:00", B), ("2026-03-02T07:00", A)):
        result = seen(at, site, moment, notice)
    assert result.state == "changed"
