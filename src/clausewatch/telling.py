"""Who is told of a change: joins occasions and channels to the pure stages."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Protocol, cast

from clausewatch import announcing
from clausewatch.model import Alert, Attempt, Change, Document, Outcome, Source, Vendor
from clausewatch.record.protocol import Latest
from clausewatch.tools import Tools

GONE_FOR = timedelta(days=1)
"""A document is told to be gone when two answers say so, this far apart."""


def vendor_of(tools: Tools, source: Source) -> Vendor:
    """The declared vendor of a source, or one made from its key for imported history."""
    return tools.declarations.vendors.get(source.vendor) or Vendor(source.vendor, source.vendor)


def alerts_of(
    tools: Tools, source: Source, seen: tuple[Attempt, Document], latest: Latest | None, change: Change | None
) -> tuple[Alert, ...]:
    """The alerts of a change, in the home's language; none for a first version or where nobody listens."""
    from clausewatch.alert.policy import Occasion, alerts

    if latest is None or change is None or tools.is_silent:
        return ()
    attempt, document = seen
    occasion = Occasion(
        vendor=vendor_of(tools, source),
        source=source,
        old_captured_at=latest.captured_at,
        new_captured_at=attempt.at,
        old_sha256=latest.text_sha256,
        new_sha256=document.text_sha256,
        now=attempt.at,
        lang=tools.settings.lang,
        desk_url=tools.settings.desk_url,
    )
    return alerts(change, occasion)


class _Known(Protocol):
    @property
    def latest(self) -> Latest | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source's state after an attempt (empty: sound) and the one before it."""

    source: Source
    at: datetime
    state: str
    before: str
    sound_at: datetime | None
    detail: str

    @classmethod
    def of(cls, source: Source, attempt: Attempt, known: _Known, state: str, detail: str = "") -> Trouble:
        """From an attempt and what was known before it."""
        sound_at = known.latest.captured_at if known.latest else None
        return cls(source, attempt.at, state, known.state, sound_at, detail)


def trouble_of(tools: Tools, trouble: Trouble) -> tuple[Alert, ...]:
    """The operator's alert when a source goes into another state of trouble, or comes out of it."""
    from clausewatch.alert.trouble import Standing
    from clausewatch.alert.trouble import trouble as told_of

    if trouble.state == trouble.before or tools.is_silent:
        return ()
    standing = Standing(
        vendor=vendor_of(tools, trouble.source),
        source=trouble.source,
        state=trouble.state,
        before=trouble.before,
        at=trouble.at,
        sound_at=trouble.sound_at,
        detail=trouble.detail,
        lang=tools.settings.lang,
        desk_url=tools.settings.desk_url,
    )
    told = told_of(standing)
    return (told,) if told else ()


def gone_of(tools: Tools, source: Source, attempt: Attempt, known: _Known) -> tuple[Alert, ...]:
    """The business reader's alert when a document is gone and was so a day ago (F12)."""
    from clausewatch.alert.trouble import Standing, gone

    if attempt.outcome is not Outcome.GONE or known.state != Outcome.GONE.value or tools.is_silent:
        return ()
    if attempt.at - _gone_since(tools, source) < GONE_FOR:
        return ()
    standing = Standing(
        vendor=vendor_of(tools, source),
        source=source,
        state=Outcome.GONE.value,
        before=Outcome.GONE.value,
        at=attempt.at,
        sound_at=known.latest.captured_at if known.latest else None,
        lang=tools.settings.lang,
        desk_url=tools.settings.desk_url,
    )
    return (gone(standing),)


def _gone_since(tools: Tools, source: Source) -> datetime:
    """The first of the unbroken row of recorded attempts that found the document gone."""
    rows = [a for a in tools.record.attempts(source.key) if a.outcome != Outcome.DEFERRED.value]
    spell = list(takewhile(lambda a: a.outcome == Outcome.GONE.value, reversed(rows)))
    return spell[-1].at


def deliver(tools: Tools) -> dict[str, int]:
    """Send what waits in the outbox and what is due by now; counts of messages, errors on stderr."""
    counts = {"sent": 0, "failed": 0, "dead": 0}
    if not tools.channel_names:
        return counts
    announcing.due(tools)
    _send(tools, counts)
    if announcing.digests(tools):
        _send(tools, counts)
    return counts


def _send(tools: Tools, counts: dict[str, int]) -> None:
    from clausewatch.alert.delivery import Outbox
    from clausewatch.alert.delivery import deliver as deliver_all

    if not tools.record.pending(tools.clock(), 1):
        return
    # the record hands out its own messages and gets the same ones back
    done = deliver_all(cast(Outbox, tools.record), tools.channels, tools.clock(), announcing.muted(tools))
    for error in done.errors:
        sys.stderr.write(f"{error}\n")
    announcing.give_up(tools, done.dead)
    for name, count in (("sent", done.sent), ("failed", done.failed + done.waiting), ("dead", done.dead.total())):
        counts[name] += count
