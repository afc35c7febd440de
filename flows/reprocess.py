"""Derive texts and findings again from stored raw bytes: `python flows/reprocess.py [--home HOME]`."""

from __future__ import annotations

import argparse

from clausewatch_flows.base import create_table_artifact, flow, task
from clausewatch_flows.environment import home_of


@task(retries=3, retry_delay_seconds=5)
def rederive(home: str, names: list[str], dry_run: bool) -> list[dict[str, object]]:
    """Latest versions whose parser, declaration or detector has changed."""
    from clausewatch.jobs import reprocess_names

    return reprocess_names(home_of(home), names, dry_run)


@flow(name="clausewatch-reprocess")
def reprocess(names: list[str] | None = None, home: str = "", dry_run: bool = False) -> list[dict[str, object]]:
    """Re-derive with the present code; never alerts, since the vendor changed nothing."""
    rows = rederive(home, names or [], dry_run)
    create_table_artifact(rows, key="clausewatch-reprocess")
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--home", default="")
    parser.add_argument("--dry-run", action="store_true")
    given = parser.parse_args()
    for line in reprocess(given.names, given.home, given.dry_run):
        print(line["source"], line["cause"])
