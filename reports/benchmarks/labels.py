"""Our own labels: kept in `corpus/labels/` without any text, put back beside the documents for training.

python reports/benchmarks/labels.py pack FOLDER      labelled documents (docs/, labels/, index.jsonl) -> corpus/labels
python reports/benchmarks/labels.py unpack [--data build/data/public] [--out build/labels]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

from clausewatch.detect.labelstore import pack, unpack
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "corpus" / "labels"
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


def pack_folder(folder: Path) -> int:
    """Keep the labels of a folder; the number of documents."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text("utf-8").splitlines() if line]
    STORE.mkdir(parents=True, exist_ok=True)
    for row in rows:
        labels = json.loads((folder / "labels" / f"{row['doc']}.json").read_text("utf-8"))
        text = next((folder / "docs").glob(f"{row['doc']}.*")).read_text("utf-8")
        kept = json.dumps(pack(row, labels, text), ensure_ascii=False, indent=None, separators=(",", ":"))
        (STORE / f"{row['doc']}.json").write_text(kept.replace('{"type"', '\n{"type"') + "\n", "utf-8")
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


def main() -> int:
    """Pack or unpack."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("verb", choices=["pack", "unpack"])
    ap.add_argument("folder", type=Path, nargs="?")
    ap.add_argument("--data", type=Path, default=ROOT / "build" / "data" / "public")
    ap.add_argument("--out", type=Path, default=ROOT / "build" / "labels")
    a = ap.parse_args()
    if a.verb == "pack":
        print(pack_folder(a.folder), "documents kept")
        return 0
    count, lost, types = unpack_all(a.data, a.out)
    print(f"{count} documents, {types.total()} labels, {lost} could not be placed any more")
    print(", ".join(f"{t} {n}" for t, n in types.most_common()))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
