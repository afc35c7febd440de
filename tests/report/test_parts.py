"""Word diffs, timelines, tables, standings and the page of a change."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import FIRST, SECOND, THIRD, dpa, evidence, facts, list_change, notice_change

from clausewatch.model import Change
from clausewatch.report.diffview import page
from clausewatch.report.history import History
from clausewatch.report.i18n import texts
from clausewatch.report.standing import standing
from clausewatch.report.tables import change_rows, safe_cell, subprocessor_rows, to_csv
from clausewatch.report.timeline import WIDTH, segments, timeline
from clausewatch.report.worddiff import Piece, pieces
from clausewatch.wording import inert

EN = texts("en")
PLAIN = st.text(st.sampled_from("ab .,\n"), max_size=60)


def test_changed_words_are_marked_removed_before_added() -> None:
    assert pieces("within 30 days", "within 14 days") == (
        Piece("same", "within "),
        Piece("removed", "30"),
        Piece("added", "14"),
        Piece("same", " days"),
    )


def test_neighbouring_changes_read_as_one() -> None:
    assert [p.kind for p in pieces("at least thirty days before", "at most five days before")] == [
        "same",
        "removed",
        "added",
        "same",
    ]


def test_long_unchanged_text_is_folded_around_the_change() -> None:
    text = "word " * 400
    found = pieces(f"{text}old {text}", f"{text}new {text}")
    assert [p.kind for p in found] == ["folded", "same", "removed", "added", "same", "folded"]
    assert sum(len(p.text) for p in found) < 400


def test_text_of_one_side_only_is_whole() -> None:
    assert pieces("", "all new") == (Piece("added", "all new"),)
    assert pieces("all old", "") == (Piece("removed", "all old"),)


@given(PLAIN, PLAIN)
def test_word_diff_loses_no_word_of_either_side(old: str, new: str) -> None:
    found = pieces(old, new, keep=10_000)
    assert "".join("".join(p.text for p in found if p.kind != "added").split()) == "".join(inert(old).split())
    assert "".join("".join(p.text for p in found if p.kind != "removed").split()) == "".join(inert(new).split())


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    found = pieces("a b " * 3000, "c d " * 3000)
    assert [p.kind for p in found] == ["removed", "added"]


def test_timeline_has_a_step_per_value_not_per_version() -> None:
    readings = [dpa(30).reading(FIRST), dpa(30).reading(SECOND), dpa(14).reading(THIRD)]
    (line,) = timeline("subprocessor_change", readings, THIRD, EN)
    assert [(s.said, s.start) for s in line.steps] == [("30 days", FIRST), ("14 days", THIRD)]
    assert line.steps[0].end == THIRD
    assert line.attribute == "notice_days"


def test_timeline_of_a_steady_clause_is_empty() -> None:
    assert timeline("governing_law", [dpa(30).reading(FIRST), dpa(14).reading(THIRD)], THIRD, EN) == ()


def test_timeline_says_where_a_value_was_not_stated() -> None:
    silent = dpa(30)
    silent.findings.clear()
    (line, *_) = timeline("breach_notification", [silent.reading(FIRST), dpa(30).reading(SECOND)], THIRD, EN)
    assert [s.said for s in line.steps] == ["not stated", "48 hours"]


def test_band_fills_its_width_and_shows_short_steps() -> None:
    readings = [dpa(n).reading(FIRST + timedelta(days=d)) for n, d in ((30, 0), (20, 800), (14, 801))]
    (line,) = timeline("subprocessor_change", readings, FIRST + timedelta(days=802), EN)
    drawn = segments(line, "en")
    assert sum(s.width for s in drawn) == pytest.approx(WIDTH, abs=1)
    assert min(s.width for s in drawn) >= 60


def test_subprocessor_table_has_codes_and_standings() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(subprocessor_rows(evidence(), "en")))))
    india = next(r for r in rows if r["name"].startswith("Tamarind"))
    assert (india["countries"], india["on_record"]) == ("IN", "none")
    assert len(rows) == 7


def test_change_table_has_a_row_per_change_with_both_times() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(change_rows(evidence().changes, "sv")))))
    assert len(rows) == len(evidence().changes)
    assert rows[1]["old_captured_at"] == "2026-08-03T05:00:00+00:00"
    assert rows[1]["summary"].startswith("varseltiden")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "  =cmd|x", "＝1"])
def test_cells_that_a_spreadsheet_would_reckon_become_text(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


def test_standing_follows_the_day() -> None:
    assert standing("GB", facts(), date(2026, 1, 1)).key == "adequacy"
    assert standing("GB", facts(), date(2021, 1, 1)).key == "none"
    assert standing("US-CA", facts(), date(2026, 1, 1)).key == "limited"
    assert standing("EEA", (), date(2026, 1, 1)).key == "eea"
    assert standing("SE", (), date(2026, 1, 1)).key == "unchecked"


def test_unchanged_since_does_not_mind_white_space() -> None:
    watched = evidence().documents[0]
    history = History(watched)
    quote = watched.reading.detection.findings[0].quote
    assert history.unchanged(quote.replace(" ", "\n  ")) == history.unchanged(quote)
    assert history.unchanged(quote).oldest


def test_clause_that_went_and_came_back_counts_from_its_return() -> None:
    watched = evidence().documents[0]
    silent = dpa(30)
    silent.text = "Nothing here."
    gap = replace(watched, earlier=(watched.earlier[0], silent.reading(SECOND)))
    since = History(gap).unchanged(watched.reading.detection.findings[0].quote)
    assert (since.first, since.oldest) == (THIRD, False)


def test_page_of_a_change_says_what_changed_in_both_languages() -> None:
    english = page(notice_change(), "old.html", "new.html")
    swedish = page(notice_change(), "old.html", "new.html", "sv")
    assert "Changes from old.html to new.html" in english
    assert "<del>30</del><ins>14</ins>" in english
    assert "till nackdel" in swedish


def test_page_of_a_cosmetic_change_says_so() -> None:
    assert "No change in substance." in page(Change(False, noise=("links",)), "a", "b")
    assert "Without effect: links." in page(Change(False, noise=("links",)), "a", "b")


def test_page_of_capture_trouble_says_what_was_captured() -> None:
    assert "a login page" in page(Change(False, capture="login"), "a", "b")


def test_page_shows_subprocessors_that_came_and_went() -> None:
    html = page(list_change(), "a", "b")
    assert "Subprocessor: Briar Logs GmbH" in html
    assert "removed" in html
