"""Write evidence reports: `python flows/report.py VENDOR ... --lang sv [--home HOME]`."""

from __future__ import annotations

import argparse

from clausewatch_flows.base import create_link_artifact, flow, task
from clausewatch_flows.environment import home_of


@task(task_run_name="report {vendor}")
def write(home: str, vendor: str, lang: str) -> str:
    """One vendor's evidence report; gives back its path."""
    from clausewatch.jobs import write_report

    return str(write_report(home_of(home), vendor, lang))


@flow(name="clausewatch-report")
def report(vendors: list[str], lang: str = "en", home: str = "") -> list[str]:
    """Evidence reports of vendors, in English or Swedish."""
    paths = [write(home, vendor, lang) for vendor in vendors]
    for path in paths:
        create_link_artifact(link=f"file://{path}", link_text=path)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendors", nargs="+")
    parser.add_argument("--lang", choices=["en", "sv"], default="en")
    parser.add_argument("--home", default="")
    given = parser.parse_args()
    print(*report(given.vendors, given.lang, given.home), sep="\n")
