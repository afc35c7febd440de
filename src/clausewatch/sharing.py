"""A round that several workers share over one record: whoever is free takes the next host.

All documents of a host are taken at once, so that its interval is kept across workers. What a dead
worker held is taken over when its leases end.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Sequence
from datetime import datetime

from clausewatch import watch
from clausewatch.errors import NothingToDo
from clausewatch.model import Source
from clausewatch.tools import Tools
from clausewatch.watch import Result, Summary, Tell, quietly

PATIENCE = 900.0
"""Seconds without any progress after which a worker gives up on what others hold."""

_PAUSE = 0.5
"""Seconds between two looks at what others hold."""


def host_of(source: Source) -> str:
    """The host that a source is asked from; `files` for those without one."""
    return source.url.split("/", 3)[2] if "://" in source.url else "files"


def by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources in groups by host, each worker in an order of its own, so that they rarely meet."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(host_of(source), []).append(source)
    salt = f"{os.getpid()}"
    return [groups[host] for host in sorted(groups, key=lambda host: zlib.crc32(f"{salt} {host}".encode()))]


def share(tools: Tools, sources: Sequence[Source], since: datetime, tell: Tell = quietly, patience: float = PATIENCE) -> Summary:
    """Observe what nobody has tried since a time, together with other workers, until all of it is done.

    Gives what this worker did; `left` counts what others still held when patience ended.

    Raises:
        NothingToDo: no sources.
        RecordError: the record cannot be written.
    """
    if not sources:
        raise NothingToDo("No source is chosen.", "Name vendors, or set `collections` or `vendors` in clausewatch.toml.")
    groups, results = by_host(sources), list[Result]()
    before, until = -1, time.monotonic() + patience
    while left := _left(tools, groups, since):
        for group in left:
            results += watch.run(tools, group, tell, since).results
        count = sum(map(len, left))
        if count != before:
            before, until = count, time.monotonic() + patience
        elif time.monotonic() > until:
            return Summary(tuple(results), count)
        else:
            time.sleep(_PAUSE)
    return Summary(tuple(results))


def _left(tools: Tools, groups: Sequence[Sequence[Source]], since: datetime) -> list[list[Source]]:
    """What nobody has tried yet, by host."""
    done = tools.record.tried_since([s.key for group in groups for s in group], since)
    left = [[s for s in group if s.key not in done] for group in groups]
    return [group for group in left if group]
