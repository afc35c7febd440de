"""Cost as a record grows: `python reports/benchmarks/scale.py [DOCUMENTS ...]` writes `scale.md` beside it.

Records are synthetic: one real reading of our own, its blobs shared, rows inserted as recording would
have done it (same functions, same log), 20 versions a document. Each operation runs in a process of
its own; CPU seconds are of that process and its children, memory is its peak.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from clausewatch.model import Source
    from clausewatch.record.blobs import Blobs

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

VERSIONS, DOCUMENTS_A_VENDOR = 20, 10
OUT = Path(__file__).with_name("scale.md")
START = datetime.now(UTC) - timedelta(days=VERSIONS + 1)
CHANGE = json.dumps(
    {"substantive": True, "severity": 2, "rule": "S06", "types": ["governing_law"], "summary": {"en": "The law changed."}}
)
OPERATIONS = ("run", "changes", "report", "verify", "metrics", "status")


class Unchanged(BaseHTTPRequestHandler):
    """A server of which nothing ever changes: 304 to whoever knows the page."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status = 404 if self.path == "/robots.txt" else 304
        self.send_response(status)
        self.send_header("ETag", '"same"')
        if status == 404:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


def main(*sizes: str) -> None:
    """Measure every operation at every size and write the table."""
    if sizes[:1] == ("--one",):
        _one(sizes[1], Path(sizes[2]))
        return
    server = ThreadingHTTPServer(("0.0.0.0", 0), Unchanged)  # all addresses of the loopback are hosts
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rows = []
    for size in [int(s) for s in sizes] or [500, 5000]:
        with tempfile.TemporaryDirectory(prefix="scale-") as folder:
            home = Path(folder) / "home"
            began = time.process_time()
            leaves = fill(home, size, server.server_port)
            made = time.process_time() - began
            for operation in OPERATIONS:
                done = subprocess.run(
                    [sys.executable, __file__, "--one", operation, str(home)], capture_output=True, text=True, check=False
                )
                if done.returncode:
                    raise SystemExit(f"{operation} at {size}: {done.stderr[-2000:]}")
                rows.append({"documents": size, "leaves": leaves, "operation": operation, **json.loads(done.stdout)})
                print(rows[-1], flush=True)
            print(f"{size} documents made in {made:.0f} CPU-s, {leaves} leaves", flush=True)
    server.shutdown()
    said = OUT.read_text("utf-8").partition("\nAn unchanged run")
    OUT.write_text(_table(rows) + said[1] + said[2], "utf-8")


def fill(home: Path, size: int, port: int) -> int:
    """A record of `size` documents with 20 versions each; gives the number of its leaves."""
    from clausewatch.cli.setup import make_home
    from clausewatch.record import connect, log, transfer
    from clausewatch.record.blobs import Blobs
    from clausewatch.settings import FetchSettings, Settings
    from clausewatch.tools import Asker

    vendors = [f"vendor-{n}" for n in range(size // DOCUMENTS_A_VENDOR)]
    (home / "vendors").mkdir(parents=True)
    for number, vendor in enumerate(vendors):
        (home / "vendors" / f"{vendor}.yml").write_text(_declared(vendor, number, port), "utf-8")
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.0/8",), tries=1, full_fetch_days=365)
    settings = make_home(Settings(home=home, vendors=tuple(vendors), channels=("jsonl:alerts.jsonl",), fetch=fetch))
    engine, filler = connect.engine(settings.record_url), Filler(Blobs(settings.blob_root))
    declared = Asker(settings).sources(tuple(vendors))
    for at in range(0, len(declared), 100):
        with connect.writing(engine) as connection:
            filler.add(connection, declared[at : at + 100])
    with connect.writing(engine) as connection:
        transfer.finish(connection, transfer.tables(connection))
        return log.head(connection)[0]


class Filler:
    """Rows and leaves as `writing.observe` makes them, many at a time, over the same few blobs."""

    def __init__(self, blobs: Blobs) -> None:
        from clausewatch.record import packing
        from recordkit import reading

        texts = ["These terms are governed by the laws of Ireland. " * 20 + f"Version {v}." for v in range(VERSIONS)]
        self._readings = [reading(text) for text in texts]
        self._raw = [blobs.put(text.encode()) for text in texts]
        self._packed = [blobs.put(packing.pack(found)) for found in self._readings]
        self._source = self._version = 0

    def add(self, connection: Connection, declared: Sequence[Source]) -> None:
        """All versions of these sources."""
        from clausewatch.record import schema
        from clausewatch.record.log import Appender

        self._log, self._rows = Appender(connection), defaultdict(list)
        for source in declared:
            self._source += 1
            row = {"id": self._source, "key": source.key, "vendor": source.vendor, "document": source.document}
            self._rows["sources"].append(row)
            body = packing_dump(source)
            sums = {"source_id": self._source, "sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body}
            self._leafed("declaration", {"id": self._source, **sums}, source.key)
            for number in range(VERSIONS):
                self._version += 1
                self._observed(source, number)
        for name in (
            "sources",
            "declarations",
            "captures",
            "attempts",
            "versions",
            "findings",
            "subprocessors",
            "changes",
            "passages",
        ):
            connection.execute(schema.metadata.tables[name].insert(), self._rows[name])
        self._log.flush()

    def _leafed(self, kind: str, row: dict[str, object], key: str) -> None:
        from clausewatch.record import leaves

        leaf = self._log.reserve()
        self._log.put(leaf, leaves.of_row(kind, {**row, "source": key}))
        self._rows[leaves.TABLES[kind].name].append({**row, "leaf": leaf})

    def _observed(self, source: Source, number: int) -> None:
        from clausewatch.record import leaves, packing

        this, at, found = self._version, START + timedelta(days=number), self._readings[number]
        text = found.document.text_sha256
        page = {"url": source.url, "final_url": source.url, "status": 200, "content_type": "text/plain", "headers": "[]"}
        page |= {"sha256": self._raw[number], "text_sha256": text, "page_kind": "terms", "page_reason": ""}
        owned = {"id": this, "source_id": self._source}
        self._leafed("capture", {**owned, "declaration_id": self._source, "at": at, **page}, source.key)
        tried = {"at": at, "outcome": "captured", "detail": "", "url": source.url, "status": 200, "tries": 1}
        tried |= {"sha256": self._raw[number], "etag": '"same"', "last_modified": "", "capture_id": this, "sighted": this}
        leaf = self._log.add(leaves.of_attempts([{**owned, **tried, "source": source.key}]))
        self._rows["attempts"].append({**owned, **tried, "leaf": leaf})
        rows = [{**packing.finding_row(f), "ordinal": n} for n, f in enumerate(found.detection.findings)]
        named = [{**packing.subprocessor_row(s), "ordinal": n} for n, s in enumerate(found.detection.subprocessors)]
        version = {"capture_id": this, "seq": number + 1, "text_sha256": text, "title": "Terms", "lang": "en", "cause": "content"}
        version |= {"parser": "parser", "declaration": source.fingerprint, "detector": "detector", "earlier": ""}
        version |= {"reading_sha256": self._packed[number], "rows_sha256": packing.rows_digest([*rows, *named])}
        self._leafed("version", {**owned, **version}, source.key)
        self._rows["findings"] += [{**row, "version_id": this} for row in rows]
        self._rows["subprocessors"] += [{**row, "version_id": this} for row in named]
        self._searched(found.document.text, last=number == VERSIONS - 1)
        if number:
            links = {"capture_id": this, "old_version_id": this - 1, "new_version_id": this, "cause": "content"}
            judged = {"substantive": True, "severity": 2, "trouble": "", "body": CHANGE}
            self._leafed("change", {**owned, **links, "old_at": at - timedelta(days=1), "new_at": at, **judged}, source.key)

    def _searched(self, text: str, last: bool) -> None:
        from clausewatch.record import search

        row = {
            "id": self._version,
            "source_id": self._source,
            "version_id": self._version,
            "until_id": None if last else self._version + 1,
        }
        row |= {"section": "", "types": "governing_law", "text": text, "words": text.casefold()}
        self._rows["passages"].append({**row, "seal": search.seal(row)})


def packing_dump(source: Source) -> str:
    """A declaration as the record keeps it."""
    from clausewatch.record import packing

    return packing.dump(source)


def _declared(vendor: str, number: int, port: int) -> str:
    host = f"127.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
    documents = "".join(
        f"  terms-{n}:\n    kind: terms\n    title: Terms\n    lang: en\n"
        f"    url: http://{host}:{port}/{vendor}/{n}\n    verified: never\n"
        for n in range(DOCUMENTS_A_VENDOR)
    )
    return f"name: {vendor}\nentity: {vendor} Limited\ncountry: IE\ndocuments:\n{documents}"


def _one(operation: str, home: Path) -> None:
    """Do one operation and print its cost."""
    from clausewatch import measuring, showing, watch
    from clausewatch.jobs import write_report
    from clausewatch.settings import load
    from clausewatch.tools import opened

    works: dict[str, Callable[..., object]] = {
        "run": lambda tools: _unchanged(watch.run(tools, tools.sources())),
        "changes": lambda tools: len(tools.record.changes()),
        "report": lambda _tools: write_report(home, "vendor-0", "en"),
        "verify": lambda tools: _sound(tools.record.verify()),
        "metrics": measuring.exposition,
        "status": showing.status,
    }
    began, wall = time.process_time(), time.monotonic()
    with opened(load(home, {})) as tools:
        works[operation](tools)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - began + children.ru_utime + children.ru_stime
    print(json.dumps({"cpu_s": round(cpu, 2), "wall_s": round(time.monotonic() - wall, 2), "peak_mb": _peak_mb()}))


def _peak_mb() -> int:
    """The peak of this process alone; the kernel counts that of a parent's fork otherwise."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _unchanged(summary: object) -> None:
    assert summary.count("unchanged") == len(summary.results) > summary.left == 0, summary.results[:2]  # type: ignore[attr-defined]


def _sound(broken: object) -> None:
    assert broken == [], broken


def _table(rows: list[dict[str, object]]) -> str:
    lines = [
        "# Cost as a record grows",
        "",
        f"`python reports/benchmarks/scale.py`: {VERSIONS} versions a document, SQLite, a loopback server that answers 304;",
        f"measured {datetime.now(UTC):%Y-%m-%d} on two shared cores. `growth` is the CPU time against the",
        "size before, divided by the growth of the record: 1 is linear, less is better.",
        "",
        "| operation | documents | leaves | CPU s | wall s | peak MB | growth |",
        "|---|---|---|---|---|---|---|",
    ]
    for operation in OPERATIONS:
        before: dict[str, object] | None = None
        for row in (r for r in rows if r["operation"] == operation):
            growth = (
                ""
                if before is None
                else f"{float(row['cpu_s']) / float(before['cpu_s']) / (int(row['documents']) / int(before['documents'])):.2f}"
            )  # type: ignore[arg-type, call-overload]
            lines.append(
                "| "
                + " | ".join(str(row[k]) for k in ("operation", "documents", "leaves", "cpu_s", "wall_s", "peak_mb"))
                + f" | {growth} |"
            )
            before = row
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
