"""Roles, reminders and the alert of a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alert_samples import CHANGE, NOW, alert, occasion
from clausewatch.alert.channels.base import Route, route_of
from clausewatch.alert.facts import Concerned, fact_alert
from clausewatch.alert.policy import alerts
from clausewatch.alert.reminders import reminders
from clausewatch.alert.roles import ROLES, roles
from clausewatch.errors import UsageError
from clausewatch.model import CLAUSE_TYPES, Change, Fact
from clausewatch.settings import ROLES as SETTINGS_ROLES


def at(month: int, day: int) -> datetime:
    """A morning in 2026."""
    return datetime(2026, month, day, 5, tzinfo=UTC)


# --- roles --------------------------------------------------------------------------------------


def test_every_clause_type_concerns_somebody() -> None:
    assert [t for t in CLAUSE_TYPES if not roles({t})] == []
    assert {t for own in ROLES.values() for t in own} == set(CLAUSE_TYPES)
    assert set(ROLES) == set(SETTINGS_ROLES)


def test_alert_goes_to_the_roles_that_it_concerns() -> None:
    (made,) = alerts(CHANGE, occasion())
    assert made.roles == ("dpo",)
    assert Route(role="dpo").wants(made)
    assert not Route(role="procurement").wants(made)
    assert Route().wants(made)


def test_alert_of_unknown_concern_goes_to_everybody() -> None:
    (made,) = alerts(Change(True, 1, summary={"en": "Something"}), occasion())
    assert made.roles == ()
    assert all(Route(role=role).wants(made) for role in ROLES)


def test_unknown_role_in_an_address_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        route_of({"role": "king"}, "atom:x")
    assert "procurement" in caught.value.hint


# --- reminders ----------------------------------------------------------------------------------


def test_reminders_come_seven_and_two_days_before_each_once() -> None:
    told = alert()  # deadlines: 18 August (objection), 1 September (effect); told on 4 August
    days = [NOW + timedelta(days=n) for n in range(1, 30)]
    sent = {r.id: (now.date(), r) for now in reversed(days) for r in reminders([told], (), now)}
    assert sorted(day for day, _ in sent.values()) == [date(2026, 8, 11), date(2026, 8, 16), date(2026, 8, 25), date(2026, 8, 30)]


def test_reminder_says_what_is_left_and_that_nobody_decided() -> None:
    (reminder,) = reminders([alert()], (), at(8, 11))
    assert reminder.sentences[0] == (
        "You can object until 18 August 2026 (7 days left, estimated); the change takes effect on 1 September 2026 "
        "(21 days left); no decision is recorded."
    )
    assert reminder.sentences[1].startswith("Between 3 and 4 August 2026")
    assert reminder.title.startswith("Reminder: Fjällmoln")
    assert reminder.reminds == alert().id


def test_reminder_in_swedish_is_swedish() -> None:
    (reminder,) = reminders([replace(alert(), lang="sv")], (), at(8, 17))
    assert reminder.sentences[0].endswith("; inget beslut är registrerat.")
    assert reminder.title.startswith("Påminnelse: ")


def test_missed_day_is_made_up_for() -> None:
    assert reminders([alert()], (), at(8, 13))[0].id == reminders([alert()], (), at(8, 11))[0].id


def test_decided_passed_and_operators_matters_are_not_reminded_of() -> None:
    assert reminders([alert()], {alert().id}, at(8, 11)) == ()
    assert reminders([alert()], (), at(9, 2)) == ()
    assert reminders([alert(audience="operator")], (), at(8, 11)) == ()
    assert reminders([reminders([alert()], (), at(8, 11))[0]], (), at(8, 16)) == ()


def test_alert_told_within_the_step_needs_no_reminder_of_it() -> None:
    late = replace(alert(), created_at=at(8, 16))
    assert reminders([late], (), at(8, 16)) == ()


# --- facts --------------------------------------------------------------------------------------

SHIELD = Fact(
    "privacy-shield",
    "adequacy",
    "The decision on the Privacy Shield was declared invalid.",
    "Judgment C-311/18",
    "second-hand",
    "US",
    "privacy_shield",
    valid_from=date(2016, 7, 12),
    valid_to=date(2020, 7, 16),
)
PLACES = (
    Concerned("Fjällmoln", "Data Processing Addendum", "6.2 Transfers", "transfers rest on the Privacy Shield"),
    Concerned("Fjällmoln", "Subprocessors", subprocessor="Pellucid Mail, Inc."),
)


def test_fact_that_ends_names_every_place_concerned_and_how_it_was_checked() -> None:
    made = fact_alert(SHIELD, PLACES, NOW)
    assert made is not None
    assert made.sentences == (
        (
            "On 16 July 2020 a fact outside the contracts changed: The decision on the Privacy Shield was declared invalid; "
            "source: Judgment C-311/18 (second-hand)."
        ),
        (
            "It bears on Fjällmoln, Data Processing Addendum in section 6.2 and Pellucid Mail, Inc. (Fjällmoln, Subprocessors); "
            "the texts themselves are unchanged."
        ),
    )
    assert made.title == "United States: bears on 2 places in recorded documents"
    assert made.rule == "E"


def test_fact_is_told_once_and_only_where_it_bears_on_something() -> None:
    first, again = fact_alert(SHIELD, PLACES, NOW), fact_alert(SHIELD, PLACES[:1], NOW + timedelta(days=1), "sv")
    assert first
    assert again
    assert first.id == again.id
    assert fact_alert(SHIELD, (), NOW) is None


def test_fact_is_told_in_the_readers_language() -> None:
    own = replace(SHIELD, statement_sv="Beslutet om Privacy Shield ogiltigförklarades.")
    swedish, english = fact_alert(own, PLACES, NOW, "sv"), fact_alert(own, PLACES, NOW)
    assert swedish
    assert english
    assert "Beslutet om Privacy Shield ogiltigförklarades; källa" in swedish.sentences[0]
    assert "was declared invalid; source" in english.sentences[0]


def test_fact_that_has_not_begun_is_not_told() -> None:
    coming = replace(SHIELD, valid_from=date(2027, 1, 1), valid_to=None)
    assert fact_alert(coming, PLACES, NOW) is None
    begun = fact_alert(replace(SHIELD, valid_to=None), PLACES, NOW, "sv")
    assert begun is not None
    assert begun.sentences[0].startswith("Den 12 juli 2016 ändrades ett förhållande utanför avtalen")
