"""What the conductor makes of one source over time, against a real site on loopback."""

from __future__ import annotations

import json

import pytest
from watch_pages import CONSENT, Page, replace
from watchkit import At, Site

from clausewatch import telling
from clausewatch.model import Attempt, Cause, Outcome, PageKind, Source
from clausewatch.seen import Quiet
from clausewatch.settings import Settings
from clausewatch.watch import Result, run

DOC = "northwind/dpa"


def observed(at: At, moment: str) -> Result:
    """One round at a moment; its only result."""
    with at(moment) as tools:
        return run(tools, tools.sources()).results[0]


def test_first_capture_is_a_version_and_no_change(at: At, site: Site) -> None:
    """There is nothing to compare with, so nobody is alerted."""
    site.pages["/dpa"] = Page().html()
    assert observed(at, "2026-03-01T05:00").state == "first"
    with at("2026-03-01T06:00") as tools:
        assert not tools.record.changes()
        assert len(tools.record.versions(DOC)) == 1


def test_unchanged_page_ends_at_304_and_moves_last_seen(at: At, site: Site) -> None:
    """The second round sends validators and reads nothing, but the sighting counts."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    assert observed(at, "2026-03-02T05:00").state == "unchanged"
    assert site.asked[-1] == ("/dpa", 304)
    with at("2026-03-02T06:00") as tools:
        assert "pool" not in tools.__dict__
        assert "detector" not in tools.__dict__
        assert f"{tools.record.versions(DOC)[0].last_seen:%d}" == "02"


def test_full_copy_is_taken_once_a_week(at: At, site: Site) -> None:
    """A server that says 304 for ever is not believed for ever."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    observed(at, "2026-03-09T05:00")
    assert site.asked[-1] == ("/dpa", 200)


def test_script_noise_makes_no_version(at: At, site: Site) -> None:
    """Other bytes with the same text are kept as a capture and end there."""
    site.validators = False
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    site.pages["/dpa"] = Page(script="b2").html()
    assert observed(at, "2026-03-02T05:00").state == "unchanged"
    with at("2026-03-02T06:00") as tools:
        assert len(tools.record.captures(DOC)) == 2
        assert len(tools.record.versions(DOC)) == 1


def test_attempts_without_news_wait_for_each_other_but_not_for_ever(at: At, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few share the commit at the end of a round; many, or heavy ones, are recorded on the way."""
    with at("2026-03-02T05:00") as tools:

        def commits(count: int) -> int:
            before = len(tools.record.leaves())
            with Quiet(tools) as quiet:
                for number in range(count):
                    source = Source("northwind", f"part-{number}-of-{count}", site.base)
                    quiet.add(source, Attempt(source.url, tools.clock(), Outcome.NOT_MODIFIED))
            return len(tools.record.leaves()) - before

        assert commits(0) == 0
        assert commits(3) == 1
        monkeypatch.setattr(Quiet, "_MANY", 1)
        assert commits(4) == 2


def test_new_date_alone_is_a_cosmetic_version(at: At, site: Site) -> None:
    """The new text is recorded, the silence is kept."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    site.pages["/dpa"] = Page(updated="1 April 2026").html()
    result = observed(at, "2026-04-02T05:00")
    assert result.state == "cosmetic"
    assert result.change is not None
    assert "date_only" in result.change.noise


def test_shorter_notice_is_told_with_quotes_and_severity_three(at: At, site: Site, settings: Settings) -> None:
    """30 days become 14: S06, weaker, in the outbox of the same transaction, sent after it."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    site.pages["/dpa"] = Page(notice="14 days").html()
    change = observed(at, "2026-03-02T05:00").change
    assert change is not None
    assert (change.substantive, change.severity) == (True, 3)
    assert {(a.attribute, a.old, a.new, a.direction.value) for a in change.attributes} >= {("notice_days", 30, 14, "weaker")}
    with at("2026-03-02T05:01") as tools:
        assert telling.deliver(tools)["sent"] == 1
        assert not tools.record.pending(tools.clock())
    lines = [json.loads(line) for line in (settings.home / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 1
    assert "14" in json.dumps(lines[0])


def test_consent_wall_is_quarantined_and_told_to_the_operator_once(at: At, site: Site, settings: Settings) -> None:
    """The wall never becomes a version, and the second look at it says nothing more."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    site.pages["/dpa"] = CONSENT
    assert observed(at, "2026-03-02T05:00").state == "quarantined"
    assert observed(at, "2026-03-03T05:00").page_kind is not PageKind.TERMS
    with at("2026-03-03T06:00") as tools:
        waiting = [m.alert for m in tools.record.pending(tools.clock())]
        assert [(a.audience, a.rule) for a in waiting] == [("operator", "P")]
        assert len(tools.record.versions(DOC)) == 1


def test_return_from_trouble_is_told_and_leaves_no_change(at: At, site: Site) -> None:
    """After the wall the same terms are no new version."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    site.pages["/dpa"] = CONSENT
    observed(at, "2026-03-02T05:00")
    site.pages["/dpa"] = Page().html()
    assert observed(at, "2026-03-03T05:00").state == "unchanged"
    with at("2026-03-03T06:00") as tools:
        assert len(tools.record.pending(tools.clock())) == 2
        assert not tools.record.changes()


def test_shrunk_text_is_held_until_it_is_seen_again(at: At, site: Site) -> None:
    """A page cut to a fifth is not believed at once, but an hour later it is the document."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    cut = Page().html()
    head, tail = cut.index("<h2>3."), cut.index("<h2>8.")
    site.pages["/dpa"] = cut[: cut.index("<h2>1.")] + cut[tail:]
    assert head < tail
    first = observed(at, "2026-03-02T05:00")
    assert (first.state, first.page_kind) == ("quarantined", PageKind.SHRUNK)
    assert observed(at, "2026-03-02T05:30").state == "quarantined"
    assert observed(at, "2026-03-02T07:00").state == "changed"


def test_failed_source_is_recorded_and_the_rest_goes_on(at: At, site: Site, settings: Settings) -> None:
    """A 500 of one document does not touch the other."""
    path = settings.home / "vendors" / "northwind.yml"
    path.write_text(
        path.read_text("utf-8") + f"  terms:\n    kind: terms\n    lang: en\n    url: {site.base}/terms\n    verified: never\n"
    )
    site.pages["/dpa"] = Page().html()
    site.pages["/terms"] = 500
    with at("2026-03-01T05:00") as tools:
        states = {r.source.document: r.state for r in run(tools, tools.sources()).results}
        assert states == {"dpa": "first", "terms": "failed"}
        assert [a.outcome for a in tools.record.attempts("northwind/terms")] == ["server_error"]


def test_other_selector_is_our_doing_and_alerts_nobody(at: At, site: Site, settings: Settings) -> None:
    """A changed declaration cuts the same bytes anew: cause declaration, no content change."""
    site.pages["/dpa"] = Page().html()
    observed(at, "2026-03-01T05:00")
    path = settings.home / "vendors" / "northwind.yml"
    path.write_text(path.read_text("utf-8") + "    remove: ['h1']\n", "utf-8")
    assert observed(at, "2026-03-02T05:00").state in ("cosmetic", "first")
    with at("2026-03-02T06:00") as tools:
        assert [v.cause for v in tools.record.versions(DOC)] == [Cause.CONTENT, Cause.DECLARATION]
        assert not [c for c in tools.record.changes() if c.cause is Cause.CONTENT]
        assert not tools.record.pending(tools.clock())


def test_return_to_an_old_text_is_a_change_too(at: At, site: Site) -> None:
    """A, B, A: the way back is recorded like the way there."""
    for day, notice in ((1, "30 days"), (5, "14 days"), (9, "30 days")):
        site.pages["/dpa"] = replace(Page(), notice=notice).html()
        observed(at, f"2026-03-0{day}T05:00")
    with at("2026-03-10T05:00") as tools:
        changes = tools.record.changes()
        assert [c.change.substantive for c in changes] == [True, True]
        assert changes[1].change.attributes[0].direction.value == "stronger"
        assert not tools.record.verify()
