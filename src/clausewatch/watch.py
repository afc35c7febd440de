"""The conductor: it alone knows all the rooms, and reads like what a watch is.

A source is fetched; if its bytes are new they are read; if the text is new and is the document,
its clauses are found and compared with the last version; all of it is recorded in one transaction,
and what people must know leaves through the outbox afterwards. The cheapest stage comes first and
ends the work: 304, equal bytes, equal text, equal passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from clausewatch.errors import NothingToDo
from clausewatch.leasing import leased
from clausewatch.model import Attempt, Cause, Source
from clausewatch.seen import Got, Known, Quiet, Result, get, read, standings
from clausewatch.settling import settle
from clausewatch.tools import Tools

__all__ = ["Result", "Summary", "import_snapshots", "run", "take"]


@dataclass(frozen=True, slots=True)
class Summary:
    """All results of one run, in the order in which they came; `left` sources were left to another run."""

    results: tuple[Result, ...] = ()
    left: int = 0

    def count(self, state: str) -> int:
        """How many results are in a state."""
        return sum(r.state == state for r in self.results)


Tell = Callable[[Result], None]


def quietly(_result: Result) -> None:
    """Tell nobody."""


# --- a run over many sources --------------------------------------------------------------------


def run(tools: Tools, sources: Sequence[Source], tell: Tell = quietly, since: datetime | None = None) -> Summary:
    """Observe sources once each; failures are recorded and the rest goes on.

    What another run is observing is left to it, and so is what was tried `since` a time.

    Raises:
        NothingToDo: no sources.
        RecordError: the record cannot be written; nothing of the current source is stored.
    """
    if not sources:
        raise NothingToDo("No source is chosen.", "Name vendors, or set `collections` or `vendors` in clausewatch.toml.")
    results: list[Result] = []
    with leased(tools, sources, since) as lease, Quiet(tools) as quiet:
        known = standings(tools, [s.key for s in lease.sources])
        for got in _gathered(tools, lease.sources, known):
            lease.check()
            result = settle(tools, got, known[got.source.key], quiet)
            results.append(result)
            tell(result)
    return Summary(tuple(results), len(sources) - len(lease.sources))


def _gathered(tools: Tools, sources: Sequence[Source], known: Mapping[str, Known]) -> Iterator[Got]:
    """Fetch and parse in threads, a bounded number at once, so that few pages are in memory."""
    width = max(1, tools.settings.fetch.concurrency)
    queue = iter(_spread(sources))
    with ThreadPoolExecutor(width, thread_name_prefix="fetch") as pool:

        def start(n: int) -> set[Future[Got]]:
            return {pool.submit(get, tools, s, known[s.key].latest) for s in islice(queue, n)}

        running = start(width)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= start(len(done))
            for future in done:
                yield future.result()


def _spread(sources: Sequence[Source]) -> list[Source]:
    """Hosts in turn, so that waiting for one host's interval does not hold up the others."""
    seen: dict[str, int] = {}
    keyed: list[tuple[int, int, Source]] = []
    for source in sources:
        host = source.url.split("/", 3)[2] if "://" in source.url else ""
        seen[host] = seen.get(host, 0) + 1
        keyed.append((seen[host], len(keyed), source))
    return [source for _, _, source in sorted(keyed, key=lambda k: k[:2])]


def import_snapshots(tools: Tools, folder: Path, tell: Tell = quietly) -> Summary:
    """Dated raw files of one document, each as if fetched at its date; nobody is alerted of the past.

    Raises:
        UsageError: the folder holds no dated files.
    """
    from clausewatch.fetch.replay import snapshots

    taken = snapshots(folder)
    results = []
    for attempt in taken.attempts:
        results.append(take(tools.silent(), taken.source, attempt))
        tell(results[-1])
    return Summary(tuple(results))


def take(tools: Tools, source: Source, attempt: Attempt, accepted: bool = False, cause: Cause | None = None) -> Result:
    """One attempt from elsewhere, judged and recorded like all others; `cause` where its origin knows it."""
    known = standings(tools, [source.key])[source.key]
    got = replace(read(tools, source, attempt, known.latest), accepted=accepted, cause=cause)
    with Quiet(tools) as quiet:
        return settle(tools, got, known, quiet)
