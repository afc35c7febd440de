"""Clause detection in Swedish, German and French, over the gold documents and our own labelled ones.

    python reports/benchmarks/languages.py --shared ../shared [--findings FILE] [--errors FOLDER] [--languages sv,de,fr]

The gold set has few documents in these languages, so the whole documents of `corpus/labels` count too. All
findings are held out: each document is judged by a model and thresholds that never saw its vendor. Without
`--findings` they are made first (`flows/evaluate.py --also sv --also de --also fr`).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "build" / "labels"
TOGETHER = ROOT / "build" / "languages"
LANGUAGES = ("sv", "de", "fr")
SUMMARY = re.compile(r"macro F1 ([\d.]+).*?micro F1 ([\d.]+)\s+documents (\d+), families (\d+)", re.DOTALL)


def run(*command: str | Path) -> str:
    """What a script prints.

    Raises:
        subprocess.CalledProcessError: the script failed.
    """
    return subprocess.run([sys.executable, *map(str, command)], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def gather(folders: Sequence[Path], out: Path) -> int:
    """Copy the documents of some folders of the gold format that were labelled whole; the number of documents."""
    shutil.rmtree(out, ignore_errors=True)
    for name in ("docs", "labels"):
        (out / name).mkdir(parents=True)
    rows = []
    for folder in folders:
        for row in map(json.loads, (folder / "index.jsonl").read_text("utf-8").splitlines()):
            labels = folder / "labels" / f"{row['doc']}.json"
            if "looked_at" in json.loads(labels.read_text("utf-8")):
                continue
            text = next(p for p in (folder / "docs").glob(f"{row['doc']}.*") if p.stem == row["doc"])
            shutil.copy(text, out / "docs")
            shutil.copy(labels, out / "labels")
            rows.append(row)
    (out / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return len(rows)


def held_out(shared: Path, out: Path) -> Path:
    """Make the held-out findings; the file that holds them."""
    also = [word for lang in LANGUAGES for word in ("--also", lang)]
    run(ROOT / "flows" / "evaluate.py", "--gold", shared / "data" / "gold", "--extra", LABELS, "--out", out, *also)
    return out


def main() -> int:
    """Gather, score, sum up."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--findings", type=Path)
    ap.add_argument("--errors", type=Path)
    ap.add_argument("--languages", default=",".join(LANGUAGES))
    a = ap.parse_args()
    shared = a.shared.resolve()
    gather([shared / "data" / "gold", LABELS], TOGETHER)
    findings = (a.findings or held_out(shared, ROOT / "build" / "out-of-fold.jsonl")).resolve()
    for lang in a.languages.split(","):
        errors = ["--errors", a.errors.resolve() / f"errors-{lang}.jsonl"] if a.errors else []
        text = run(shared / "tools" / "score_findings.py", TOGETHER, "--findings", findings, "--lang", lang, *errors)
        print(f"=== {lang}\n{text}", flush=True)
        macro, micro, documents, families = SUMMARY.search(text).groups()  # type: ignore[union-attr]
        print(f"{lang} alone: macro F1 {macro} micro F1 {micro} documents {documents} families {families}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
