"""Reading stored bytes again: an upgrade of ours between two captures alerts nobody."""

from __future__ import annotations

from dataclasses import replace as changed
from pathlib import Path

import pytest
from watch_pages import Page, replace
from watchkit import At, Site

from clausewatch import rederive
from clausewatch.model import Cause, Document
from clausewatch.parse.hints import Hints
from clausewatch.parse.sandbox import Pool
from clausewatch.settings import Settings
from clausewatch.tools import Tools
from clausewatch.watch import Result, import_snapshots, run

DOC = "northwind/dpa"


class OlderPool(Pool):
    """The extractor as it was: another fingerprint, and titles overlooked."""

    def news(self, body: bytes, hints: Hints, known: str) -> Document | None:
        document = super().news(body, changed(hints, remove=(*hints.remove, "h1")), known)
        return changed(document, parser="clausewatch-parse/0") if document else None


def round_of(tools: Tools, older: bool = False) -> Result:
    """One round, with the extractor of then or of now."""
    if older:
        tools.__dict__["pool"] = OlderPool()
    return run(tools, tools.sources()).results[0]


def causes(tools: Tools) -> list[Cause]:
    return [v.cause for v in tools.record.versions(DOC)]


def content_changes(tools: Tools) -> list[object]:
    return [c for c in tools.record.changes() if c.cause is Cause.CONTENT]


@pytest.fixture
def watched(at: At, site: Site) -> Site:
    """The page as the older extractor recorded it on the first of March."""
    site.validators = False
    site.pages["/dpa"] = Page().html()
    with at("2026-03-01T05:00") as tools:
        assert round_of(tools, older=True).state == "first"
    return site


def test_f44_upgrade_between_two_captures_is_recorded_as_ours(at: At, watched: Site) -> None:
    """Other bytes, the same terms, a better reading: cause extractor, no alert."""
    watched.pages["/dpa"] = Page(script="b2").html()
    with at("2026-03-02T05:00") as tools:
        round_of(tools)
        assert causes(tools) == [Cause.CONTENT, Cause.EXTRACTOR]
        assert not content_changes(tools)
        assert not tools.record.pending(tools.clock())
        assert not tools.record.verify()


def test_f44_upgrade_does_not_hide_what_the_vendor_changed(at: At, watched: Site) -> None:
    """A real change on the day of the upgrade is the only difference that is told."""
    watched.pages["/dpa"] = replace(Page(), notice="14 days").html()
    with at("2026-03-02T05:00") as tools:
        change = round_of(tools).change
        assert change is not None
        assert [(a.attribute, a.old, a.new) for a in change.attributes if a.attribute == "notice_days"] == [
            ("notice_days", 30, 14)
        ]
        assert not [p for p in change.parts if "Data Processing Agreement" in p.new and not p.old and not p.noise]
        assert len(tools.record.pending(tools.clock())) == 1


def test_reprocess_says_first_and_then_does(at: At, watched: Site) -> None:
    """The dry run writes nothing; the real one records the new reading of the same capture and alerts nobody."""
    with at("2026-03-02T05:00") as tools:
        told = rederive.reprocess(tools, (), dry_run=True)
        assert [(d.source, d.cause, d.text_differs, d.version) for d in told] == [(DOC, Cause.EXTRACTOR, True, 0)]
        assert causes(tools) == [Cause.CONTENT]
        [done] = rederive.reprocess(tools, (DOC,), dry_run=False)
        assert (done.cause, done.text_differs) == (Cause.EXTRACTOR, True)
        assert done.version > 0
        assert causes(tools) == [Cause.CONTENT, Cause.EXTRACTOR]
        assert not tools.record.pending(tools.clock())
        assert rederive.reprocess(tools, (), dry_run=True) == []
    with at("2026-03-03T05:00") as tools:
        assert round_of(tools).state == "unchanged"
        assert not content_changes(tools)


def test_changed_declaration_is_derived_again_with_its_own_cause(at: At, watched: Site, settings: Settings) -> None:
    """A narrower selector: cause declaration, before extractor, and nobody is alerted."""
    path = settings.home / "vendors" / "northwind.yml"
    path.write_text(path.read_text("utf-8") + "    select: [main]\n    remove: [h1]\n", "utf-8")
    with at("2026-03-02T05:00") as tools:
        [done] = rederive.reprocess(tools, (), dry_run=False)
        assert done.cause is Cause.DECLARATION
        assert not tools.record.pending(tools.clock())
        assert not content_changes(tools)


def test_other_rules_find_again_in_the_recorded_text(at: At, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A detector with another fingerprint: the text stands, the findings are made again, nobody is alerted."""
    site.validators = False
    site.pages["/dpa"] = Page().html()
    with at("2026-03-01T05:00") as tools:
        monkeypatch.setattr(type(tools.detector), "fingerprint", lambda _self, _lang: "rules-of-last-year")
        round_of(tools)
        monkeypatch.undo()
    with at("2026-03-02T05:00") as tools:
        [done] = rederive.reprocess(tools, (), dry_run=True)
        assert (done.cause, done.text_differs) == (Cause.EXTRACTOR, False)
        rederive.reprocess(tools, (), dry_run=False)
        assert not tools.record.pending(tools.clock())
        assert rederive.reprocess(tools, (), dry_run=True) == []


def test_versions_whose_bytes_are_gone_or_unreadable_stay_as_recorded(
    at: At, watched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read any more is left alone, and the others are still derived."""
    with at("2026-03-02T05:00") as tools:

        def refused(_body: bytes, _hints: Hints) -> Document:
            from clausewatch.errors import ParseError

            raise ParseError("broken", "no longer readable")

        monkeypatch.setattr(tools.pool, "parse", refused)
        assert rederive.reprocess(tools, (), dry_run=False) == []
        assert causes(tools) == [Cause.CONTENT]


def test_history_that_nobody_declares_can_be_named(at: At, tmp_path: Path) -> None:
    """Imported captures are derived again by the name of their vendor or document."""
    folder = tmp_path / "oakfield" / "terms"
    folder.mkdir(parents=True)
    (folder / "2026-02-01T00-00-00Z.html").write_text(Page().html(), "utf-8")
    with at("2026-03-01T05:00") as tools:
        tools.__dict__["pool"] = OlderPool()
        import_snapshots(tools, folder)
    with at("2026-03-02T05:00") as tools:
        for name in ("oakfield", "oakfield/terms"):
            assert [d.source for d in rederive.reprocess(tools, (name,), dry_run=True)] == ["oakfield/terms"]


def test_history_is_derived_again_version_by_version_and_once(at: At, watched: Site) -> None:
    """Every capture of the older extractor gets its reading of today, in its place; a second time finds nothing to do."""
    watched.pages["/dpa"] = replace(Page(), notice="14 days").html()
    with at("2026-03-02T05:00") as tools:
        round_of(tools, older=True)
        old = tools.record.versions(DOC)
    with at("2026-03-03T05:00") as tools:
        chosen = list(rederive.stale(tools, (), history=True))
        assert chosen == [(DOC, v.id) for v in old]
        assert len(list(rederive.stale(tools, ()))) == 1
        done = rederive.derive(tools, chosen)
        assert [d.cause for d in done] == [Cause.EXTRACTOR] * 2
        rows = tools.record.versions(DOC)
        assert [(v.capture, v.cause) for v in rows] == [(c, k) for c in (1, 2) for k in (Cause.CONTENT, Cause.EXTRACTOR)]
        assert rederive.derive(tools, chosen) == []
        assert list(rederive.stale(tools, (), history=True)) == []
        assert [v.id for v in tools.record.versions(DOC)] == [v.id for v in rows]
        assert tools.record.latest([DOC])[DOC].version == rows[-1].id
        assert not content_changes(tools)[1:]
        assert tools.record.verify() == []


def test_earlier_versions_keep_the_declaration_of_their_time(at: At, watched: Site, settings: Settings) -> None:
    """A selector of today does not cut a page of last year."""
    watched.pages["/dpa"] = replace(Page(), notice="14 days").html()
    with at("2026-03-02T05:00") as tools:
        round_of(tools, older=True)
    path = settings.home / "vendors" / "northwind.yml"
    path.write_text(path.read_text("utf-8") + "    select: [main]\n    remove: [h1]\n", "utf-8")
    with at("2026-03-03T05:00") as tools:
        done = rederive.reprocess(tools, (DOC,), dry_run=False, history=True)
        assert [d.cause for d in done] == [Cause.EXTRACTOR, Cause.DECLARATION]
        assert list(rederive.stale(tools, (), history=True)) == []
