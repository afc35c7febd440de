"""F47: history rewritten consistently, with the key at hand: an earlier exported checkpoint proves it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import day, observation, telling


@pytest.fixture
def forked(tmp_path: Path) -> tuple[Record, Record]:
    """A record, and another that an administrator rewrote from the first day on with the same key."""
    settings, other = Settings(home=tmp_path / "true"), Settings(home=tmp_path / "rewritten")
    record = create_record(settings)
    record.observe(observation(0, "Swedish law"))
    record.close()
    shutil.copytree(settings.home, other.home)
    return open_record(settings), open_record(other)


def test_rewritten_history_contradicts_the_checkpoint(forked: tuple[Record, Record]) -> None:
    true, rewritten = forked
    true.observe(telling(1, "Danish law"))
    exported = true.checkpoint(day(1))
    true.observe(telling(2, "Finnish law"))
    rewritten.observe(telling(1, "Swedish law still"))
    rewritten.observe(telling(2, "Finnish law"))
    assert rewritten.verify() == []
    assert rewritten.against(exported) == ["log: the first 12 leaves are not those of the checkpoint of 2026-01-02"]
    assert true.against(exported) == []


def test_truncated_history_contradicts_the_checkpoint(forked: tuple[Record, Record]) -> None:
    true, rewritten = forked
    true.observe(telling(1, "Danish law"))
    assert rewritten.against(true.checkpoint(day(1))) == ["log: 7 of the 12 leaves of the checkpoint are missing"]


def test_forged_checkpoints_are_recognised(forked: tuple[Record, Record], tmp_path: Path) -> None:
    record, _ = forked
    real = record.checkpoint(day(1))
    assert record.against(replace(real, root="00" * 32))[0] == "checkpoint: the signature does not fit"
    assert record.against(replace(real, at=day(2))) == ["checkpoint: the signature does not fit"]
    assert record.against(replace(real, signature="not hex")) == ["checkpoint: the signature does not fit"]
    stranger = create_record(Settings(home=tmp_path / "stranger"))
    assert record.against(stranger.checkpoint(day(1)))[0].startswith("checkpoint: it is of clausewatch/")
