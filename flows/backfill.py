"""Read dated snapshots of a document into the record: `python flows/backfill.py FOLDER [--home HOME]`."""

from __future__ import annotations

import argparse

from clausewatch_flows.base import create_table_artifact, flow, task
from clausewatch_flows.environment import home_of


@task(task_run_name="snapshots {folder}")
def snapshots(home: str, folder: str) -> list[dict[str, object]]:
    """Each file of the folder as if fetched at its date."""
    from clausewatch.jobs import import_folder

    return import_folder(home_of(home), folder)


@flow(name="clausewatch-backfill")
def backfill(folders: list[str], home: str = "") -> list[dict[str, object]]:
    """Import folders of dated raw files, one after the other."""
    rows = [row for folder in folders for row in snapshots(home, folder)]
    create_table_artifact(rows, key="clausewatch-backfill")
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--home", default="")
    given = parser.parse_args()
    for line in backfill(given.folders, given.home):
        print(line["at"], line["state"], line["detail"])
