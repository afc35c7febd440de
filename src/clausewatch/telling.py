"""Comparing, and who is told of it: joins facts, occasions and channels to the pure stages."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from clausewatch.model import Alert, Attempt, Change, Document, Reading, Source, Vendor
from clausewatch.record.protocol import Latest
from clausewatch.tools import Reader, Tools, utc_now


def compare_readings(tools: Reader, old: Reading, new: Reading, source: Source | None = None) -> Change:
    """What changed between two readings, with the facts of the day joined in."""
    from clausewatch.compare.judge import Context, compare

    day = (new.captured_at or utc_now()).date()
    kind, lang = (source.kind, source.lang) if source else ("", "")
    return compare(old, new, Context(facts=tools.facts, today=day, kind=kind, lang=lang, country=tools.settings.country))


def vendor_of(tools: Tools, source: Source) -> Vendor:
    """The declared vendor of a source, or one made from its key for imported history."""
    return tools.declarations.vendors.get(source.vendor) or Vendor(source.vendor, source.vendor)


def alerts_of(
    tools: Tools, source: Source, seen: tuple[Attempt, Document], latest: Latest | None, change: Change | None
) -> tuple[Alert, ...]:
    """The alerts of a change, in the home's language; none for a first version or where nobody listens."""
    from clausewatch.alert.policy import Occasion, alerts

    if latest is None or change is None or not tools.channel_names:
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

    if trouble.state == trouble.before or not tools.channel_names:
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


def deliver(tools: Tools) -> dict[str, int]:
    """Send what waits in the outbox; counts of sent, failed and dead messages, errors on stderr."""
    from clausewatch.alert.delivery import Outbox
    from clausewatch.alert.delivery import deliver as deliver_all

    if not tools.record.pending(tools.clock(), 1):
        return {"sent": 0, "failed": 0, "dead": 0}
    # the record hands out its own messages and gets the same ones back
    done = deliver_all(cast(Outbox, tools.record), tools.channels, tools.clock())
    for error in done.errors:
        sys.stderr.write(f"{error}\n")
    return {"sent": done.sent, "failed": done.failed + done.waiting, "dead": done.dead.total()}
