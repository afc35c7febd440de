"""How sources stood at their last attempt: what an operator must hear of, and hear of once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from clausewatch.model import Outcome, PageKind
from clausewatch.record.keeping import Standing
from clausewatch.record.protocol import AttemptRow
from clausewatch.record.reading import chunks
from clausewatch.record.schema import attempts, captures, sources, versions

_SOUND = (Outcome.CAPTURED.value, Outcome.NOT_MODIFIED.value)


def standings(connection: sa.Connection, wanted: Sequence[str]) -> dict[str, Standing]:
    """Last attempt and number of versions of each source that was ever tried."""
    newest, counted = attempts.alias(), versions.alias()
    last = sa.select(newest.c.id).where(newest.c.source_id == sources.c.id).order_by(newest.c.id.desc()).limit(1)
    count = sa.select(sa.func.count()).where(counted.c.source_id == sources.c.id)
    query = (
        sa.select(
            sources.c.key,
            *(attempts.c[name] for name in ("id", "at", "outcome", "detail", "status", "sha256", "url")),
            count.correlate(sources).scalar_subquery().label("number"),
        )
        .select_from(sources)
        .join(attempts, attempts.c.id == last.correlate(sources).scalar_subquery())
    )
    rows = (row for part in chunks(wanted) for row in connection.execute(query.where(sources.c.key.in_(part))))
    return {
        r.key: Standing(AttemptRow(r.id, r.key, r.at, r.outcome, r.detail, r.status, r.sha256, r.url), r.number) for r in rows
    }


def states(connection: sa.Connection, wanted: Sequence[str]) -> Mapping[str, str]:
    """The trouble each source is in: an outcome or a page kind; sound and unknown sources are left out."""
    found: dict[str, str] = {}
    other = attempts.alias()
    newest = (
        sa.select(other.c.id)
        .where(other.c.source_id == sources.c.id, other.c.outcome != Outcome.DEFERRED.value)
        .correlate(sources)
        .order_by(other.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(sources.c.key, attempts.c.outcome, captures.c.page_kind)
        .select_from(sources)
        .join(attempts, attempts.c.id == newest)
        .outerjoin(captures, captures.c.id == attempts.c.capture_id)
    )
    for part in chunks(wanted):
        for row in connection.execute(query.where(sources.c.key.in_(part))):
            kind = row.page_kind or PageKind.TERMS.value
            if row.outcome not in _SOUND:
                found[row.key] = row.outcome
            elif kind != PageKind.TERMS.value:
                found[row.key] = kind
    return found
