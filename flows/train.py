"""Rebuild the shipped model: `python flows/train.py --gold FOLDER [--extra FOLDER] [--out models]`.

Writes `multilingual.npz`, `metrics.json` (held-out figures) and `MODEL_CARD.md`, with fixed seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clausewatch_flows.base import flow, task


@task
def fit(gold: str, extra: list[str], out: str) -> Mapping[str, Any]:
    """Train, judge, write."""
    from clausewatch.modelling import train as trained

    return trained(Path(gold), [Path(e) for e in extra], Path(out))


@flow(name="clausewatch-train")
def train(gold: str, extra: list[str], out: str) -> Mapping[str, Any]:
    """The model, its figures and its card, from labelled documents."""
    return fit(gold, extra, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--extra", action="append", default=[], help="more labelled documents to train on")
    parser.add_argument("--out", default="models")
    given = parser.parse_args()
    for lang, row in train(given.gold, given.extra, given.out)["languages"].items():
        print(lang, {k: v for k, v in row.items() if k != "types"})
