"""Deadlines: stated or reckoned, in working days of the customer's country."""

from __future__ import annotations

from datetime import date

import pytest

from clausewatch.compare.deadlines import Terms, after, effect_date, last_working_day, reckon

SEEN = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "These terms are effective 1 January 2027.",
        "Effective as of January 1st, 2027",
        "The changes take effect on January 1, 2027.",
        "**Effective:** 2027-01-01",
        "Villkoren träder i kraft den 1 januari 2027.",
        "Gäller från och med den 1 januari 2027",
        "Die Änderung tritt am 1. Januar 2027 in Kraft.",
        "Gültig ab 01.01.2027",
        "Les conditions entreront en vigueur le 1er janvier 2027.",
    ],
)
def test_the_day_of_effect_is_read_in_four_languages(text: str) -> None:
    assert effect_date(text) == date(2027, 1, 1)


def test_a_date_without_effect_or_an_impossible_one_is_no_day_of_effect() -> None:
    assert effect_date("Founded on 1 January 2027.") is None
    assert effect_date("Effective 31 February 2027") is None


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2026, 12, 26), date(2026, 12, 23)),  # Boxing Day, on a Saturday; before it Christmas and its eve
        (date(2027, 1, 1), date(2026, 12, 30)),  # New Year's Day and its eve
        (date(2027, 6, 26), date(2027, 6, 24)),  # Midsummer Day and its eve
        (date(2027, 3, 28), date(2027, 3, 25)),  # Easter Sunday, Saturday, Good Friday
    ],
)
def test_a_deadline_on_a_holiday_is_shown_on_the_last_working_day_before(day: date, shown: date) -> None:
    assert last_working_day(day, "SE") == shown


def test_holidays_are_those_of_the_customers_country() -> None:
    assert last_working_day(date(2026, 10, 3), "DE") == date(2026, 10, 2)
    assert last_working_day(date(2027, 1, 6), "SE") == date(2027, 1, 5)
    assert last_working_day(date(2027, 1, 6), "FR") == date(2027, 1, 6)


def test_business_days_skip_weekends_and_holidays() -> None:
    assert after(date(2026, 12, 18), 10, business=True) == date(2027, 1, 8)
    assert after(date(2026, 12, 18), 10) == date(2026, 12, 28)


def test_objection_counts_from_the_vendors_notice_where_it_is_known() -> None:
    objection = reckon(Terms(SEEN, notified=date(2026, 11, 16), objection_days=14))[0]
    assert (objection.kind, objection.day, objection.estimated) == ("objection", date(2026, 11, 30), False)


def test_objection_counts_from_the_first_sight_as_an_estimate() -> None:
    objection = reckon(Terms(SEEN, objection_days=14))[0]
    assert (objection.day, objection.estimated) == (date(2026, 12, 8), True)
    assert objection.days_left(SEEN) == 14


def test_without_a_period_objection_ends_on_the_day_of_effect() -> None:
    objection, effect = reckon(Terms(SEEN, effect=date(2027, 1, 15)))
    assert objection.day == effect.day == date(2027, 1, 15)
    assert not effect.estimated


def test_effect_is_first_sight_plus_notice_where_no_day_is_stated() -> None:
    effect = reckon(Terms(SEEN, notice_days=30))[-1]
    assert (effect.kind, effect.day, effect.estimated) == ("effect", date(2026, 12, 23), True)


def test_there_is_no_deadline_without_a_ground() -> None:
    assert reckon(Terms(SEEN)) == ()
