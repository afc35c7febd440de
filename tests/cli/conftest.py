"""Calling the command line in process, as the console script does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from clausewatch.cli.main import entry


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """`cli("detect", path)` gives exit code, stdout and stderr."""
    monkeypatch.delenv("CLAUSEWATCH_HOME", raising=False)

    def call(*args: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["clausewatch", *map(str, args)])
        code = 0
        try:
            entry()
        except SystemExit as e:
            code = int(e.code or 0)
        return Done(code, *capsys.readouterr())

    return call
