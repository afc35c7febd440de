"""What it costs to derive versions again, and what limits many workers: `python reports/benchmarks/mass.py [--workers]`.

The record is one of `scale_fill.py`: terms of 17 KB of our own, 20 documents with 10 versions, said to have been
read by an older extractor. Each step is timed in this process (CPU seconds); with `--workers` the whole is also done
by one and by two Dask workers of this machine. The numbers go to `mass.json`, and from there into `scale.md`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests")]
KEPT = HERE / "mass.json"
DOCUMENTS, VERSIONS, OLDER = 20, 10, "clausewatch-parse/1"


def main(*given: str) -> None:
    """Time the steps, then the workers if wanted."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for backend in ("sqlite", "postgresql"):
        found[f"steps, {backend}"] = _on(backend, _steps)
        KEPT.write_text(json.dumps(found, indent=1), "utf-8")
        print(backend, found[f"steps, {backend}"], flush=True)
    if "--workers" in given:
        for workers in (1, 2):
            found[f"{workers} workers"] = _on("sqlite", lambda home, n=workers: _spread(home, n))
            KEPT.write_text(json.dumps(found, indent=1), "utf-8")
            print(workers, found[f"{workers} workers"], flush=True)


def _on(backend: str, work: Callable[[Path], dict[str, float]]) -> dict[str, float]:
    from scale_fill import Shape, fill

    from clausewatch.record.moving import migrate_to
    from clausewatch.settings import load
    from clausewatch.tools import utc_now
    from postgres import Server

    with tempfile.TemporaryDirectory(prefix="mass-") as folder:
        home = Path(folder) / "home"
        fill(home, Shape(DOCUMENTS, VERSIONS, "terms", OLDER), 9)
        if backend == "sqlite":
            return work(home)
        server = Server.start()
        try:
            server.execute("CREATE DATABASE mass")
            migrate_to(load(home, {}), server.url("mass"), utc_now())
            return work(home)
        finally:
            server.stop()


def _steps(home: Path) -> dict[str, float]:
    """CPU milliseconds a version, step by step; packing is part of writing, but before the log is locked."""
    from clausewatch import rederive
    from clausewatch.parse.reader import parse
    from clausewatch.record.packing import pack
    from clausewatch.settings import load
    from clausewatch.tools import opened

    with opened(load(home, os.environ)) as tools:
        chosen, listing = _timed(lambda: list(rederive.stale(tools, (), history=True)))
        tools.__dict__["pool"] = type("Here", (), {"parse": staticmethod(parse), "close": lambda _: None})()
        rows = list(rederive._rows(tools, chosen, rederive._declared(tools)))
        captures = [tools.record.capture(row.capture) for _, row in rows]
        rederive._read_again(tools, rows[0][0], captures[0])  # what is loaded once is loaded
        tools.detector.detect(tools.record.reading(rows[0][1].id).document)
        pairs = list(zip(rows, captures, strict=True))
        documents, parsing = _timed(lambda: [rederive._read_again(tools, s, c) for (s, _), c in pairs])
        _, alone = _timed(lambda: [tools.detector.detect(d) for d in documents[:20]])
        passages = rederive._Passages()
        made, whole = _timed(lambda: [d for source, row in rows if (d := rederive._derive(tools, source, row, passages))])
        seen, half = [o for _, o in made], len(made) // 2
        _, packing = _timed(lambda: [pack(one.reading) for one in seen if one.reading])
        _, together = _timed(lambda: tools.record.derived(seen[:half]))
        _, single = _timed(lambda: [tools.record.observe(one) for one in seen[half:]])
    return {
        "versions": len(rows),
        "choose_ms": round(1000 * listing / len(rows), 2),
        "read_and_parse_ms": round(1000 * parsing / len(rows), 2),
        "detect_without_memory_ms": round(1000 * alone / 20, 2),
        "read_parse_and_detect_ms": round(1000 * whole / len(rows), 2),
        "pack_ms": round(1000 * packing / len(seen), 2),
        "write_a_hundred_in_one_ms": round(1000 * together / half, 2),
        "write_one_by_one_ms": round(1000 * single / half, 2),
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _spread(home: Path, workers: int) -> dict[str, float]:
    """The command with so many workers: CPU seconds of all its processes, and wall seconds."""
    command: Sequence[str] = [str(Path(sys.executable).with_name("clausewatch")), "reprocess", "--history", "--home", str(home)]
    spent = {}
    for name in ("derive", "nothing left"):
        before, began = _children(), time.monotonic()
        done = subprocess.run([*command, "--on", str(workers)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        spent[name] = (_children() - before, time.monotonic() - began, done.stderr)
    assert f"{DOCUMENTS * VERSIONS} versions were derived again." in spent["derive"][2], spent["derive"][2][-500:]
    assert "0 versions were derived again." in spent["nothing left"][2], spent["nothing left"][2][-500:]
    (cpu, wall, _), (idle_cpu, idle_wall, _) = spent["derive"], spent["nothing left"]
    return {
        "cpu_s": round(cpu, 1),
        "wall_s": round(wall, 1),
        "of_it_start_and_end_cpu_s": round(idle_cpu, 1),
        "of_it_start_and_end_wall_s": round(idle_wall, 1),
        "cpu_ms_a_version": round(1000 * (cpu - idle_cpu) / (DOCUMENTS * VERSIONS), 1),
    }


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
