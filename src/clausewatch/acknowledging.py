"""Who read an alert: on a change it stands beside the decisions, on a fact outside the contracts in the audit log."""

from __future__ import annotations

from datetime import timedelta

from clausewatch.errors import UsageError
from clausewatch.model import Alert, Decision
from clausewatch.record.protocol import AuditRow
from clausewatch.tools import Tools

_REMEMBERED = timedelta(days=400)
_ACTION = "acknowledge"


def acknowledge(tools: Tools, named: str, name: str, reason: str = "") -> Alert:
    """Record that somebody read an alert, named by its id or the start of it; gives the alert.

    Raises:
        UsageError: no alert or several have such an id, or the name is empty.
    """
    if not name.strip():
        raise UsageError("A name is needed: it is kept with it.", "Give --name.")
    alert, now = _found(tools, named), tools.clock()
    if alert.change_id:
        tools.record.decide(Decision(alert.change_id, _ACTION, name, reason, now))
    else:
        tools.record.note(AuditRow(now, name, _ACTION, _subject(alert), reason))
    return alert


def unread_facts(tools: Tools) -> list[Alert]:
    """Alerts on facts that began or ended (E) which nobody has acknowledged, oldest first."""
    read = {row.subject for row in tools.record.audit() if row.action == _ACTION}
    told = tools.record.told(tools.clock() - _REMEMBERED)
    return [alert for alert in told if alert.rule == "E" and _subject(alert) not in read]


def _found(tools: Tools, named: str) -> Alert:
    told = tools.record.told(tools.clock() - _REMEMBERED)
    found = {alert.id: alert for alert in told if named and alert.id.startswith(named)}
    if len(found) != 1:
        said = "There is no alert" if not found else f"{len(found)} alerts begin with"
        raise UsageError(f"{said} {named!r}.", "The id stands in the alert and in `clausewatch status`.")
    return next(iter(found.values()))


def _subject(alert: Alert) -> str:
    return f"alert {alert.id}"
