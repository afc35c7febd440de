"""Derive texts and findings again from stored raw bytes: `python flows/reprocess.py [--home HOME] [--on ADDRESS]`.

Work is handed out in batches of ids; whoever takes one reads bytes and writes versions by itself. A batch
that is done twice writes nothing the second time: a version is known by its capture and fingerprints.
"""

from __future__ import annotations

import argparse
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from clausewatch_flows.base import create_table_artifact, flow, task
from clausewatch_flows.environment import home_of, worker_home
from clausewatch_flows.spreading import runner

Chosen = tuple[str, int]
BATCH = 200
"""Versions in one task: seconds of work, against some 0.05 s that Prefect takes for a task."""
WAITING = 400
"""Tasks handed out at the same time: work for as many workers, and a bound for the memory here."""


@task(retries=3, retry_delay_seconds=5, task_run_name="derive {chosen[0][0]} and on")
def derive(home: str, chosen: Sequence[Chosen], dry_run: bool, record: str) -> Mapping[str, int]:
    """Derive these versions again; counts by cause and whether the text differs."""
    from clausewatch.jobs import derive as work

    rows = work(worker_home(home), chosen, dry_run, record)
    return Counter(f"{row['cause']}, {'another' if row['text_differs'] else 'the same'} text" for row in rows)


@flow(name="clausewatch-spread")
def spread(home: str, names: Sequence[str], history: bool, dry_run: bool) -> dict[str, int]:
    """Hand out batches, a bounded number at once, and add up what came of them."""
    from clausewatch.jobs import origin, stale

    place = home_of(home)
    record, found = origin(place), Counter[str]()
    waiting: deque[Any] = deque()
    for batch in batches(stale(place, names, history)):
        waiting.append(derive.submit(str(place), batch, dry_run, record))
        if len(waiting) >= WAITING:
            found.update(waiting.popleft().result())
    for future in waiting:
        found.update(future.result())
    return dict(found)


@flow(name="clausewatch-reprocess")
def reprocess(
    names: list[str] | None = None, home: str = "", dry_run: bool = False, history: bool = False, on: str = ""
) -> dict[str, int]:
    """Re-derive with the present code, here or on the workers of a Dask cluster; never alerts."""
    found = spread.with_options(task_runner=runner(on))(home, names or [], history, dry_run)
    rows = [{"what": what, "versions": count} for what, count in sorted(found.items())]
    create_table_artifact(rows, key="clausewatch-reprocess", description="Versions derived again")
    return found


def batches(chosen: Iterable[Chosen]) -> Iterator[list[Chosen]]:
    """The same, some at a time."""
    rest = iter(chosen)
    while batch := list(islice(rest, BATCH)):
        yield batch


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--home", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--history", action="store_true", help="all versions, not the latest alone")
    parser.add_argument("--on", default="", help="a Dask scheduler (tcp://HOST:PORT), or a number of processes here")
    given = parser.parse_args()
    for what, count in sorted(reprocess(given.names, given.home, given.dry_run, given.history, given.on).items()):
        print(count, what)
