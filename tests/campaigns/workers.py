"""Several at once: two schedulers over one home, three workers over one PostgreSQL record, one of them killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

from network import home_of, page
from watchkit import Site

from clausewatch.record.store import open_record
from clausewatch.settings import FILE_NAME, load
from clausewatch.tools import utc_now
from postgres import Server

COMMAND = [str(Path(sys.executable).with_name("clausewatch"))]


def two_schedulers(folder: Path, scale: float) -> str:
    """Two `run`s at the same time, round after round: each text becomes one version and one alert."""
    site, rounds = Site(), max(2, round(6 * scale))
    settings = home_of(folder, site.base)
    for number in range(rounds):
        site.pages["/terms"] = page(number * 30)
        both = [_start("run", "--quiet", "--home", str(settings.home)) for _ in range(2)]
        codes = [p.wait(180) for p in both]
        assert codes == [0, 0], f"round {number} ended with {codes}"
    site.server.shutdown()
    record = open_record(settings)
    versions, changes = record.versions("northwind/terms"), record.changes()
    assert record.verify() == []
    record.close()
    assert len(versions) == rounds, f"{len(versions)} versions of {rounds} texts"
    assert len(changes) == rounds - 1
    alerts = [json.loads(line)["id"] for line in (settings.home / "alerts.jsonl").read_text().splitlines()]
    assert len(alerts) == len(set(alerts)), "an alert was sent twice"
    return f"{rounds} rounds by two at once: {len(versions)} versions, {len(changes)} changes, {len(alerts)} alerts, none twice"


def three_workers(folder: Path, scale: float) -> str:
    """Documents of many hosts, three workers with homes of their own; the busiest is killed in the middle."""
    hosts, each = 6, max(2, round(5 * scale))
    site, server = _wide(Site()), Server.start()
    try:
        homes = _homes(folder, site, server, hosts, each)
        workers = [_start("work", "--fresh", "1", "--patience", "60", "--home", str(home)) for home in homes]
        while len(site.asked) < hosts * each // 3:
            time.sleep(0.05)
            assert any(w.poll() is None for w in workers), "all workers ended early"
        before = _standing(homes[0])
        killed = next(n for n, w in enumerate(workers) if w.poll() is None)
        workers[killed].send_signal(signal.SIGKILL)
        codes = [w.wait(240) for w in workers]
        after = _standing(homes[0])
    finally:
        site.server.shutdown()
        server.stop()
    asked = Counter(path for path, _ in site.asked)
    assert sorted(codes) == [-9, 0, 0], f"workers ended with {codes}"
    assert after == (hosts * each, hosts * each), f"{after} sources and versions"
    twice = sum(n > 1 for n in asked.values())
    assert twice <= each, "more was asked twice than the killed worker can have held"
    return (
        f"{hosts * each} documents on {hosts} hosts: worker {killed + 1} of 3 killed at {before[1]} versions, "
        f"taken over, {after[1]} versions at the end, {twice} documents asked again"
    )


def _wide(site: Site) -> Site:
    """The same site under all addresses of the loopback, so that it looks like many hosts."""
    handler = site.server.RequestHandlerClass
    site.server.shutdown()
    site.server.server_close()
    site.server = ThreadingHTTPServer(("0.0.0.0", 0), handler)
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    return site


def _homes(folder: Path, site: Site, server: Server, hosts: int, each: int) -> list[Path]:
    server.execute("CREATE DATABASE shared")
    port = site.server.server_port
    first = home_of(folder, site.base, record=server.url("shared"), blobs=str(folder / "blobs")).home
    documents = []
    for number in range(hosts * each):
        path = f"/terms-{number}"
        site.pages[path] = page(number)
        documents.append(
            f"  terms-{number}:\n    kind: terms\n    title: Terms of Service\n    lang: en\n"
            f"    url: http://127.0.0.{number // each + 1}:{port}{path}\n    verified: never\n"
        )
    head = "name: Northwind\nentity: Northwind Cloud Limited\ncountry: IE\ndocuments:\n"
    (first / "vendors" / "northwind.yml").write_text(head + "".join(documents), "utf-8")
    settings = first / FILE_NAME
    settings.write_text(settings.read_text().replace("interval = 0.0", "interval = 0.5"), "utf-8")
    others = [folder / f"home-{n}" for n in (2, 3)]
    for other in others:
        shutil.copytree(first, other, ignore=shutil.ignore_patterns("keys"))
    return [first, *others]


def _standing(home: Path) -> tuple[int, int]:
    record = open_record(load(home, {}))
    keys = record.sources()
    count = sum(len(record.versions(key)) for key in keys)
    if record.tried_since(keys, utc_now() - timedelta(days=1)) == frozenset(keys) and count == len(keys):
        assert record.verify() == []
    record.close()
    return len(keys), count


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "DO_NOT_TRACK": "1"}
    return subprocess.Popen([*COMMAND, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
