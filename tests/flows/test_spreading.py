"""Where the tasks of a flow run, and what a worker answers that has the wrong home."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch import jobs
from clausewatch.cli.setup import make_home
from clausewatch.errors import UsageError
from clausewatch.settings import Settings
from clausewatch_flows.environment import worker_home
from clausewatch_flows.spreading import scheduler


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dask://scheduler:8786", "tcp://scheduler:8786"),
        ("tcp://10.0.0.7:8786", "tcp://10.0.0.7:8786"),
        ("tls://[2001:db8::7]:8786", "tls://[2001:db8::7]:8786"),
    ],
)
def test_address_of_a_scheduler_is_understood(said: str, meant: str) -> None:
    assert scheduler(said) == meant


@pytest.mark.parametrize("said", ["scheduler:8786", "http://scheduler:8786", "tcp://scheduler", "tcp://:8786", "-1"])
def test_what_is_no_address_is_refused_before_anything_starts(said: str) -> None:
    with pytest.raises(UsageError, match="no place to work on"):
        scheduler(said)


def test_worker_with_another_record_refuses_the_work(tmp_path: Path) -> None:
    """Ids of one record mean something else in another one."""
    first, second = (make_home(Settings(home=tmp_path / name)).home for name in ("first", "second"))
    assert jobs.derive(first, [], record=jobs.origin(first)) == []
    with pytest.raises(UsageError, match="is not clausewatch/"):
        jobs.derive(second, [], record=jobs.origin(first))


def test_worker_uses_its_own_home_where_it_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAUSEWATCH_HOME", raising=False)
    assert worker_home(str(tmp_path / "handed")) == tmp_path / "handed"
    monkeypatch.setenv("CLAUSEWATCH_HOME", str(tmp_path / "own"))
    assert worker_home(str(tmp_path / "handed")) == tmp_path / "own"
