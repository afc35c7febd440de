"""Judge the detector honestly: `python flows/evaluate.py --gold FOLDER [--extra FOLDER] [--out FILE]`.

Writes findings of each gold document by a model and thresholds that never saw its vendor, one JSON
line each as `clausewatch detect` prints them, and prints the figures by language.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clausewatch_flows.base import flow, task


@task
def judge(gold: str, extra: list[str], out: str) -> Mapping[str, Any]:
    """Cross-validation by vendor; writes the findings and gives back the figures."""
    from clausewatch.modelling import evaluate as judged

    return judged(Path(gold), [Path(e) for e in extra], Path(out))


@flow(name="clausewatch-evaluate")
def evaluate(gold: str, extra: list[str], out: str) -> Mapping[str, Any]:
    """Honest findings of the labelled documents, and their figures."""
    return judge(gold, extra, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--extra", action="append", default=[], help="more labelled documents to train on")
    parser.add_argument("--out", default="build/out-of-fold.jsonl")
    given = parser.parse_args()
    for lang, row in evaluate(given.gold, given.extra, given.out)["languages"].items():
        print(lang, {k: v for k, v in row.items() if k != "types"})
