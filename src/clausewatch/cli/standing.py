"""Where the watch stands: `status`, also as a provable statement of a quiet time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Lang, settings_of
from clausewatch.errors import UsageError


def status(
    home: HomeOption = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only the statement, from this day on, signed.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the statement (default: of the home).")] = None,
) -> None:
    """Where each source stands, and what was done since a week ago: fetches, changes held back and why, overdue sources.

    With --since: the statement of that time alone, with the signed checkpoint at its foot.

    Example: clausewatch status --since 2026-08-01 > quiet-august.txt
    """
    from clausewatch import acknowledging, health, showing
    from clausewatch.alert.digest import quiet_statement
    from clausewatch.tools import opened

    settings = settings_of(home)
    with opened(settings) as tools:
        now = tools.clock()
        begun = _begun(since, now)
        rows = [] if since else showing.status(tools)
        quiet = health.quiet(tools, begun, now)
        messages, unread = tools.record.messages(), acknowledging.unread_facts(tools)
    if rows:
        output.table(["source", "last sound capture", "versions", "last attempt", "note"], rows)
    for sentence in quiet_statement(quiet, lang.value if lang else settings.lang):
        print(output.inert(sentence))
    if since:
        print("\n" + "\n".join(quiet.checkpoint))
    else:
        counted = ", ".join(f"{n} {state}" for state, n in sorted(messages.items())) or "none"
        output.say(f"Messages: {counted}.")
        for alert in unread:
            output.say(f"Nobody has acknowledged {alert.id}: {output.inert(alert.title)}")


def _begun(since: datetime | None, now: datetime) -> datetime:
    if since and since.date() > now.date():
        raise UsageError(f"{since:%Y-%m-%d} lies in the future.", "--since names the first day of the statement.")
    return since.replace(tzinfo=UTC) if since else now - timedelta(days=7)


COMMANDS: dict[str, Callable[..., None]] = {"status": status}
