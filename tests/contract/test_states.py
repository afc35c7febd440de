"""The trouble that sources are in: what an operator is told once, and what ends it."""

from __future__ import annotations

from clausewatch.model import Attempt, Outcome, PageKind
from clausewatch.record.protocol import Record
from recordkit import OTHER, SOURCE, day, observation, quarantined, unmodified

KEY = SOURCE.key


def attempted(record: Record, number: float, outcome: Outcome) -> None:
    """One attempt without a body."""
    record.attempted([(SOURCE, Attempt(SOURCE.url, day(number), outcome))])


def test_sound_and_unknown_sources_have_no_state(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    assert record.states([KEY, "never/tried"]) == {}


def test_state_is_that_of_the_last_attempt(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    attempted(record, 1, Outcome.BLOCKED)
    assert record.states([KEY]) == {KEY: "blocked"}
    record.attempted([(SOURCE, unmodified(2))])
    assert record.states([KEY]) == {}


def test_quarantined_capture_is_a_state_by_its_page_kind(record: Record) -> None:
    record.observe(quarantined(1, "Accept all cookies", PageKind.CONSENT))
    assert record.states([KEY]) == {KEY: "consent"}


def test_deferred_attempt_leaves_the_state_as_it_was(record: Record) -> None:
    attempted(record, 1, Outcome.BLOCKED)
    attempted(record, 2, Outcome.DEFERRED)
    assert record.states([KEY]) == {KEY: "blocked"}


def test_standings_tell_the_last_attempt_and_the_versions_of_each_source(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(observation(1, "Danish law"))
    record.attempted([(SOURCE, unmodified(2)), (OTHER, Attempt(OTHER.url, day(3), Outcome.BLOCKED, status=403))])
    stands = record.standings([SOURCE.key, OTHER.key, "acme/unknown"])
    assert {key: (s.last.outcome, s.last.at, s.versions) for key, s in stands.items()} == {
        SOURCE.key: ("not_modified", day(2), 2),
        OTHER.key: ("blocked", day(3), 0),
    }
