"""A round that workers share: `python flows/share.py [--home HOME]` on each, or deployed to a work pool."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

from clausewatch_flows.base import create_table_artifact, flow, task
from clausewatch_flows.environment import home_of


@task(retries=3, retry_delay_seconds=5)
def take_part(home: str, names: list[str], since: datetime) -> list[dict[str, object]]:
    """Observe hosts that no other worker is at, until the round is done."""
    from clausewatch.jobs import share_round

    return share_round(home_of(home), names, since)


@flow(name="clausewatch-share", log_prints=False)
def share(home: str = "", names: list[str] | None = None, hours: float = 12.0) -> list[dict[str, object]]:
    """Take part in a round over what was not tried in the last hours, then send what waits."""
    from clausewatch.jobs import deliver_pending
    from clausewatch.tools import utc_now

    rows = take_part(home, names or [], utc_now() - timedelta(hours=hours))
    deliver_pending(home_of(home))
    create_table_artifact(rows, key="clausewatch-share", description="What this worker observed")
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="vendors, vendor/document, collections")
    parser.add_argument("--home", default="")
    parser.add_argument("--hours", type=float, default=12.0)
    given = parser.parse_args()
    for line in share(given.home, given.names, given.hours):
        print(line["source"], line["state"], line["detail"])
