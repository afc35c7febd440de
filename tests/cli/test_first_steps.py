"""The first minutes of somebody who has not read the documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausewatch.cli.output import counted
from clausewatch.record.store import create_record
from clausewatch.settings import Settings

Cli = Callable[..., Any]


def test_init_takes_the_folder_as_it_is_typed(cli: Cli, tmp_path: Path) -> None:
    """`clausewatch init FOLDER`, as other programs have it; what is next names the same folder."""
    done = cli("init", tmp_path / "home", "--collection", "public-sector-cloud")
    assert done.code == 0
    assert (tmp_path / "home" / "record.sqlite").exists()
    assert f"Next: clausewatch run --home {tmp_path / 'home'}" in done.err


def test_init_without_a_choice_says_that_nothing_is_watched(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` would only refuse: what can be chosen is named at once. No --home where the environment names it."""
    monkeypatch.setenv("CLAUSEWATCH_HOME", str(tmp_path / "home"))
    done = cli("init")
    assert "Nothing is chosen yet" in done.err
    assert "public-sector-cloud" in done.err
    assert "--home" not in done.err
    assert cli("run").code == 3


def test_mute_that_is_over_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A day of the past would be recorded and mute nothing."""
    create_record(Settings(home=tmp_path)).close()
    done = cli("mute", "governing_law", "--until", "2020-01-01", "--name", "Bo", "--reason", "x", "--home", tmp_path)
    assert done.code == 2
    assert "not in the future" in done.err
    assert "The one entry of the log agrees" in cli("verify", "--home", tmp_path).err


def test_missing_file_is_said_in_two_sentences(cli: Cli, tmp_path: Path) -> None:
    """The reason and the advice do not run into each other."""
    assert "No such file or directory. Check the path." in cli("detect", tmp_path / "none.pdf").err


def test_numbers_agree_with_their_nouns() -> None:
    """One vendor, not one vendors."""
    assert [counted(1, "entry", "entries"), counted(2, "entry", "entries"), counted(0, "vendor")] == [
        "1 entry",
        "2 entries",
        "0 vendors",
    ]
