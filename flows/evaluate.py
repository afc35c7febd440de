"""Judge the detector honestly: `python flows/evaluate.py --gold FOLDER [--extra FOLDER] [--out FILE]`.

Writes findings of each gold document by a model and thresholds that never saw its vendor, one JSON
line each as `clausewatch detect` prints them, and prints the figures by language. `--also sv --also de`
judges the whole documents of `--extra` in those languages too. Then it prints what changed since the
findings of `--against` (the former content of `--out` by default): labelled clauses newly found or
missed and false findings new or gone, one line each.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clausewatch.detect.gains import summary
from clausewatch_flows.base import flow, task


@task
def judge(gold: str, extra: list[str], out: str, against: str, also: list[str]) -> Mapping[str, Any]:
    """Cross-validation by vendor; writes the findings and gives back the figures."""
    from clausewatch.modelling import evaluate as judged

    earlier = Path(against) if against else None
    return judged(Path(gold), [Path(e) for e in extra], Path(out), earlier, frozenset(also))


@flow(name="clausewatch-evaluate")
def evaluate(gold: str, extra: list[str], out: str, against: str = "", also: list[str] | None = None) -> Mapping[str, Any]:
    """Honest findings of the labelled documents, and their figures."""
    return judge(gold, extra, out, against, also or [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--extra", action="append", default=[], help="more labelled documents to train on")
    parser.add_argument("--also", action="append", default=[], help="judge the extra documents in this language too")
    parser.add_argument("--out", default="build/out-of-fold.jsonl")
    parser.add_argument("--against", default="", help="findings of an earlier run to compare with")
    given = parser.parse_args()
    figures = evaluate(given.gold, given.extra, given.out, given.against, given.also)
    for lang, row in figures["languages"].items():
        print(lang, {k: v for k, v in row.items() if k != "types"})
    if found := figures.get("moves"):
        print("\nagainst the earlier findings:", *found, summary(found), sep="\n")
