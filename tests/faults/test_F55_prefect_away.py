"""F55: Prefect's server is away, restarted, or lost its database: runs go on without it, our record is the truth.

That a flow runs to its end is in `tests/flows`; that a server killed in the middle of a round, with its database
removed and another one in its place, costs no document, is the campaign `prefect` of `make faults`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchkit import Site

from clausewatch.errors import UsageError
from clausewatch_flows.deploying import deploy
from clausewatch_flows.environment import without_dead_server

NOBODY = "http://127.0.0.1:9/api"


@pytest.fixture
def server() -> Iterator[Site]:
    """Something that answers, if only with 404."""
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Prefect of the surroundings."""
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_API_URL", NOBODY)


def test_run_goes_on_without_a_server_that_does_not_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert without_dead_server(patience=0) == NOBODY
    assert "PREFECT_API_URL" not in os.environ
    assert "goes on without it" in capsys.readouterr().err
    assert without_dead_server(patience=0) == ""


def test_server_that_answers_is_kept_whatever_it_says(server: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"{server.base}/api")
    assert without_dead_server(patience=0) == ""
    assert os.environ["PREFECT_API_URL"] == f"{server.base}/api"


def test_run_that_a_worker_started_keeps_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its run is known there; it waits for the server as Prefect does."""
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "5d2c")
    assert without_dead_server(patience=0) == ""
    assert os.environ["PREFECT_API_URL"] == NOBODY


def test_flows_are_not_registered_at_a_server_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewatch_flows.deploying.answers", lambda _api, patience: patience < 0)
    with pytest.raises(UsageError, match="does not answer"):
        deploy(tmp_path, "clausewatch", "0 5 * * *", 2)
