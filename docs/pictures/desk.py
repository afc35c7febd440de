"""Photograph the desk over the demo: the pictures of the tour, or every page in every form, to be looked at.

python docs/pictures/desk.py            the pictures of the documentation
python docs/pictures/desk.py FOLDER     all pages: English and Swedish, light and dark, 360 pixels wide, on paper
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from clausewatch import resources, signing
from clausewatch.desk.app import create_app
from clausewatch.model import Decision
from clausewatch.settings import load
from clausewatch.tools import Tools, opened

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("clausewatch")
NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)
"""The morning after the demo's last date: some deadlines are ahead, some have passed."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGES = {
    "today": "/",
    "changes": "/changes",
    "change": "/changes/{change}",
    "change-side": "/changes/{change}?view=side",
    "vendors": "/vendors",
    "vendor": "/vendors/brightloom",
    "clauses": "/vendors/fjallvalv/clauses/data_location",
    "history": "/vendors/brightloom/history?document=dpa",
    "document": "/documents/brightloom/terms",
    "compare": "/documents/brightloom/dpa/compare",
    "signed": "/documents/kilbracken/dpa/signed",
    "matrix": "/matrix",
    "subprocessors": "/subprocessors",
    "search": "/search?q=notice+days",
    "reports": "/reports",
    "health": "/health",
    "health-all": "/health?show=all",
    "capture": "/captures/{capture}",
    "mutes": "/mutes",
    "users": "/users",
    "method": "/method",
    "error": "/nope",
}
TOUR = {"today": 1180, "change": 1250, "vendor": 1300, "matrix": 620, "subprocessors": 1250}
"""Pages of the tour, and how many pixels of each are shown."""


@contextmanager
def desk(home: Path) -> Iterator[tuple[str, Tools]]:
    """The desk over the demo's home, on the morning after its last date."""
    with opened(load(home, {}), clock=lambda: NOW) as tools, socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(tools), log_level="warning", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}", tools
        server.should_exit = True
        thread.join(10)


def furnish(tools: Tools) -> dict[str, int]:
    """What a desk in use has: a signed copy, a decision; gives the numbers that addresses need."""
    record = tools.record
    source = signing.source_of(tools, "kilbracken", "dpa")
    signing.add(tools, source, resources.corpus("demo", "site", "2026-03-02", "kilbracken", "dpa.docx"))
    changes = [c for c in record.changes() if c.change.substantive and c.change.severity >= 2]
    decided = min(changes, key=lambda c: c.id)
    record.decide(Decision(decided.id, "accept", "Anna Andersson", "Covered by our own agreement.", NOW))
    shown = max(changes, key=lambda c: (bool(c.change.attributes), c.change.severity, len(c.change.parts)))
    held = [c.id for key in record.sources() for c in record.captures(key) if c.page_kind.value not in ("terms", "unknown")]
    return {"change": shown.id, "capture": held[0]}


def tab(browser: Browser, url: str, lang: str, scheme: str = "light", width: int = 1180) -> Page:
    """A tab of the browser in a language and a colour scheme."""
    context = browser.new_context(base_url=url, color_scheme=scheme, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "clausewatch_lang", "value": lang, "url": url}])
    return context.new_page()


def tour(browser: Browser, url: str, numbers: dict[str, int]) -> None:
    """The pictures of the documentation, light; the first page also in Swedish and dark."""
    for name, height in TOUR.items():
        _one(tab(browser, url, "en"), PAGES[name].format(**numbers), HERE / f"desk-{name}.png", height)
    _one(tab(browser, url, "sv", "dark"), "/", HERE / "desk-today-sv-dark.png", TOUR["today"])


def _one(page: Page, path: str, out: Path, height: int) -> None:
    page.set_viewport_size({"width": 1180, "height": height})
    page.goto(path, wait_until="networkidle")
    page.screenshot(path=out)
    page.context.close()
    with Image.open(out) as shot:
        shot.quantize(64).save(out, optimize=True)  # flat colours: a third of the size


def every(browser: Browser, url: str, numbers: dict[str, int], folder: Path) -> None:
    """All pages in all forms."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in ("en", "sv"):
        for form, scheme, width in (("light", "light", 1180), ("dark", "dark", 1180), ("small", "light", 360)):
            page = tab(browser, url, lang, scheme, width)
            for name, path in PAGES.items():
                page.goto(path.format(**numbers), wait_until="networkidle")
                page.screenshot(path=folder / f"{name}-{lang}-{form}.png", full_page=True)
            page.context.close()
        page = tab(browser, url, lang)
        for name, path in PAGES.items():
            page.goto(path.format(**numbers), wait_until="networkidle")
            page.pdf(path=folder / f"{name}-{lang}.pdf", prefer_css_page_size=True)
        page.context.close()


def main(folder: str = "", home: str = "") -> None:
    """Run the demo, or take the home of one, and photograph the desk over it."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made) / "demo"
        if home:
            shutil.copytree(home, place)
        else:
            subprocess.run([PROGRAM, "demo", "--home", place, "--without-prefect"], check=True, capture_output=True)
        with desk(place) as (url, tools), sync_playwright() as p:
            numbers = furnish(tools)
            browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
            if folder:
                every(browser, url, numbers, Path(folder))
            else:
                tour(browser, url, numbers)
            browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
