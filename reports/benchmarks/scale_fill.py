"""Records of any size for `scale.py`: one real page of our own read once, its rows inserted many times.

Rows and leaves are what recording would have written (same functions, same log, real readings and
fingerprints); only bytes and readings are shared between documents, as blobs are.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from clausewatch import resources
from clausewatch.cli.setup import make_home
from clausewatch.model import Change, Reading, Source
from clausewatch.record import connect, leaves, log, packing, schema, search, transfer
from clausewatch.record.blobs import Blobs
from clausewatch.record.log import Appender
from clausewatch.settings import FetchSettings, Settings
from clausewatch.tools import Asker

DOCUMENTS_A_VENDOR, HUNDREDTH = 10, 100
CHANGE = Change(True, 2, "S06", types=("terms_change",), summary={"en": "The notice changed.", "sv": "Varslet ändrades."})
ROWS = ("sources", "declarations", "captures", "attempts", "versions", "findings", "subprocessors", "changes", "passages")


def page(number: int, whose: str = "", name: str = "acceptable-use") -> str:
    """A page of the demo with another notice period each time; `whose` makes a passage of its own."""
    text = resources.corpus("demo", "site", "2026-06-15", "brightloom", f"{name}.html").read_text("utf-8")
    own = f"<p>We may change this policy with {number + 10} days' notice to you. {whose}</p>"
    return text.replace("</main>", f"{own}</main>") if "</main>" in text else text + own


class Vendors(ThreadingHTTPServer):
    """All vendors of the loopback: 304 to whoever asks, or a new page at every hundredth document."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, versions: int = 0) -> None:
        self.changing, self.versions = False, versions
        super().__init__(("0.0.0.0", 0), _Handler)  # all addresses of the loopback are hosts
        Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Vendors

    def do_GET(self) -> None:
        vendor, _, document = self.path.strip("/").partition("/")
        if not document:
            return self._send(404, b"")
        index = int(vendor.removeprefix("vendor-")) * DOCUMENTS_A_VENDOR + int(document)
        if self.server.changing and index % HUNDREDTH == 0:
            return self._send(200, page(self.server.versions, self.path).encode())
        return self._send(304, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", f'"{status}"')
        if status != 304:
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a record is; the page that it is full of, and the extractor that is said to have read it (default: ours)."""

    documents: int
    versions: int
    page: str = "acceptable-use"
    parser: str = ""


def fill(home: Path, shape: Shape, port: int) -> int:
    """A record of so many documents with so many versions each; gives the number of its leaves."""
    documents = shape.documents
    vendors = [f"vendor-{n}" for n in range(documents // DOCUMENTS_A_VENDOR)]
    (home / "vendors").mkdir(parents=True)
    for number, vendor in enumerate(vendors):
        (home / "vendors" / f"{vendor}.yml").write_text(_declared(vendor, number, port), "utf-8")
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.0/8",), tries=1, full_fetch_days=365)
    settings = make_home(Settings(home=home, vendors=tuple(vendors), channels=("jsonl:alerts.jsonl",), fetch=fetch))
    asker, engine = Asker(settings), connect.engine(settings.record_url)
    declared = asker.sources(tuple(vendors))
    filler = _Filler(asker, declared[0], shape, Blobs(settings.blob_root))
    for at in range(0, len(declared), 100):
        with connect.writing(engine) as connection:
            filler.add(connection, declared[at : at + 100])
    with connect.writing(engine) as connection:
        transfer.finish(connection, transfer.tables(connection))
        size = log.head(connection)[0]
    engine.dispose()
    asker.close()
    return size


def _declared(vendor: str, number: int, port: int) -> str:
    host = f"127.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
    documents = "".join(
        f"  terms-{n}:\n    kind: terms\n    title: Terms\n    lang: en\n"
        f"    url: http://{host}:{port}/{vendor}/{n}\n    verified: never\n"
        for n in range(DOCUMENTS_A_VENDOR)
    )
    return f"name: {vendor}\nentity: {vendor} Limited\ncountry: IE\ndocuments:\n{documents}"


@dataclass(frozen=True, slots=True)
class _Made:
    """What one version of the page gave, ready to be inserted for any document."""

    reading: Reading
    raw: str
    packed: str
    prints: tuple[str, str, str]
    findings: Sequence[Mapping[str, Any]]
    subprocessors: Sequence[Mapping[str, Any]]
    digest: str


class _Filler:
    """Rows and leaves as `writing.observe` makes them, many at a time, over the same few blobs."""

    def __init__(self, asker: Asker, source: Source, shape: Shape, blobs: Blobs) -> None:
        versions = shape.versions
        self._made = [_made(asker, source, page(n, name=shape.page).encode(), blobs) for n in range(versions)]
        self._parser = shape.parser or self._made[0].prints[0]
        self._passages = [{search._key(row): row for row in search._rows(m.reading)} for m in self._made]
        self._start = datetime.now(UTC) - timedelta(days=versions + 1)
        self._source = self._version = self._passage = 0

    def add(self, connection: Any, declared: Sequence[Source]) -> None:
        """All versions of these sources."""
        self._log, self._rows = Appender(connection), defaultdict(list)
        for source in declared:
            self._source += 1
            row = {"id": self._source, "key": source.key, "vendor": source.vendor, "document": source.document}
            self._rows["sources"].append(row)
            body = packing.dump(source)
            sums = {"source_id": self._source, "sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body}
            self._leafed("declaration", {"id": self._source, **sums}, source.key)
            standing: dict[Any, dict[str, Any]] = {}
            for number in range(len(self._made)):
                self._version += 1
                self._observed(source, number)
                self._searched(number, standing)
            self._rows["passages"] += [{**row, "seal": search.seal(row)} for row in standing.values()]
        for name in ROWS:
            if self._rows[name]:
                connection.execute(schema.metadata.tables[name].insert(), self._rows[name])
        self._log.flush()

    def _leafed(self, kind: str, row: dict[str, object], key: str) -> None:
        leaf = self._log.reserve()
        self._log.put(leaf, leaves.of_row(kind, {**row, "source": key}))
        self._rows[leaves.TABLES[kind].name].append({**row, "leaf": leaf})

    def _observed(self, source: Source, number: int) -> None:
        this, at, made = self._version, self._start + timedelta(days=number), self._made[number]
        document = made.reading.document
        served = {"url": source.url, "final_url": source.url, "status": 200, "content_type": "text/html", "headers": "[]"}
        served |= {"sha256": made.raw, "text_sha256": document.text_sha256, "page_kind": "terms", "page_reason": ""}
        owned = {"id": this, "source_id": self._source}
        self._leafed("capture", {**owned, "declaration_id": self._source, "at": at, **served}, source.key)
        tried = {"at": at, "outcome": "captured", "detail": "", "url": source.url, "status": 200, "tries": 1}
        tried |= {"sha256": made.raw, "etag": '"304"', "last_modified": "", "capture_id": this, "sighted": this}
        leaf = self._log.add(leaves.of_attempts([{**owned, **tried, "source": source.key}]))
        self._rows["attempts"].append({**owned, **tried, "leaf": leaf})
        version = {"capture_id": this, "seq": number + 1, "text_sha256": document.text_sha256, "title": document.title}
        version |= {"lang": "en", "cause": "content", "parser": self._parser, "declaration": source.fingerprint}
        version |= {"detector": made.prints[2], "earlier": "", "reading_sha256": made.packed, "rows_sha256": made.digest}
        self._leafed("version", {**owned, **version}, source.key)
        self._rows["findings"] += [{**row, "version_id": this} for row in made.findings]
        self._rows["subprocessors"] += [{**row, "version_id": this} for row in made.subprocessors]
        if number:
            links = {"capture_id": this, "old_version_id": this - 1, "new_version_id": this, "cause": "content"}
            judged = {"substantive": True, "severity": 2, "trouble": "", "body": packing.dump(CHANGE)}
            self._leafed("change", {**owned, **links, "old_at": at - timedelta(days=1), "new_at": at, **judged}, source.key)

    def _searched(self, number: int, standing: dict[Any, dict[str, Any]]) -> None:
        """A passage stands from the version that brought it until the one without it."""
        wanted = self._passages[number]
        for key in [k for k in standing if k not in wanted]:
            ended = {**standing.pop(key), "until_id": self._version}
            self._rows["passages"].append({**ended, "seal": search.seal(ended)})
        for key, row in wanted.items():
            if key not in standing:
                self._passage += 1
                owned = {"id": self._passage, "source_id": self._source, "version_id": self._version, "until_id": None}
                standing[key] = {**owned, **row}


def _made(asker: Asker, source: Source, body: bytes, blobs: Blobs) -> _Made:
    from clausewatch.parse.hints import Hints

    document = asker.parse(body, Hints(url=source.url, lang=source.lang, kind=source.kind, status=200))
    reading = Reading(document, asker.detector.detect(document))
    findings = [{**packing.finding_row(f), "ordinal": n} for n, f in enumerate(reading.detection.findings)]
    named = [{**packing.subprocessor_row(s), "ordinal": n} for n, s in enumerate(reading.detection.subprocessors)]
    prints = (document.parser, source.fingerprint, asker.detector.fingerprint(document.lang))
    sums = (blobs.put(body), blobs.put(packing.pack(reading)))
    return _Made(reading, *sums, prints, findings, named, packing.rows_digest([*findings, *named]))


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), Shape(int(sys.argv[2]), int(sys.argv[3])), 9), "leaves")
