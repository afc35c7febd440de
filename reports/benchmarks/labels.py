"""Our own labels: kept in `corpus/labels/` without any text, put back beside the documents for training.

python reports/benchmarks/labels.py pack FOLDER      labelled documents (docs/, labels/, index.jsonl) -> corpus/labels
python reports/benchmarks/labels.py unpack [--data build/data/public] [--out build/labels]
python reports/benchmarks/labels.py agree [--data build/data/public]     two readings of the same documents compared
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from clausewatch.detect.labels import overlapping, places, reduced_quote
from clausewatch.detect.labelstore import pack, unpack
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "corpus" / "labels"
AGAIN = STORE / "again"
_CODE = {".jsx", ".tsx", ".vue", ".js"}


def text_of(path: Path) -> str:
    """The text that labels refer to: Markdown as it is, page source read as HTML, the rest as parsed."""
    if path.suffix == ".md":
        return path.read_text("utf-8")
    body = path.read_bytes()
    if path.suffix in _CODE:
        source = re.sub(r"<script\b.*?</script>|</?template[^>]*>", "", body.decode("utf-8"), flags=re.DOTALL)
        return parse(source.encode(), Hints(filename="x.html")).text
    return parse(body, Hints(filename=path.name)).text


def pack_folder(folder: Path, store: Path) -> int:
    """Keep the labels of a folder; the number of documents."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text("utf-8").splitlines() if line]
    store.mkdir(parents=True, exist_ok=True)
    for row in rows:
        labels = json.loads((folder / "labels" / f"{row['doc']}.json").read_text("utf-8"))
        text = next((folder / "docs").glob(f"{row['doc']}.*")).read_text("utf-8")
        kept = json.dumps(pack(row, labels, text), ensure_ascii=False, indent=None, separators=(",", ":"))
        (store / f"{row['doc']}.json").write_text(kept.replace('{"type"', '\n{"type"') + "\n", "utf-8")
    return len(rows)


def unpack_all(data: Path, out: Path) -> tuple[int, int, Counter[str]]:
    """Write documents with labels below `out`; documents, labels lost, labels by type."""
    for name in ("docs", "labels"):
        (out / name).mkdir(parents=True, exist_ok=True)
    index, lost, types = [], 0, Counter[str]()
    for path in sorted(STORE.glob("*.json")):
        stored = json.loads(path.read_text("utf-8"))
        text = text_of(data / stored["path"])
        labels, missing = unpack(stored, text)
        lost += missing
        types.update(c["type"] for c in labels["clauses"])
        (out / "docs" / f"{stored['doc']}.md").write_text(text, "utf-8")
        (out / "labels" / path.name).write_text(json.dumps(labels, ensure_ascii=False), "utf-8")
        index.append({k: stored[k] for k in ("doc", "family", "kind", "lang", "path")})
    (out / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in index), "utf-8")
    return len(index), lost, types


def agreement(data: Path) -> Counter[str]:
    """Counts over all documents that were read twice, printed by document.

    A clause of one reading is `both` if the other has one of its type that overlaps it, both without
    doubt; `doubt` if one of the two called it borderline or not operative; else `alone`.
    """
    total = Counter[str]()
    for path in sorted(AGAIN.glob("*.json")):
        text = text_of(data / json.loads(path.read_text("utf-8"))["path"])
        whole = reduced_quote(text)
        first, second = (_read(p, text, whole) for p in (STORE / path.name, path))
        counts = Counter(_verdict(clause, other) for one, other in ((first, second), (second, first)) for clause in one)
        print(f"{path.stem}: {len(first)} and {len(second)} clauses, {_shares(counts)}")
        total.update(counts)
    return total


Placed = tuple[str, bool, list[tuple[int, int]]]


def _read(path: Path, text: str, whole: str) -> list[Placed]:
    """Type, whether it counts, and places of each clause of one reading."""
    clauses = unpack(json.loads(path.read_text("utf-8")), text)[0]["clauses"]
    return [
        (
            c["type"],
            c.get("operative", True) and not c.get("borderline"),
            [(a, a + len(c["quote"])) for a in places(c["quote"], whole)],
        )
        for c in clauses
    ]


def _verdict(clause: Placed, others: list[Placed]) -> str:
    kind, sure, where = clause
    near = [known for t, known, there in others if t == kind and _meet(where, there)]
    if not sure:
        return "unsure"
    return "both" if any(near) else "doubt" if near else "alone"


def _meet(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    spans, theirs = (np.array(x, dtype=np.int64).reshape(-1, 2) for x in (one, other))
    return any(overlapping(spans, a, b).any() for a, b in other) or any(overlapping(theirs, a, b).any() for a, b in one)


def _shares(counts: Counter[str]) -> str:
    agreed = counts["both"] / max(1, counts["both"] + counts["alone"])
    strict = counts["both"] / max(1, counts["both"] + counts["alone"] + counts["doubt"])
    return f"agreement {agreed:.3f} (counting doubts as disagreement {strict:.3f})"


def main() -> int:
    """Pack, unpack or compare."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("verb", choices=["pack", "unpack", "agree"])
    ap.add_argument("folder", type=Path, nargs="?")
    ap.add_argument("--data", type=Path, default=ROOT / "build" / "data" / "public")
    ap.add_argument("--out", type=Path, default=ROOT / "build" / "labels")
    ap.add_argument("--again", action="store_true", help="pack: these are a second reading")
    a = ap.parse_args()
    if a.verb == "pack":
        print(pack_folder(a.folder, AGAIN if a.again else STORE), "documents kept")
        return 0
    if a.verb == "agree":
        print("together:", _shares(agreement(a.data)))
        return 0
    count, lost, types = unpack_all(a.data, a.out)
    print(f"{count} documents, {types.total()} labels, {lost} could not be placed any more")
    print(", ".join(f"{t} {n}" for t, n in types.most_common()))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
