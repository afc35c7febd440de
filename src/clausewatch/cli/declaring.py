"""Checking declarations: `lint`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from clausewatch import resources
from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import BadDeclarations, UsageError


def lint(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders with vendors/ and collections/ (default: shipped and home).")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Check declarations, rules and facts; print all problems at once, each with file and line.

    Example: clausewatch lint my-corpus
    """
    from clausewatch.compare import facts
    from clausewatch.declarations import load
    from clausewatch.detect.rulecheck import problems as rule_problems

    if missing := [f for f in folders or () if not f.is_dir()]:
        raise UsageError(f"{missing[0]} is no folder.", "Name folders that hold vendors/ and collections/.")
    places = folders or [resources.corpus(), settings_of(home).home]
    loaded = load(*places)
    problems = list(loaded.problems)
    if not folders:
        problems += [*rule_problems(resources.corpus("rules")), *facts.load(resources.corpus("facts"))[1]]
    if problems:
        raise BadDeclarations(problems)
    sources = sum(len(v.sources) for v in loaded.vendors.values())
    counts = ((len(loaded.vendors), "vendor"), (sources, "document"), (len(loaded.collections), "collection"))
    output.say(f"{', '.join(output.counted(n, noun) for n, noun in counts)}: no problems.")


COMMANDS: dict[str, Callable[..., None]] = {"lint": lint}
