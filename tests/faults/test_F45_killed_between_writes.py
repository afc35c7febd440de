"""F45: killed between any two writes of one observation, all of it is there or nothing."""

from __future__ import annotations

from itertools import count

import pytest

import killing
from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import CHANNELS, SOURCE, day, observation, same_text, telling, unmodified


def state(settings: Settings) -> tuple[int, ...]:
    """How much there is of everything; the record is whole."""
    record = open_record(settings)
    counted = (
        len(record.captures(SOURCE.key)),
        len(record.versions(SOURCE.key)),
        len(record.attempts()),
        len(record.changes()),
        len(record.pending(day(9))),
        len(record.cached(["passage of Danish law"])),
        len(record.leaves()),
    )
    assert record.verify() == []
    record.close()
    return counted


BEFORE = (1, 1, 1, 0, 0, 0, 5)
AFTER = (2, 2, 2, 1, len(CHANNELS), 1, 12)


@pytest.mark.parametrize("moment", ["statement", "file event"])
def test_observation_is_whole_or_not_there(record_settings: Settings, record: Record, moment: str) -> None:
    record.observe(observation(0, "Swedish law"))
    record.close()
    assert state(record_settings) == BEFORE
    for number in count(1):

        def work(number: int = number) -> None:
            opened = open_record(record_settings)
            if moment == "statement":
                killing.die_at_statement(opened._engine, number)  # type: ignore[attr-defined]
            else:
                killing.die_at_file_event(number)
            opened.observe(telling(1, "Danish law"))

        code = killing.run(work)
        if code == 0:
            break
        assert code == killing.DIED
        assert state(record_settings) == BEFORE
    assert number > (20 if moment == "statement" else 5)
    assert state(record_settings) == AFTER


def test_attempts_without_news_are_recorded_together_or_not_at_all(record_settings: Settings, record: Record) -> None:
    """Killed at any statement of their common commit; the next round observes them again, and doubles nothing."""
    record.observe(observation(0, "Swedish law"))
    record.close()
    again = [same_text(day, "Swedish law", body=f"Swedish law <!-- {day} -->") for day in (1, 2)]
    for number in count(1):

        def work(number: int = number) -> None:
            opened = open_record(record_settings)
            killing.die_at_statement(opened._engine, number)  # type: ignore[attr-defined]
            opened.attempted([(SOURCE, unmodified(3))], again)

        if killing.run(work) == 0:
            break
        assert state(record_settings) == BEFORE
    assert number > 8
    for _ in range(2):
        assert state(record_settings) == (3, 1, 4, 0, 0, 0, 8)
        record = open_record(record_settings)
        record.attempted([(SOURCE, unmodified(3))], again)
        record.close()


def test_repeat_after_a_kill_past_the_commit_doubles_nothing(record_settings: Settings, record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.close()
    assert killing.run(lambda: _observe(record_settings)) == 0
    _observe(record_settings)
    assert state(record_settings) == AFTER


def _observe(settings: Settings) -> None:
    record = open_record(settings)
    record.observe(telling(1, "Danish law"))
    record.close()


def test_record_is_made_whole_or_not_at_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Killed at every seventh file event of `init`, the next `init` goes through."""
    whole = Settings(home=tmp_path_factory.mktemp("whole") / "home")
    create_record(whole).close()
    for number in range(1, 30, 7):
        settings = Settings(home=tmp_path_factory.mktemp("killed") / "home")

        def work(number: int = number, settings: Settings = settings) -> None:
            killing.die_at_file_event(number)
            create_record(settings)

        if killing.run(work) == killing.DIED:
            create_record(settings).close()
        record = open_record(settings)
        assert record.verify() == []
        record.close()
