"""CPU and memory of watch rounds over 200 real pages, beside a peer and the floor in the same run.

    python reports/benchmarks/watch.py --shared ../shared [--peer] [--rounds 1,2,3,4,5]

Rounds: r1 first fetch, all stages; r2 unchanged, 304 only; r3 ten pages got one sentence; r4
unchanged, no validators sent; r5 as r4 with a fresh script id in every page. CPU is that of the
whole process tree, by wait4. `--peer` also measures urlwatch with html2text (installed into
build/peers); quote the ratio, since machines differ and are shared.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build" / "peers"
PROGRAM = Path(sys.executable).with_name("clausewatch")
BASE = "http://127.0.0.1:8931"


@contextlib.contextmanager
def page_server(peers: Path) -> Iterator[None]:
    """The page server of the comparison, on loopback."""
    env = dict(os.environ, PEERS_WORK=str(WORK))
    server = subprocess.Popen([sys.executable, str(peers / "serve.py"), "8931"], env=env)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(BASE + "/stats", timeout=2)
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def load_measure(peers: Path) -> ModuleType:
    """The measuring module that the peers are measured with."""
    spec = importlib.util.spec_from_file_location("measure", peers / "measure.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def language(n: int) -> str:
    """The language of a page by its commonest small words and signs; the set has no other ones."""
    text = (WORK / "pages" / "r1" / f"{n:03d}.html").read_text("utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL | re.IGNORECASE)
    if len(re.findall("[\u4e00-\u9fff]", text)) > 1000:
        return "zh"
    return "sv" if text.count(" och ") > text.count(" and ") else "en"


def make_home(home: Path) -> None:
    """200 one-document vendors on the page server; loopback allowed, no interval."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "vendors").mkdir(parents=True)
    for n in range(200):
        text = f"name: Page {n:03d}\ndocuments:\n  terms:\n    kind: terms\n    lang: {language(n)}\n"
        text += f"    url: {BASE}/p/{n:03d}\n    verified: never\n"
        (home / "vendors" / f"page-{n:03d}.yml").write_text(text, "utf-8")
    vendors = ", ".join(f'"page-{n:03d}"' for n in range(200))
    settings = f'vendors = [{vendors}]\nchannels = ["jsonl:alerts.jsonl"]\n[fetch]\ninterval = 0.0\nallow = ["127.0.0.1"]\n'
    (home / "clausewatch.toml").write_text(settings, "utf-8")
    subprocess.run(
        [PROGRAM, "init", "--home", home, "--lang", "en", "--country", "SE", "--role", "dpo"],
        check=True,
        stdin=subprocess.DEVNULL,
    )


def alarmed(home: Path, before: int) -> tuple[set[int], int]:
    """Pages with a new substantive change, and how many changes are recorded in all."""
    done = subprocess.run([PROGRAM, "changes", "--home", home, "--format", "jsonl"], stdout=subprocess.PIPE, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {int(r["vendor"][-3:]) for r in rows[before:] if r["substantive"]}, len(rows)


def measure_ours(measure: ModuleType, rounds: list[int]) -> list[dict[str, Any]]:
    """Our rounds, one row each."""
    home = WORK / "work" / "clausewatch"
    make_home(home)
    truth = set(json.loads((WORK / "changed.json").read_text()))
    rows, known = [], 0
    for number in rounds:
        measure.set_round(number)
        log = WORK / "logs" / f"clausewatch-{number}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        row = measure.run([str(PROGRAM), "run", "--quiet", "--home", str(home)], str(log))
        new, known = alarmed(home, known)
        expected = truth if number == 3 else set()
        row |= {"round": number, "found": len(new & expected), "false": len(new - expected), "server": measure.stats()}
        rows.append(row)
        print(json.dumps(row), flush=True)
    return rows


def measure_peer(peers: Path) -> list[dict[str, Any]]:
    """urlwatch with html2text in the same loop."""
    venv = WORK / "venvs" / "urlwatch"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "urlwatch==2.29", "html2text==2025.4.15"], check=True)
    env = dict(os.environ, PEERS_WORK=str(WORK), PYTHONPATH=str(peers))
    subprocess.run(
        [sys.executable, peers / "run_watchers.py", "urlwatch-pyhtml2text"], env=env, check=True, stdout=subprocess.DEVNULL
    )
    return json.loads((WORK / "out-urlwatch-pyhtml2text.json").read_text())


def table(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """The comparison as a Markdown table."""
    other = {r["round"]: r for r in theirs}
    print("\n| round | CPU-s | urlwatch | ratio | wall s | peak RSS MB | found / false |\n|---|---|---|---|---|---|---|")
    for r in ours:
        peer = other.get(r["round"])
        cells = [r["cpu"], peer["cpu"] if peer else "-", f"{r['cpu'] / peer['cpu']:.2f}" if peer else "-"]
        cells += [r["wall"], r["peak_rss_mb"], f"{r['found']} / {r['false']}"]
        print(f"| r{r['round']} | " + " | ".join(map(str, cells)) + " |")


def main() -> int:
    """Build the pages, serve them, measure."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--peer", action="store_true")
    ap.add_argument("--rounds", default="1,2,3,4,5")
    a = ap.parse_args()
    peers = (a.shared / "tools" / "peers").resolve()
    if not peers.is_dir():
        print(f"NOT MEASURED: there is no page set in {a.shared}.", file=sys.stderr)
        return 0
    data = ROOT / "build" / "data"
    subprocess.run(["bash", str(peers.parent / "unpack.sh"), str(data)], check=True)
    (WORK / "work").mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, peers / "make_pages.py", data], env=dict(os.environ, PEERS_WORK=str(WORK)), check=True)
    with page_server(peers):
        ours = measure_ours(load_measure(peers), [int(r) for r in a.rounds.split(",")])
        theirs = measure_peer(peers) if a.peer else []
    table(ours, theirs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
