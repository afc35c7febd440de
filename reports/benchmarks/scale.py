"""Cost as a record grows: `python reports/benchmarks/scale.py [SHAPE ...]` adds to `scale.json`, table and plot.

A shape is DOCUMENTSxVERSIONS, with `@pg` behind it for PostgreSQL (the SQLite record of that shape is moved
there by `record migrate-to`, which verifies it). Each operation runs in a process of its own; CPU seconds
are of that process and its children (and, apart from them, of the database server), memory is its peak.
`scale.py draw` only writes table and plot again.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests")]
KEPT = HERE / "scale.json"
SHAPES = ("500x20", "5000x20", "50000x2", "500x20@pg", "5000x20@pg")
OPERATIONS = (
    "run, nothing changed",
    "changes, all",
    "changes, last two days",
    "report",
    "desk, first page",
    "desk, page",
    "search",
    "metrics",
    "status",
    "run, 1 % changed",
    "verify",
)
PAGES = ("/", "/changes", "/vendors/vendor-0", "/documents/vendor-0/terms-0", "/health", "/search?q=notice", "/changes/2")


def main(*given: str) -> None:
    """Measure the shapes, then draw."""
    if given[:1] == ("--one",):
        return _one(given[1], Path(given[2]), given[3])
    if given != ("draw",):
        for shape in given or SHAPES:
            _measure(shape)
    import scale_draw

    scale_draw.draw(json.loads(KEPT.read_text("utf-8")), OPERATIONS)
    return None


def _measure(shape: str) -> None:
    from scale_fill import Shape, Vendors, fill

    size, _, where = shape.partition("@")
    documents, versions = map(int, size.split("x"))
    server = Vendors(versions)
    with tempfile.TemporaryDirectory(prefix="scale-") as folder, _database(where) as (url, database):
        home, began = Path(folder) / "home", time.process_time()
        leaves = fill(home, Shape(documents, versions), server.server_port)
        _keep(shape, "fill", {"leaves": leaves, "cpu_s": round(time.process_time() - began, 1)})
        for operation in ("migrate-to", *OPERATIONS) if url else OPERATIONS:
            server.changing = "1 %" in operation
            before = database()
            command = [sys.executable, __file__, "--one", operation, str(home), url]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{operation} at {shape}: {done.stderr[-3000:]}")
            _keep(shape, operation, {"leaves": leaves, **json.loads(done.stdout), "server_cpu_s": round(database() - before, 2)})
    server.shutdown()


@contextmanager
def _database(where: str) -> Iterator[tuple[str, Callable[[], float]]]:
    """A PostgreSQL server where one is wanted: the URL of an empty database, and how to ask for its CPU seconds."""
    if not where:
        yield "", lambda: 0.0
        return
    import psutil

    from postgres import Server

    server = Server.start()
    try:
        server.execute("CREATE DATABASE scale")
        yield server.url("scale"), lambda: sum(psutil.Process(server.process.pid).cpu_times()[:4])
    finally:
        server.stop()


def _keep(shape: str, operation: str, row: dict[str, Any]) -> None:
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    kept.setdefault(shape, {})[operation] = {**row, "on": f"{datetime.now(UTC):%Y-%m-%d}"}
    KEPT.write_text(json.dumps(kept, indent=1), "utf-8")
    print(shape, operation, row, flush=True)


def _one(operation: str, home: Path, url: str) -> None:
    """Do one operation and print its cost."""
    from clausewatch.record.moving import migrate_to
    from clausewatch.settings import load
    from clausewatch.tools import opened, utc_now

    settings = load(home, os.environ)
    if operation == "migrate-to":
        began = _clocks()
        migrate_to(settings, url, utc_now())
        return print(json.dumps(_cost(began)))
    with opened(settings) as tools:
        if operation == "desk, page":
            return _desk(tools)
        began = _clocks()
        _works()[operation](tools)
        print(json.dumps(_cost(began)))
    return None


def _works() -> dict[str, Callable[[Any], object]]:
    from clausewatch import measuring, reporting, showing, watch

    lately = datetime.now(UTC) - timedelta(days=2)
    return {
        "run, nothing changed": lambda tools: _run(watch.run(tools, tools.sources()), changed=0),
        "run, 1 % changed": lambda tools: _run(watch.run(tools, tools.sources()), changed=-(-len(tools.sources()) // 100)),
        "changes, all": lambda tools: len(tools.record.changes()),
        "changes, last two days": lambda tools: len(tools.record.changes(since=lately)),
        "report": lambda tools: reporting.evidence(tools, "vendor-0", "en", "html"),
        "desk, first page": lambda tools: _pages(tools)("/"),
        "search": lambda tools: tools.record.search('"days notice" policy'),
        "metrics": measuring.exposition,
        "status": showing.status,
        "verify": lambda tools: _sound(tools.record.verify()),
    }


def _run(summary: Any, changed: int) -> None:
    states = {state: summary.count(state) for state in ("unchanged", "changed", "cosmetic")}
    assert summary.left == 0, summary.left
    assert states["unchanged"] == len(summary.results) - changed, (states, summary.results[:2])
    assert states["changed"] == changed, (states, [r for r in summary.results if r.state != "unchanged"][:2])


def _sound(broken: object) -> None:
    assert broken == [], broken


def _pages(tools: Any) -> Callable[[str], None]:
    """The desk over a record, asked without a socket."""
    from starlette.testclient import TestClient

    from clausewatch.desk.app import create_app

    client = TestClient(create_app(tools), base_url="http://127.0.0.1")

    def ask(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])

    return ask


def _desk(tools: Any) -> None:
    """The mean cost of a page, once the desk has the record at hand."""
    ask = _pages(tools)
    for path in PAGES:
        ask(path)
    began = _clocks()
    for path in PAGES * 3:
        ask(path)
    cost = _cost(began)
    print(
        json.dumps(
            {**cost, "cpu_s": round(cost["cpu_s"] / len(PAGES * 3), 4), "wall_s": round(cost["wall_s"] / len(PAGES * 3), 4)}
        )
    )


def _clocks() -> tuple[float, float, float]:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time(), children.ru_utime + children.ru_stime, time.monotonic()


def _cost(began: tuple[float, float, float]) -> dict[str, float]:
    own, children, wall = (now - then for now, then in zip(_clocks(), began, strict=True))
    return {"cpu_s": round(own + children, 3), "wall_s": round(wall, 2), "peak_mb": _peak_mb()}


def _peak_mb() -> int:
    """The peak of this process alone; the kernel counts that of a parent's fork otherwise."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
