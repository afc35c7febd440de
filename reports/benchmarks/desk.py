"""Cost of the desk's pages on a large record: `desk.py [DOCUMENTS [FOLDER]]` writes `desk.md` beside it.

The record is synthetic: the demo's own texts, read by our own reader and detector and repeated until they
are as long as real terms, 20 versions a document, every second change one with a deadline. `clausewatch desk`
serves it in a process of its own. CPU is that process's, per request, first visit and mean of the next ones;
`paint` is the first contentful paint in the system's Chromium, cache cold. Figures are the best of three rounds.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import scale_fill  # noqa: E402  # its neighbour, not a package

from clausewatch import resources  # noqa: E402
from clausewatch.model import Change, Deadline, Document, Finding, Passage, Reading, Section, Source, SubprocessorRow  # noqa: E402

OUT = HERE / "desk.md"
PROGRAM = Path(sys.executable).with_name("clausewatch")
LENGTH = 60_000
"""Characters of a text: about the mean of real terms and agreements."""
ROUNDS, AGAIN, VERSIONS = 3, 5, 20
EMPTY = "/healthz"
"""A page of one word: what the browser needs by itself."""
TICK = os.sysconf("SC_CLK_TCK")
PAGES = (
    ("Today", "/"),
    ("Changes", "/changes"),
    ("Changes without decision", "/changes?state=open"),
    ("Change", "/changes/19"),
    ("Change, side by side", "/changes/19?view=side"),
    ("Vendors", "/vendors"),
    ("Vendor", "/vendors/vendor-7"),
    ("All clauses of a type", "/vendors/vendor-7/clauses/terms_change"),
    ("Clauses over time", "/vendors/vendor-7/history?document=terms-3"),
    ("Document", "/documents/vendor-7/terms-3"),
    ("Compare", "/documents/vendor-7/terms-3/compare"),
    ("Matrix", "/matrix"),
    ("Subprocessors", "/subprocessors"),
    ("Search", "/search?q=governed+laws"),
    ("Reports", "/reports"),
    ("Mutes", "/mutes"),
    ("Health", "/health"),
    ("All sources", "/health?show=all"),
    ("About the method", "/method"),
    ("Matrix as XLSX", "/matrix.xlsx"),
    ("Register as CSV", "/subprocessors.csv"),
    ("Evidence report", "/reports/evidence?vendor=vendor-7"),
    ("Change report as XLSX", "/reports/period?vendor=vendor-7&form=xlsx"),
    ("Atom feed", "/feeds/changes.atom"),
    ("API: sources", "/api/sources"),
    ("API: changes", "/api/changes"),
)
SEEN_BY_PEOPLE = tuple(name for name, path in PAGES if not path.startswith(("/api", "/feeds", "/reports/")) and "." not in path)


@dataclass(frozen=True)
class Cost:
    """One page: CPU and wall in seconds, size in bytes, first paint in seconds (0: none)."""

    first_cpu: float
    cpu: float
    wall: float
    size: int
    paint: float = 0.0


def readings() -> list[Reading]:
    """20 readings of one document: the demo's agreement, lengthened, its notice periods falling from one to the next."""
    from clausewatch.settings import Settings
    from clausewatch.tools import Reader

    reader = Reader(Settings(home=Path(tempfile.gettempdir())))
    found = reader.reading_of(resources.corpus("demo", "site", "2026-06-15", "kilbracken", "terms.html"), "en")
    listed = reader.reading_of(resources.corpus("demo", "site", "2026-06-15", "brightloom", "subprocessors.html"), "en")
    reader.close()
    whole = _lengthened(found, listed.detection.subprocessors)
    return [_numbered(whole, version) for version in range(VERSIONS)]


def _lengthened(found: Reading, rows: Sequence[SubprocessorRow]) -> Reading:
    """A reading repeated, with all offsets moved, until it is long enough."""
    text, size = "", len(found.document.text) + 1
    passages: list[Passage] = []
    sections: list[Section] = []
    findings: list[Finding] = []
    while len(text) < LENGTH:
        at, before = len(text), len(sections)
        text += f"{found.document.text}\n"
        moved = [replace(p, start=p.start + at, end=p.end + at) for p in found.document.passages]
        passages += [replace(p, section=p.section + before if p.section >= 0 else -1) for p in moved]
        sections += [replace(s, start=s.start + at, end=s.end + at) for s in found.document.sections]
        findings += [replace(f, start=f.start + at, end=f.end + at) for f in found.detection.findings]
    assert size > 1000
    document = Document(
        text, title=found.document.title, lang="en", passages=tuple(passages), sections=tuple(sections), parser="parser"
    )
    return Reading(document, replace(found.detection, findings=tuple(findings), subprocessors=tuple(rows)))


def _numbered(whole: Reading, version: int) -> Reading:
    """The reading with a sentence of its own at the end, so that no two versions are equal."""
    text = f"{whole.document.text}This is edition {version + 1} of the terms.\n"
    last = replace(whole.document.passages[-1], start=len(whole.document.text), end=len(text) - 1, cells=())
    document = replace(whole.document, text=text, passages=(*whole.document.passages, last))
    return replace(whole, document=document)


def judged() -> Change:
    """The change between two editions of the demo's terms, as it was judged, with a deadline ahead."""
    from clausewatch.settings import Settings
    from clausewatch.telling import compare_readings
    from clausewatch.tools import Reader

    reader = Reader(Settings(home=Path(tempfile.gettempdir())))
    files = [resources.corpus("demo", "site", day, "kilbracken", "terms.html") for day in ("2026-06-15", "2026-09-07")]
    change = compare_readings(reader, *(reader.reading_of(path, "en") for path in files))
    reader.close()
    ahead = Deadline("objection", datetime.now(UTC).date() + timedelta(days=20), True, "30 days from first sight")
    return replace(change, deadlines=(ahead,))


@contextmanager
def served(home: Path) -> Iterator[tuple[str, int]]:
    """The desk over a home, as its command serves it: address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [PROGRAM, "desk", "--home", home, "--port", str(port)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                httpx.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        _settled(process.pid)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _settled(pid: int) -> None:
    """Wait until what is read at the start has been read."""
    before = -1.0
    while (now := cpu(pid)) - before > 0.05:
        before = now
        time.sleep(1)


def cpu(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def asked(client: httpx.Client, pid: int, path: str) -> Cost:
    """One page: the first visit and the mean of those after it."""
    began = cpu(pid)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    first, began, wall = cpu(pid) - began, cpu(pid), time.monotonic()
    for _ in range(AGAIN):
        client.get(path)
    return Cost(first, (cpu(pid) - began) / AGAIN, (time.monotonic() - wall) / AGAIN, len(answer.content))


def painted(url: str, paths: Sequence[str]) -> dict[str, float]:
    """First contentful paint of each page in seconds, the best of five visits of an open browser without cache."""
    from playwright.sync_api import sync_playwright

    script = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    found: dict[str, float] = {}
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        for path in (EMPTY, *paths):
            times = []
            for _ in range(AGAIN):
                page.goto(url + path)
                while not (at := page.evaluate(script)):
                    page.wait_for_timeout(10)
                times.append(float(at) / 1000)
            found[path] = min(times)
        browser.close()
    return found


def measured(home: Path) -> tuple[list[tuple[str, Cost]], float, int, float]:
    """All pages, the CPU seconds of the start, the memory (MB) at the end, and the first paint of an empty page."""
    rounds: list[dict[str, Cost]] = []
    start, memory = float("inf"), 0
    for number in range(ROUNDS):
        with served(home) as (url, pid), httpx.Client(base_url=url, timeout=120) as client:
            start = min(start, cpu(pid))
            rounds.append({name: asked(client, pid, path) for name, path in PAGES})
            status = Path(f"/proc/{pid}/status").read_text().splitlines()
            memory = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))
            paints = painted(url, [p for n, p in PAGES if n in SEEN_BY_PEOPLE]) if number == ROUNDS - 1 else {}
    best = []
    for name, path in PAGES:
        costs = [r[name] for r in rounds]
        figures = {key: min(getattr(c, key) for c in costs) for key in ("first_cpu", "cpu", "wall")}
        best.append((name, Cost(**figures, size=costs[0].size, paint=paints.get(path, 0.0))))
    return best, start, memory, paints[EMPTY]


def main(size: str = "500", kept: str = "") -> None:
    """Make the record (in a folder that stays, where one is named), ask for every page, write the table."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        home = Path(kept or folder) / "home"
        if not home.exists():
            made(home, int(size))
        found = measured(home)
    OUT.write_text(_table(int(size), *found), "utf-8")
    print(OUT.read_text("utf-8"))


def made(home: Path, size: int) -> None:
    """A record of so many documents: filled as for `scale.py`, with our own readings and change."""
    from clausewatch.record import packing

    waiting = iter(readings())

    def long(_asker: Any, source: Source, _body: bytes, blobs: Any) -> Any:
        reading = next(waiting)
        findings = [{**packing.finding_row(f), "ordinal": n} for n, f in enumerate(reading.detection.findings)]
        named = [{**packing.subprocessor_row(s), "ordinal": n} for n, s in enumerate(reading.detection.subprocessors)]
        sums = (blobs.put(reading.document.text.encode()), blobs.put(packing.pack(reading)))
        prints = ("parser", source.fingerprint, "detector")
        return scale_fill._Made(reading, *sums, prints, findings, named, packing.rows_digest([*findings, *named]))

    scale_fill._made, scale_fill.CHANGE = long, judged()
    scale_fill.fill(home, size, VERSIONS, 9)


def _table(size: int, rows: list[tuple[str, Cost]], start: float, memory: int, empty: float) -> str:
    length = json.dumps(LENGTH)
    lines = [
        "# The desk on a large record",
        "",
        f"`python reports/benchmarks/desk.py`: {size} documents of {length} characters with {VERSIONS} versions each,",
        f"{size * (VERSIONS - 1):,} changes, SQLite, the server in a process of its own; best of {ROUNDS} rounds,",
        f"measured {datetime.now(UTC):%Y-%m-%d} on two shared cores. `CPU` is the server's per request, `paint` the first",
        f"contentful paint in an open Chromium without cache, {empty:.2f} s for a page of one word at the same load.",
        f"Starting takes {start:.1f} CPU-s, the server then holds {memory} MB. Load of the machine: {os.getloadavg()[0]:.0f}.",
        "",
        "| page | first visit, CPU s | CPU s | wall s | paint s | kB |",
        "|---|---|---|---|---|---|",
    ]
    for name, c in rows:
        paint = f"{c.paint:.2f}" if c.paint else "–"
        lines.append(f"| {name} | {c.first_cpu:.2f} | {c.cpu:.3f} | {c.wall:.3f} | {paint} | {c.size / 1000:.0f} |")
    slow = [n for n, c in rows if c.paint > 0.3]
    large = [n for n, c in rows if n in SEEN_BY_PEOPLE and c.size > 300_000]
    lines += ["", f"Over 0.3 s to the first paint: {', '.join(slow) or 'no page'}. Over 300 kB: {', '.join(large) or 'no page'}."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
