"""Watch the chosen sources once: `python flows/monitor.py [--home HOME]`, or on a schedule.

Tasks carry ids of sources and read the home by themselves, so they may run anywhere the record is
reachable; retries cover a locked record only, since fetching has its own.
"""

from __future__ import annotations

import argparse
from datetime import datetime

from clausewatch_flows.base import create_markdown_artifact, create_table_artifact, flow, task
from clausewatch_flows.environment import home_of


@task(retries=3, retry_delay_seconds=5, task_run_name="observe {shard}")
def observe(home: str, keys: list[str], shard: str, at: datetime | None = None) -> list[dict[str, object]]:  # noqa: ARG001 - the name of the run
    """Observe the named sources and give back one row each; `shard` names the run in the interface."""
    from clausewatch.jobs import observe_keys

    return observe_keys(home_of(home), keys, at)


@task(retries=3, retry_delay_seconds=5)
def deliver(home: str, at: datetime | None = None) -> dict[str, int]:
    """Send what waits in the outbox."""
    from clausewatch.jobs import deliver_pending

    return deliver_pending(home_of(home), at)


@flow(name="clausewatch-monitor", log_prints=False)
def monitor(home: str = "", names: list[str] | None = None, at: datetime | None = None) -> list[dict[str, object]]:
    """One round over vendors, documents or collections (default: the home's choice)."""
    from clausewatch.jobs import round_statement, shards

    rows = [row for shard, keys in shards(home_of(home), names or [], at) for row in observe(home, keys, shard, at)]
    sent = deliver(home, at)
    create_table_artifact(rows, key="clausewatch-round", description="What came of each source")
    create_markdown_artifact(round_statement(rows, sent), key="clausewatch-statement", description="The round in words")
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="vendors, vendor/document, collections")
    parser.add_argument("--home", default="")
    given = parser.parse_args()
    for line in monitor(given.home, given.names):
        print(line["source"], line["state"], line["detail"])
