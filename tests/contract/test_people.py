"""What people decide, mute and may do: kept with name, reason and time, never overwritten, in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clausewatch.errors import AlreadyDecided, UsageError
from clausewatch.model import Decision
from clausewatch.record.protocol import AuditRow, Mute, Record, User
from recordkit import day, observation, telling

FIRST = Decision(1, "object", "Åsa Lind", "The notice is too short.", day(2))
SECOND = Decision(1, "accept", "Bo Ek", "The vendor agreed to 60 days.", day(3))
QUIET = Mute("source", "acme/dpa", date(2026, 1, 20), "Bo Ek", "Flaps during a redesign.", day(3))


@pytest.fixture
def told(record: Record) -> Record:
    """A record with one change of severity 3 that people were told of."""
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    return record


def test_decision_is_kept_with_name_reason_and_time(told: Record) -> None:
    number = told.decide(FIRST)
    assert told.decisions(1) == [replace(FIRST, id=number)]
    assert told.in_force() == {1: replace(FIRST, id=number)}
    assert told.verify() == []


def test_second_decision_of_somebody_who_did_not_see_the_first_is_refused(told: Record) -> None:
    number = told.decide(FIRST)
    with pytest.raises(AlreadyDecided, match="object by Åsa Lind") as refused:
        told.decide(SECOND)
    assert refused.value.first == replace(FIRST, id=number)
    assert [d.decision for d in told.decisions(1)] == ["object"]
    told.decide(replace(SECOND, previous=number))
    assert told.in_force()[1].decision == "accept"


def test_undo_is_a_row_of_its_own_and_brings_back_what_was_in_force_before(told: Record) -> None:
    first = told.decide(FIRST)
    second = told.decide(replace(SECOND, previous=first))
    undo = Decision(1, "undo", "Bo Ek", "Wrong change.", day(4), previous=second)
    told.decide(undo)
    assert told.in_force()[1].id == first
    with pytest.raises(AlreadyDecided):
        told.decide(undo)
    told.decide(replace(undo, previous=first))
    assert told.in_force() == {}
    with pytest.raises(AlreadyDecided, match="is in force any more") as refused:
        told.decide(replace(undo, previous=first))
    assert refused.value.first is None
    assert [d.decision for d in told.decisions()] == ["object", "accept", "undo", "undo"]
    assert told.verify() == []


def test_acknowledging_decides_nothing_and_is_never_refused(told: Record) -> None:
    told.decide(replace(FIRST, decision="acknowledge", reason=""))
    told.decide(replace(SECOND, decision="acknowledge", reason=""))
    assert told.in_force() == {}
    assert len(told.open_decisions()) == 1
    told.decide(FIRST)
    assert told.in_force()[1].decision == "object"


def test_open_decisions_are_changes_that_people_were_told_of(told: Record) -> None:
    told.observe(telling(2, "Norwegian law", alerts=()))
    assert [c.id for c in told.open_decisions()] == [1]
    assert told.open_decisions(severity=4) == []
    told.decide(FIRST)
    assert told.open_decisions() == []


@pytest.mark.parametrize(
    "odd", [{"change": 9}, {"decision": "shrug"}, {"name": " "}, {"reason": ""}], ids=["change", "decision", "name", "reason"]
)
def test_decision_that_says_too_little_is_refused_and_not_kept(told: Record, odd: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        told.decide(replace(FIRST, **odd))  # type: ignore[arg-type]
    assert told.decisions() == []
    assert told.audit() == []


def test_mute_holds_until_its_day_and_the_last_one_counts(told: Record) -> None:
    told.mute(QUIET)
    assert [m.target for m in told.mutes(day(3))] == ["acme/dpa"]
    assert told.mutes(day(19)) == []
    told.mute(replace(QUIET, until=date(2026, 1, 1), reason="The redesign is over."))
    assert told.mutes(day(3)) == []
    assert told.verify() == []


def test_what_cannot_be_muted_is_said(told: Record) -> None:
    for odd in (replace(QUIET, scope="planet"), replace(QUIET, target=""), replace(QUIET, name="")):
        with pytest.raises(UsageError):
            told.mute(odd)


def test_users_are_replaced_and_shut_out_by_new_rows(record: Record) -> None:
    asa = User("asa", "decider", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA")
    record.set_user(asa, "root", day(0))
    record.set_user(User("bo", "reader", "$argon2id$x"), "asa", day(1))
    assert record.users() == {"asa": asa, "bo": User("bo", "reader", "$argon2id$x")}
    record.set_user(User("bo", ""), "asa", day(2))
    assert set(record.users()) == {"asa"}
    with pytest.raises(UsageError):
        record.set_user(User("eve", "king"), "eve", day(3))
    assert record.verify() == []
    assert "argon2" not in "".join(leaf.json for leaf in record.leaves()) + repr(asa)


def test_audit_log_tells_who_did_what(told: Record) -> None:
    told.decide(FIRST)
    told.mute(QUIET)
    told.set_user(User("bo", "reader"), "Åsa Lind", day(4))
    told.note(AuditRow(day(5), "bo", "sign in", "desk", "from 192.0.2.7"))
    rows = [(a.name, a.action, a.subject) for a in told.audit()]
    assert rows == [
        ("Åsa Lind", "object", "change 1"),
        ("Bo Ek", "mute", "source acme/dpa"),
        ("Åsa Lind", "set user", "bo"),
        ("bo", "sign in", "desk"),
    ]
    assert [a.subject for a in told.audit(since=day(5))] == ["desk"]
    assert [leaf.kind for leaf in told.leaves()][-7:] == ["decision", "audit", "mute", "audit", "user", "audit", "audit"]
