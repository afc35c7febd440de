"""Options that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausewatch.settings import Settings, default_home, load

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="CLAUSEWATCH_HOME", help="Folder of the record and its settings.", show_default=False),
]


class Rows(StrEnum):
    """Formats of a command that prints rows."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class Lang(StrEnum):
    """Languages of reports and alerts."""

    EN = "en"
    SV = "sv"


def settings_of(home: Path | None) -> Settings:
    """The settings of the named home, or of the default one."""
    return load((home or default_home(os.environ)).expanduser().resolve(), os.environ)
