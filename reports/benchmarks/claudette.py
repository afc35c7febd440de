"""CLAUDETTE terms of service (50 companies, other people's labels): recall and quoted share of five types.

    python reports/benchmarks/claudette.py [--shared ../shared] [--errors FILE]

Runs `clausewatch detect` once and the scorer that lies beside the data on what it prints. CLAUDETTE's
label for unilateral change covers changes of the terms and of the service alike; a second row
therefore counts `service_change` findings as `terms_change` too. Only clauses that may be unfair are
labelled, so precision says little and is not printed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "build" / "data"
OUT = ROOT / "build" / "claudette.jsonl"
PROGRAM = Path(sys.executable).with_name("clausewatch")
GOALS = {
    "governing_law": 0.90,
    "dispute_venue": 0.90,
    "terms_change": 0.85,
    "suspension_termination": 0.85,
    "liability_limitation": 0.85,
}
QUOTED = 0.25
_ROW = re.compile(r"^(?P<type>[a-z_]+) +(?P<gold>\d+) +[\d.]+ +(?P<recall>[\d.]+) +[\d.]+$", re.MULTILINE)
_SHARE = re.compile(r"share of the text that is quoted ([\d.]+)")


def detect(documents: Path, out: Path) -> list[str]:
    """Findings of all documents, one JSON text a line; also written to `out`."""
    files = sorted(documents.iterdir())
    with out.open("w", encoding="utf-8") as lines:
        subprocess.run([PROGRAM, "detect", *files, "--format", "jsonl"], check=True, stdout=lines)
    return out.read_text("utf-8").splitlines()


def with_service_change(lines: list[str]) -> list[str]:
    """The findings with `service_change` called `terms_change`."""
    rows = map(json.loads, lines)
    return [json.dumps({**r, "type": "terms_change"} if r.get("type") == "service_change" else r) for r in rows]


def score(shared: Path, findings: Path, errors: Path | None) -> str:
    """What the scorer prints."""
    command: list[str | Path] = [sys.executable, shared / "tools/score_findings.py", DATA / "claudette"]
    command += ["--findings", findings, "--types", ",".join(GOALS)]
    if errors:
        command += ["--errors", errors]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def show(title: str, text: str) -> None:
    """Print recalls and the quoted share beside their goals."""
    print(title)
    for row in _ROW.finditer(text):
        recall, goal = float(row["recall"]), GOALS[row["type"]]
        print(f"  {row['type']:24} labels {row['gold']:>4}   recall {recall:.2f}   {_verdict(recall >= goal)} {goal:.2f}")
    quoted = _SHARE.search(text)
    if quoted is None:
        raise SystemExit("the scorer did not print the quoted share")
    share = float(quoted.group(1))
    print(f"  share of the text that is quoted {share:.2f}            {_verdict(share <= QUOTED)} {QUOTED}")


def _verdict(well: bool) -> str:
    return "reached " if well else "NOT REACHED"


def main() -> int:
    """Detect once, score twice."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--errors", type=Path, help="where to write missed and unlabelled findings")
    a = ap.parse_args()
    shared = a.shared.resolve()
    if not (shared / "tools").is_dir():
        print(f"NOT SCORED: there is no labelled data in {a.shared}", file=sys.stderr)
        return 0
    if not (DATA / "claudette" / "index.jsonl").is_file():
        subprocess.run(["bash", str(shared / "tools/unpack.sh"), str(DATA), "claudette"], check=True)
    lines = detect(DATA / "claudette" / "docs", OUT)
    show("findings as they are", score(shared, OUT, a.errors))
    both = OUT.with_stem("claudette-service-change")
    both.write_text("\n".join(with_service_change(lines)) + "\n", "utf-8")
    show("service_change counted as terms_change", score(shared, both, None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
