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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

from machines import Machines, apart
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
    """Documents of many hosts, three workers with homes of their own; one that is at work is killed in the middle.

    Where the system allows it each worker has a network and a process table of its own, as on a machine of
    its own: then what it held comes free by the time of its leases only.
    """
    hosts, each = 6, max(2, round(5 * scale))
    with apart(hosts, 3) as machines:
        site, server = _wide(Site()), Server.start()
        try:
            homes = _homes(folder, site, server, (machines, each))
            began = time.monotonic()
            command = ("work", "--fresh", "1", "--patience", "90", "--home")
            workers = [_start(*command, str(home), within=machines.within(n)) for n, home in enumerate(homes)]
            while (before := _standing(homes[0])).versions < hosts * each // 4:
                time.sleep(0.1)
                assert any(w.poll() is None for w in workers), "all workers ended early"
            killed = _busiest(homes[0], workers)
            os.kill(killed.pid, signal.SIGKILL)
            codes, at = [w.wait(600) for w in workers], time.monotonic() - began
            after = _standing(homes[0])
        finally:
            site.server.shutdown()
            server.stop()
    asked = Counter(path for path, _ in site.asked)
    assert sorted(codes) == [-9, 0, 0], f"workers ended with {codes}"
    assert after.sources == after.versions == hosts * each, f"{after}"
    twice = sum(n > 1 for n in asked.values())
    assert twice <= each, "more was asked twice than the killed worker can have held"
    return (
        f"{hosts * each} documents on {hosts} hosts, workers in {machines.name}: one of 3 killed; before {before.said()}; "
        f"after {after.said()}, verified, none doubled, {twice} asked again, in {at:.0f} s"
    )


def _busiest(home: Path, workers: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """A worker that holds leases now; where that cannot be told by its number, one that is at work."""
    record = open_record(load(home, {}))
    with record._engine.connect() as connection:  # type: ignore[attr-defined]
        holders = {row[0] for row in connection.exec_driver_sql("SELECT holder FROM leases")}
    record.close()
    pids = {int(name.split("/")[1]) for name in holders}
    alive = [w for w in workers if w.poll() is None]
    return next((w for w in alive if w.pid in pids), alive[0])


@dataclass(frozen=True)
class Standing:
    """What the record holds at one moment."""

    sources: int
    versions: int
    leases: int
    leaves: int

    def said(self) -> str:
        """The same in words."""
        return f"{self.versions} versions, {self.leases} leases, {self.leaves} leaves"


def _wide(site: Site) -> Site:
    """The same site under all addresses of the loopback, so that it looks like many hosts."""
    handler = site.server.RequestHandlerClass
    site.server.shutdown()
    site.server.server_close()
    site.server = ThreadingHTTPServer(("0.0.0.0", 0), handler)
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    return site


def _homes(folder: Path, site: Site, server: Server, size: tuple[Machines, int]) -> list[Path]:
    machines, each = size
    server.execute("CREATE DATABASE shared")
    first = home_of(folder, site.base, record=server.url("shared"), blobs=str(folder / "blobs")).home
    documents = []
    for number in range(len(machines.hosts) * each):
        path, host = f"/terms-{number}", machines.hosts[number // each]
        site.pages[path] = page(number)
        documents.append(
            f"  terms-{number}:\n    kind: terms\n    title: Terms of Service\n    lang: en\n"
            f"    url: http://{host}:{site.server.server_port}{path}\n    verified: never\n"
        )
    head = "name: Northwind\nentity: Northwind Cloud Limited\ncountry: IE\ndocuments:\n"
    (first / "vendors" / "northwind.yml").write_text(head + "".join(documents), "utf-8")
    settings = first / FILE_NAME
    text = settings.read_text().replace("interval = 0.0", "interval = 0.5").replace("127.0.0.0/8", machines.network)
    settings.write_text(f"lease_seconds = 5.0\n{text}", "utf-8")
    others = [folder / f"home-{n}" for n in (2, 3)]
    for other in others:
        shutil.copytree(first, other, ignore=shutil.ignore_patterns("keys"))
    return [first, *others]


def _standing(home: Path) -> Standing:
    record = open_record(load(home, {}))
    keys = record.sources()
    count = sum(len(record.versions(key)) for key in keys)
    if record.tried_since(keys, utc_now() - timedelta(days=1)) == frozenset(keys) and count == len(keys):
        assert record.verify() == []
    found = record.measures()
    record.close()
    return Standing(len(keys), count, found.rows["leases"], found.leaves)


def _start(*arguments: str, within: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "DO_NOT_TRACK": "1"}
    command = [*within, *COMMAND, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
