"""Quality on real vendors' documents, held against floors that only rise.

    python reports/benchmarks/score.py --shared ../shared [--raise] [--only findings,changes,replay,pages]

Runs the scorers that lie beside the labelled data. Where there is no such data it says so and ends
well: the tests hold a small labelled set of our own. `--raise` writes better figures as new floors
(less a small margin, rounded down). Exit code 1 if a figure is below its floor.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOORS = HERE / "floors.json"
DATA = ROOT / "build" / "data"
PROGRAM = Path(sys.executable).with_name("clausewatch")
NUMBER = r"(-?[\d.]+)"

Figures = dict[str, float]


def run(*command: str | Path) -> str:
    """Run a scorer, show what it prints, and give it back."""
    env = dict(os.environ, PATH=f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}", PYTHONWARNINGS="ignore", OMP_NUM_THREADS="1")
    print("$", *command, flush=True)
    done = subprocess.run([sys.executable, *map(str, command)], env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    print(done.stdout, flush=True)
    if done.returncode:
        raise SystemExit(f"the scorer ended with {done.returncode}")
    return done.stdout


def pick(text: str, prefix: str, **patterns: str) -> Figures:
    """Figures by name from a scorer's words; a pattern that does not match is an error."""
    found = {}
    for name, pattern in patterns.items():
        match = re.search(pattern, text)
        if not match:
            raise SystemExit(f"{prefix}.{name}: the scorer did not print {pattern!r}")
        found[f"{prefix}.{name}"] = float(match.group(1).rstrip("."))
    return found


def findings(shared: Path) -> Figures:
    """Clauses, attributes and subprocessor rows: out-of-fold findings over the labelled documents."""
    out = ROOT / "build" / "out-of-fold.jsonl"
    labels = ROOT / "build" / "labels"
    run(HERE / "labels.py", "unpack", "--data", DATA / "public", "--out", labels)
    also = ("--also", "sv", "--also", "de", "--also", "fr")
    run(ROOT / "flows" / "evaluate.py", "--gold", shared / "data" / "gold", "--extra", labels, "--out", out, *also)
    figures: Figures = {}
    for name, options in {
        "en.core": ("--lang", "en", "--types", "core"),
        "en.all": ("--lang", "en"),
        "sv": ("--lang", "sv"),
        "de": ("--lang", "de"),
        "fr": ("--lang", "fr"),
        "all": (),
    }.items():
        text = run(shared / "tools/score_findings.py", shared / "data/gold", "--findings", out, *options)
        figures |= pick(text, f"findings.{name}", macro_f1=rf"macro F1 {NUMBER}", micro_f1=rf"micro F1 {NUMBER}")
        if name == "all":
            figures |= pick(text, "findings", attributes_right=rf"attributes right {NUMBER}")
            figures |= pick(text, "subprocessors", f1=rf"F1 {NUMBER}, countries", countries=rf"countries right {NUMBER}")
    text = run(HERE / "languages.py", "--shared", shared, "--findings", out)
    for lang in ("sv", "de", "fr"):
        alone = rf"{lang} alone: macro F1"
        figures |= pick(text, f"languages.{lang}", macro_f1=rf"{alone} {NUMBER}", micro_f1=rf"{alone} [\d.]+ micro F1 {NUMBER}")
    return figures


def changes(shared: Path) -> Figures:
    """Pairs of versions: substance, severity, types, attributes, subprocessors."""
    batch = "clausewatch compare --pairs {pairs} --format jsonl"
    errors = ROOT / "build" / "changes-errors.jsonl"
    text = run(shared / "tools/score_changes.py", DATA / "changes", "--batch", batch, "--errors", errors)
    return pick(
        text,
        "changes",
        precision=rf"precision {NUMBER} recall",
        recall=rf"recall {NUMBER}",
        failed=rf"failed {NUMBER};",
        capture_held=rf"not alarmed \d+/\d+ = {NUMBER}",
        sound_called_trouble=rf"called trouble {NUMBER}",
        severity_exact=rf"exact \d+/\d+ = {NUMBER}",
        severity_kappa=rf"kappa {NUMBER}",
        high_found=rf"3 and 4 found \d+/\d+ = {NUMBER}",
        types_f1=rf"types: micro F1 {NUMBER}",
        attributes_right=rf"attributes: right \d+/\d+ = {NUMBER}",
        subprocessors_f1=rf"removed: F1 {NUMBER}",
    )


def replay(shared: Path) -> Figures:
    """Dated raw captures: every substantive step alerted, nothing else."""
    errors = ROOT / "build" / "replay-errors.jsonl"
    text = run(shared / "tools/score_replay.py", DATA / "replay", "--program", PROGRAM, "--errors", errors)
    return pick(
        text, "replay", recall=rf"recall {NUMBER}", precision=rf"precision {NUMBER}", false_alarms=rf"false alarms {NUMBER} over"
    )


def pages(shared: Path) -> Figures:
    """Page kinds: bad captures taken for terms, terms refused."""
    text = run(shared / "tools/score_pages.py", "--bad", DATA / "degenerate", "--good", DATA / "raw")
    return pick(text, "pages", taken_for_terms=rf"taken for terms {NUMBER}/", refused=rf"terms refused {NUMBER}/")


PARTS: Mapping[str, Callable[[Path], Figures]] = {"findings": findings, "changes": changes, "replay": replay, "pages": pages}
MARGIN = 0.005  # what another processor's rounding may cost a cross-validated figure
LOW_IS_GOOD = ("failed", "sound_called_trouble", "false_alarms", "taken_for_terms", "refused")


def judged(figures: Figures, floors: Mapping[str, float]) -> list[str]:
    """Print each figure beside its floor and return those that fell below it."""
    fallen = []
    for name, value in figures.items():
        floor = floors.get(name)
        low = name.endswith(LOW_IS_GOOD)
        bad = floor is not None and (value > floor if low else value < floor)
        bound = "at most" if low else "at least"
        print(f"  {name:34} {value:8.3f}   {bound} {'-' if floor is None else floor}{'   BELOW' if bad else ''}")
        fallen += [name] if bad else []
    return fallen


def raised(figures: Figures, floors: Mapping[str, float]) -> dict[str, float]:
    """Floors with every gain; figures that should be high are rounded down to two digits."""
    new = dict(floors)
    for name, value in figures.items():
        if name.endswith(LOW_IS_GOOD):
            new[name] = min(value, floors.get(name, math.inf))
        else:
            new[name] = max(math.floor((value - MARGIN) * 100) / 100, floors.get(name, 0.0))
    return dict(sorted(new.items()))


def main() -> int:
    """Score, print, compare."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--raise", dest="raise_floors", action="store_true")
    ap.add_argument("--only", default="", help="comma-separated: " + ", ".join(PARTS))
    a = ap.parse_args()
    shared = a.shared.resolve()
    if not (shared / "tools").is_dir():
        print(f"NOT SCORED: there is no labelled data in {a.shared}; the quality floors were not checked.", file=sys.stderr)
        return 0
    subprocess.run(["bash", str(shared / "tools/unpack.sh"), str(DATA)], check=True)
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    figures: Figures = {}
    for name in a.only.split(",") if a.only else PARTS:
        figures |= PARTS[name](shared)
    fallen = judged(figures, floors)
    if a.raise_floors:
        FLOORS.write_text(json.dumps(raised(figures, floors), indent=1) + "\n", "utf-8")
    print(f"{len(figures)} figures, {len(fallen)} below their floor" + (f": {', '.join(fallen)}" if fallen else ""))
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
