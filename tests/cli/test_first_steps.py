"""The first minutes of somebody who has not read the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.mark.parametrize("command", ["pack", "timeline", "subprocessors"])
def test_declared_vendor_that_was_not_observed_is_not_called_unknown(cli: Cli, tmp_path: Path, command: str) -> None:
    """What is missing is a run, not a vendor; a wrong name is answered with near ones."""
    create_record(Settings(home=tmp_path)).close()
    done = cli(command, "microsoft-365", "--home", tmp_path)
    assert (done.code, "clausewatch run microsoft-365" in done.err) == (3, True)
    done = cli(command, "microsoft", "--home", tmp_path)
    assert (done.code, "Did you mean microsoft-365" in done.err) == (2, True)


def test_statement_of_the_future_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A statement from tomorrow until today says nothing."""
    create_record(Settings(home=tmp_path)).close()
    assert "in the future" in cli("status", "--since", "2999-01-01", "--home", tmp_path).err


def test_address_without_scheme_is_answered_with_one(cli: Cli, tmp_path: Path) -> None:
    """What a browser's address line shows is not yet an address."""
    done = cli("vendors", "add", "acme.example/legal", "--home", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "https://acme.example/legal" in done.err


def test_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    """`clausewatch vendors | head -1` under `set -o pipefail` ends with 0."""
    script = f"set -o pipefail; {sys.executable} -c 'from clausewatch.cli.main import entry; entry()' vendors | true"
    done = subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, text=True, env={**os.environ, "CLAUSEWATCH_HOME": str(tmp_path)}
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('lang = "no"', "unknown language 'no'"),
        ('roles = ["boss"]', "unknown role 'boss'"),
        ("colections = []", "Did you mean collections?"),
    ],
)
def test_settings_that_nobody_knows_are_said_at_once(cli: Cli, tmp_path: Path, line: str, said: str) -> None:
    """Before anything is done, with the file's name and what may stand there; no traceback in the middle."""
    (tmp_path / "clausewatch.toml").write_text(line + "\n", "utf-8")
    done = cli("status", "--home", tmp_path)
    assert (done.code, said in done.err) == (2, True)


def test_lint_of_no_folder_is_refused(cli: Cli, tmp_path: Path) -> None:
    """No problems in a folder that does not exist would be a false comfort."""
    assert cli("lint", tmp_path / "nowhere").code == 2


def test_folders_that_cannot_be_are_said(cli: Cli, tmp_path: Path) -> None:
    """A home below a file, a backup into the home, declarations from nowhere: a sentence each."""
    (tmp_path / "file").touch()
    assert "cannot be made" in cli("init", tmp_path / "file" / "home").err
    assert cli("init", tmp_path / "home").code == 0
    assert "outside of it" in cli("backup", tmp_path / "home" / "backup", "--home", tmp_path / "home").err
    assert "There is no folder" in cli("import", "declarations", tmp_path / "nowhere", "--home", tmp_path / "home").err
