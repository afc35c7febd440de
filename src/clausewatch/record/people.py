"""What people decide, mute and may do: rows that are added and never changed, each with its leaf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import sqlalchemy as sa

from clausewatch.errors import AlreadyDecided, UsageError
from clausewatch.model import DECISIONS, Decision
from clausewatch.record import schema
from clausewatch.record.packing import clean
from clausewatch.record.protocol import USER_ROLES, AuditRow, Mute, User
from clausewatch.record.writing import Writing

_SCOPES = ("source", "vendor", "kind")
_ACTIONS = (*DECISIONS, "acknowledge", "undo")


def decide(connection: sa.Connection, decision: Decision) -> int:
    """Add a decision, an acknowledgement, or an undo; see `Record.decide`."""
    writing = Writing(connection)
    _check(connection, decision)
    if decision.decision != "acknowledge":
        now = in_force(decisions(connection, decision.change)).get(decision.change)
        if (now.id if now else 0) != decision.previous or (now is None and decision.decision == "undo"):
            raise AlreadyDecided(decision.change, now)
    row = {
        "change_id": decision.change,
        "decision": decision.decision,
        "name": clean(decision.name),
        "reason": clean(decision.reason),
        "at": decision.at,
        "previous_id": decision.previous or None,
    }
    number = writing.insert("decision", row)
    _note(writing, AuditRow(decision.at, decision.name, decision.decision, f"change {decision.change}", decision.reason))
    writing.log.flush()
    return number


def _check(connection: sa.Connection, decision: Decision) -> None:
    if decision.decision not in _ACTIONS:
        raise UsageError(f"There is no decision {decision.decision!r}.", f"Known: {', '.join(_ACTIONS)}.")
    _named(decision.name, decision.reason if decision.decision != "acknowledge" else "read")
    known = sa.select(schema.changes.c.id).where(schema.changes.c.id == decision.change)
    if connection.execute(known).one_or_none() is None:
        raise UsageError(f"There is no change {decision.change}.", "`clausewatch changes` lists them.")


def _named(name: str, reason: str) -> None:
    if not name.strip() or not reason.strip():
        raise UsageError("A name and a reason are needed: they are kept with it.", "Give --name and --reason.")


def decisions(connection: sa.Connection, change: int = 0) -> list[Decision]:
    """All rows of a change, or of all changes, in order of recording."""
    table = schema.decisions
    query = sa.select(table).order_by(table.c.id)
    if change:
        query = query.where(table.c.change_id == change)
    return [
        Decision(r.change_id, r.decision, r.name, r.reason, r.at, r.previous_id or 0, r.id) for r in connection.execute(query)
    ]


def in_force(rows: Iterable[Decision]) -> dict[int, Decision]:
    """The decision in force per change; an undo brings back the one before."""
    by_id: dict[int, Decision] = {}
    now: dict[int, int] = {}
    for row in rows:
        by_id[row.id] = row
        if row.decision == "undo":
            now[row.change] = by_id[row.previous].previous if row.previous in by_id else 0
        elif row.decision in DECISIONS:
            now[row.change] = row.id
    return {change: by_id[number] for change, number in now.items() if number in by_id}


def undecided(connection: sa.Connection, severity: int) -> list[int]:
    """Ids of the changes that people were told of, of at least this severity, without a decision in force."""
    told = sa.exists().where(schema.alerts.c.change_id == schema.changes.c.id)
    query = sa.select(schema.changes.c.id).where(
        schema.changes.c.substantive, schema.changes.c.trouble == "", schema.changes.c.severity >= severity, told
    )
    done = in_force(decisions(connection))
    return [number for number in connection.execute(query.order_by(schema.changes.c.id)).scalars() if number not in done]


def mute(connection: sa.Connection, muted: Mute) -> int:
    """Add a mute; one whose day has come ends it."""
    if muted.scope not in _SCOPES or not muted.target:
        raise UsageError(f"{muted.scope} {muted.target!r} cannot be muted.", f"Mute a {', '.join(_SCOPES)}.")
    _named(muted.name, muted.reason)
    writing = Writing(connection)
    row = {
        "scope": muted.scope,
        "target": clean(muted.target),
        "until": muted.until.isoformat(),
        "name": clean(muted.name),
        "reason": clean(muted.reason),
        "at": muted.at,
    }
    number = writing.insert("mute", row)
    detail = f"until {muted.until.isoformat()}: {muted.reason}"
    _note(writing, AuditRow(muted.at, muted.name, "mute", f"{muted.scope} {muted.target}", detail))
    writing.log.flush()
    return number


def mutes(connection: sa.Connection, now: datetime) -> list[Mute]:
    """The mutes in force: the last of each scope and target, if its day has not come."""
    table = schema.mutes
    last: dict[tuple[str, str], Mute] = {}
    for r in connection.execute(sa.select(table).order_by(table.c.id)):
        last[r.scope, r.target] = Mute(r.scope, r.target, date.fromisoformat(r.until), r.name, r.reason, r.at, r.id)
    return [m for m in last.values() if now.date() < m.until]


def set_user(connection: sa.Connection, user: User, by: str, at: datetime) -> int:
    """Add or replace a user; without role the name may no longer enter."""
    if user.role and user.role not in USER_ROLES:
        raise UsageError(f"There is no role {user.role!r}.", f"Known: {', '.join(USER_ROLES)}.")
    _named(user.name, by)
    writing = Writing(connection)
    row = {"name": clean(user.name), "role": user.role, "password": user.password, "by": clean(by), "at": at}
    number = writing.insert("user", row)
    _note(writing, AuditRow(at, by, "set user", user.name, user.role or "removed"))
    writing.log.flush()
    return number


def users(connection: sa.Connection) -> Mapping[str, User]:
    """Who may enter, by name."""
    table = schema.users
    rows = connection.execute(sa.select(table).order_by(table.c.id))
    last = {r.name: User(r.name, r.role, r.password) for r in rows}
    return {name: user for name, user in last.items() if user.role}


def note(connection: sa.Connection, row: AuditRow) -> int:
    """Add a row to the audit log."""
    writing = Writing(connection)
    number = _note(writing, row)
    writing.log.flush()
    return number


def _note(writing: Writing, row: AuditRow) -> int:
    values = {"at": row.at, "name": row.name, "action": row.action, "subject": row.subject, "detail": row.detail}
    return writing.insert("audit", {k: clean(v) if isinstance(v, str) else v for k, v in values.items()})


def audit(connection: sa.Connection, since: datetime | None) -> list[AuditRow]:
    """The audit log, in order of recording."""
    table = schema.audit
    query = sa.select(table).order_by(table.c.id)
    if since is not None:
        query = query.where(table.c.at >= since)
    return [AuditRow(r.at, r.name, r.action, r.subject, r.detail, r.id) for r in connection.execute(query)]
