"""Commands about declarations: `lint`, `vendors`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from clausewatch import resources
from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import BadDeclarations


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

    places = folders or [resources.corpus(), settings_of(home).home]
    loaded = load(*places)
    problems = list(loaded.problems)
    if not folders:
        problems += [*rule_problems(resources.corpus("rules")), *facts.load(resources.corpus("facts"))[1]]
    if problems:
        raise BadDeclarations(problems)
    sources = sum(len(v.sources) for v in loaded.vendors.values())
    output.say(f"{len(loaded.vendors)} vendors with {sources} documents, {len(loaded.collections)} collections: no problems.")


def vendors(
    home: HomeOption = None,
    collection: Annotated[str, typer.Option(help="Only vendors of this collection.")] = "",
) -> None:
    """List the declared vendors and their documents.

    Example: clausewatch vendors --collection public-sector-cloud
    """
    from clausewatch.declarations import load
    from clausewatch.errors import UnknownVendor

    loaded = load(resources.corpus(), settings_of(home).home)
    if collection and collection not in loaded.collections:
        raise UnknownVendor(collection, loaded.collections, noun="collection")
    keys = loaded.collections[collection] if collection else sorted(loaded.vendors)
    rows = [
        [v.key, v.entity or v.name, v.country, v.parent_country, " ".join(s.document for s in v.sources)]
        for v in (loaded.vendors[k] for k in keys)
    ]
    output.table(["vendor", "legal entity", "country", "parent in", "documents"], rows)


COMMANDS: dict[str, Callable[..., None]] = {"lint": lint, "vendors": vendors}
