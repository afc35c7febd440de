"""Commands by which people answer what they were told: `decide`, `mute`, `test-alert`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from clausewatch.alert.channels.base import Channel
    from clausewatch.tools import Tools

NameOption = Annotated[str, typer.Option("--name", help="Who decides; kept with it.", show_default=False)]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept with it.")]


class Answer(StrEnum):
    """What can be said about a change."""

    NO_IMPACT = "no_impact"
    ACCEPT = "accept"
    OBJECT = "object"
    NEGOTIATE = "negotiate"
    STOP_USE = "stop_use"
    ACKNOWLEDGE = "acknowledge"
    UNDO = "undo"


def decide(  # budget: the options of a command
    change: Annotated[int, typer.Argument(help="The change, by its number in `clausewatch changes`.", show_default=False)],
    answer: Annotated[Answer, typer.Argument(help="The decision; acknowledge decides nothing, undo takes one back.")],
    name: NameOption,
    reason: ReasonOption = "",
    over: Annotated[int, typer.Option(help="The decision in force that this one replaces or undoes, by its number.")] = 0,
    home: HomeOption = None,
) -> None:
    """Record a decision on a change, with name, time and reason; it ends the reminders. Nothing is overwritten.

    Example: clausewatch decide 12 object --name 'Åsa Lind' --reason 'Objection sent on 4 August, our ref. 2026-114'
    """
    from clausewatch.model import Decision
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        number = tools.record.decide(Decision(change, answer.value, name, reason, tools.clock(), over))
        now = tools.record.in_force().get(change)
    said = f"in force: {now.decision} by {now.name}" if now else "no decision is in force"
    output.say(f"Recorded as number {number} on change {change}; {said}.")


def mute(
    target: Annotated[str, typer.Argument(help="vendor/document, a vendor, or a kind: clause type or trouble.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day on which it is heard again.")],
    name: NameOption,
    reason: ReasonOption,
    home: HomeOption = None,
) -> None:
    """Tell nobody of a source, a vendor or a kind until a day. What is muted stays in the record.

    Example: clausewatch mute acme/dpa --until 2026-09-01 --name 'Bo Ek' --reason 'Site is being rebuilt'
    """
    from clausewatch.record.protocol import Mute
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        if until.date() <= tools.clock().date():
            raise UsageError(f"{until:%Y-%m-%d} is not in the future.", "--until names the first day on which it is heard again.")
        scope = _scope(tools, target)
        tools.record.mute(Mute(scope, target, until.date(), name, reason, tools.clock()))
        found = tools.record.mutes(tools.clock())
    rows = [[m.scope, m.target, m.until.isoformat(), m.name, m.reason] for m in found]
    if rows:
        output.table(["scope", "muted", "until", "name", "reason"], rows)
    output.say(f"{len(rows)} {'mute is' if len(rows) == 1 else 'mutes are'} in force.")


def _scope(tools: Tools, target: str) -> str:
    """What a name means: a known source, vendor or kind."""
    from clausewatch.model import CLAUSE_TYPES, Outcome, PageKind

    sources = {*tools.record.sources(), *(s.key for v in tools.declarations.vendors.values() for s in v.sources)}
    kinds = {*CLAUSE_TYPES, *(k.value for k in PageKind), *(o.value for o in Outcome)}
    for scope, known in (("source", sources), ("vendor", {k.split("/")[0] for k in sources}), ("kind", kinds)):
        if target in known:
            return scope
    raise UsageError(f"There is no source, vendor or kind {target!r}.", "`clausewatch vendors` lists vendors and documents.")


def try_channels(
    channel: Annotated[str, typer.Argument(help="A channel by its scheme or name (default: all of the settings).")] = "",
    home: HomeOption = None,
) -> None:
    """Send a test alert through each channel and say whether it was taken.

    Example: clausewatch test-alert smtp
    """
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        chosen = {n: c for n, c in tools.channels.items() if not channel or n == channel or n.split(":")[0] == channel}
        if not chosen:
            known = ", ".join(tools.channels) or "none"
            raise UsageError(f"There is no channel {channel!r}.", f"Channels of the settings: {known}.")
        failed = _tried(tools, chosen)
    if failed:
        raise typer.Exit(1)


def _tried(tools: Tools, chosen: Mapping[str, Channel]) -> int:
    from clausewatch.alert.channels.base import Parcel
    from clausewatch.alert.trouble import trial
    from clausewatch.model import digest

    failed, now = 0, tools.clock()
    for name, way in chosen.items():
        audience = "operator" if way.route.audience == "operator" else "business"
        alert = trial(now, audience, tools.settings.lang)
        try:
            way.send(Parcel(digest(f"{alert.id}\n{name}")[:32], alert, now))
            output.say(f"{name}: taken")
        except DeliveryError as e:
            failed += 1
            output.say(f"{e} {e.hint}".strip())
    return failed


COMMANDS: dict[str, Callable[..., None]] = {"decide": decide, "mute": mute, "test-alert": try_channels}
