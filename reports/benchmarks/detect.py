"""Speed and weight of detection on labelled documents of a language.

    python reports/benchmarks/detect.py --gold ../shared/data/gold [--lang en] [--rounds 3]

Prints characters per CPU second of this process with rules and model loaded and no cache (the best of the
rounds), seconds to load the model, CPU seconds of `clausewatch detect` for the smallest document of each
language (process start to findings) with the most memory it held, and the size of the model.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from clausewatch import resources
from clausewatch.detect import classifier
from clausewatch.detect.pipeline import MODEL, Detector
from clausewatch.model import LANGUAGES, Document
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

PROGRAM = Path(sys.executable).with_name("clausewatch")


def paths(gold: Path, lang: str) -> list[Path]:
    """Documents of a language, smallest first."""
    rows = map(json.loads, (gold / "index.jsonl").read_text("utf-8").splitlines())
    found = [next((gold / "docs").glob(f"{row['doc']}.*")) for row in rows if row.get("lang", "en") == lang]
    return sorted(found, key=lambda p: (p.stat().st_size, p.name))


def speed(documents: Sequence[Document], rounds: int) -> float:
    """Characters per CPU second, best of the rounds, behind one document that loads everything."""
    detector = Detector(resources.models(), resources.corpus("rules"))
    detector.detect(documents[0])
    best = 0.0
    for _ in range(rounds):
        begin = time.process_time()
        for document in documents:
            detector.detect(document)
        best = max(best, sum(len(d.text) for d in documents) / (time.process_time() - begin))
    return best


def loading(rounds: int) -> float:
    """CPU seconds to load the model, best of the rounds."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        classifier.load(resources.models() / MODEL)
        spent.append(time.process_time() - begin)
    return min(spent)


def started(path: Path, rounds: int) -> float:
    """CPU seconds of `clausewatch detect` for one document, best of the rounds."""
    spent = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROGRAM, "detect", path], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--lang", default="en")
    ap.add_argument("--rounds", type=int, default=3)
    a = ap.parse_args()
    documents = [parse(p.read_bytes(), Hints(filename=p.name, lang=a.lang)) for p in paths(a.gold, a.lang)]
    print(f"{a.lang}: {speed(documents, a.rounds):,.0f} characters per CPU second, {len(documents)} documents")
    size = (resources.models() / MODEL).stat().st_size / 1e6
    print(f"model: {size:.1f} MB, loaded in {loading(a.rounds):.2f} CPU seconds")
    for lang in LANGUAGES:
        print(f"{lang}: process start to findings {started(paths(a.gold, lang)[0], a.rounds):.2f} CPU seconds")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of such a process: {most:.0f} MB")


if __name__ == "__main__":
    main()
