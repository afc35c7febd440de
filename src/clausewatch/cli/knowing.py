"""Commands on facts outside the contracts, and on having read what was told: `facts`, `acknowledge`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Lang, settings_of

if TYPE_CHECKING:
    from clausewatch.model import Fact


def facts(
    country: Annotated[str, typer.Option(help="Only facts on this country (ISO 3166-1 alpha-2).")] = "",
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Only facts whose official text nobody has read yet.")] = False,
    lang: Annotated[Lang | None, typer.Option(help="Language of the statements (default: of the home).")] = None,
    home: HomeOption = None,
) -> None:
    """Show the dated facts on law outside the contracts, each with its source and how it was checked.

    To check one, read the act that its source names, compare statement and days, and write
    `checked_how: official text read` and the day into its row of corpus/facts.

    Example: clausewatch facts --country US --unchecked
    """
    from clausewatch.tools import reading

    settings = settings_of(home)
    with reading(settings) as reader:
        found = [f for f in reader.facts if not country or f.country == country.upper()]
        found = [f for f in found if not unchecked or f.checked_how != "official text read"]
    said = lang.value if lang else settings.lang
    output.table(["fact", "statement", "valid", "source", "checked"], [_row(f, said) for f in found])
    output.say(f"{len(found)} facts, {sum(f.checked_how == 'from memory' for f in found)} of them from memory.")


def _row(fact: Fact, lang: str) -> list[str]:
    valid = " – ".join(day.isoformat() if day else "" for day in (fact.valid_from, fact.valid_to)).rstrip(" –")
    checked = fact.checked_how + (f", {fact.checked_at.isoformat()}" if fact.checked_at else "")
    return [fact.id, fact.said(lang), valid, fact.source, checked]


def acknowledge(
    alert: Annotated[str, typer.Argument(help="The alert, by its id or the start of it.", show_default=False)],
    name: Annotated[str, typer.Option("--name", help="Who read it; kept with it.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help="What is to be said of it; kept with it.")] = "",
    home: HomeOption = None,
) -> None:
    """Record that an alert was read, also one on a fact outside the contracts. It decides nothing.

    Example: clausewatch acknowledge 3f9a2c --name 'Åsa Lind' --reason 'Transfers are under review'
    """
    from clausewatch import acknowledging
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        found = acknowledging.acknowledge(tools, alert, name, reason)
    output.say(f"Recorded: {name} read “{output.inert(found.title)}”.")


COMMANDS: dict[str, Callable[..., None]] = {"facts": facts, "acknowledge": acknowledge}
