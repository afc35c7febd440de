"""Judged pairs of our own, to see how the comparison does on documents that were not read while tuning.

    python reports/benchmarks/pairs.py --histories build/data/histories --bundles ../shared/data/ota --out build/pairs

`pairs.jsonl` beside this file holds for each pair where its two texts lie and how a reader judged it before
the program ran; no text of a vendor. The script takes the texts from the histories and the git bundles and
writes `OUT/pairs/` and `OUT/labels.jsonl`, the shape that the scorer of changes reads.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

JUDGED = Path(__file__).with_suffix(".jsonl")
SIDES = ("old", "new")
PLACE = frozenset({"source", "path", *SIDES})


def read(row: Mapping[str, str], side: str, folders: Mapping[str, Path]) -> bytes:
    """The bytes of one side: a dated file of a history, or a file of a commit of a bundle's repository."""
    if row["source"] == "histories":
        return (folders["histories"] / row["path"] / row[side]).read_bytes()
    show = ["git", "-C", str(folders[row["source"]]), "show", f"{row[side]}:{row['path']}"]
    return subprocess.run(show, capture_output=True, check=True).stdout


def unbundled(bundles: Path, names: set[str], out: Path) -> dict[str, Path]:
    """A bare repository for each bundle, made where it is not there yet."""
    repos = {name: out / "repos" / name for name in names}
    for name, repo in repos.items():
        if not repo.exists():
            bundle = bundles / f"{name}-versions.bundle"
            subprocess.run(["git", "clone", "--quiet", "--bare", str(bundle), str(repo)], check=True)
    return repos


def main() -> None:
    """Rebuild the pairs."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--histories", type=Path, required=True)
    ap.add_argument("--bundles", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args()
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    bundles = {row["source"] for row in rows} - {"histories"}
    folders = {"histories": a.histories, **unbundled(a.bundles, bundles, a.out)}
    (a.out / "pairs").mkdir(parents=True, exist_ok=True)
    for row in rows:
        for side in SIDES:
            (a.out / "pairs" / f"{row['pair']}.{side}.md").write_bytes(read(row, side, folders))
    labels = [{k: v for k, v in row.items() if k not in PLACE} for row in rows]
    (a.out / "labels.jsonl").write_text("".join(json.dumps(label, ensure_ascii=False) + "\n" for label in labels), "utf-8")
    print(f"{len(rows)} pairs in {a.out}")


if __name__ == "__main__":
    main()
