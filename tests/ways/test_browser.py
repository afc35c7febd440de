"""Sources that declare JavaScript: a real Chromium on real pages, and nothing that it opens passes the gate by."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from wayskit import Site, closed

from clausewatch import watch
from clausewatch.cli.setup import make_home
from clausewatch.fetch import chromium
from clausewatch.fetch.browser import BrowserFetcher
from clausewatch.fetch.http import HttpFetcher, World
from clausewatch.fetch.trip import NO_ACCESS, Access
from clausewatch.model import Attempt, Outcome, Source
from clausewatch.settings import FetchSettings, Settings
from clausewatch.tools import opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CLAUSES = [
    f"{n}. The supplier shall keep the customer's data within the union and name each place, as item {n} says."
    for n in range(1, 9)
]
SHELL = """<!doctype html><html lang="en"><head><title>Terms</title></head>
<body><div id="root"></div><script>%s</script></body></html>"""
BUILD = (
    "fetch('/api').then(r => r.json()).then(all => setTimeout(() => { document.getElementById('root').innerHTML ="
    " '<main><h1>Terms of service</h1>' + all.map(t => '<p>' + t + '</p>').join('') + '</main>'; }, 100));"
)


def scripted(site: Site, script: str = BUILD, path: str = "/terms") -> str:
    """A page without a word until its script has run; gives its URL."""
    site.pages[path] = SHELL % script
    site.pages["/api"] = json.dumps(CLAUSES)
    return f"{site.base}{path}"


class Reader:
    """A fetcher that may open the site, and whatever a test allows beside it."""

    def __init__(self) -> None:
        self.access: Access = NO_ACCESS
        self._made: dict[tuple[Any, ...], BrowserFetcher] = {}

    def get(self, url: str, allow: tuple[str, ...], **settings: Any) -> Attempt:
        key = (allow, tuple(sorted(settings.items())))
        if key not in self._made:
            chosen = FetchSettings(interval=0.0, allow=allow, **{"deadline": 30.0, **settings})
            world = World(resolve=_resolve)
            self._made[key] = BrowserFetcher(HttpFetcher(chosen, access=lambda _: self.access, world=world), chosen)
        return self._made[key].fetch(Source("vendor", "terms", url, javascript=True))

    def close(self) -> None:
        for fetcher in self._made.values():
            fetcher.close()


RESOLVED: list[str] = []
"""Every name that anything asked for through the gate."""


def _resolve(host: str, port: int) -> list[str]:
    """Names of tests lead to loopback."""
    RESOLVED.append(host)
    if host.endswith(".example"):
        return ["127.0.0.1"]
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture(scope="module")
def lasting() -> Iterator[Site]:
    """One site for all tests of this file, so that one browser is allowed to read it."""
    with closed(Site()) as made:
        yield made


@pytest.fixture
def site(lasting: Site) -> Site:
    """The site, emptied."""
    lasting.clear()
    return lasting


@pytest.fixture(scope="module")
def reading() -> Iterator[Reader]:
    """One fetcher, and so one browser, for each set of settings."""
    made = Reader()
    yield made
    made.close()


@pytest.fixture
def reader(reading: Reader) -> Reader:
    """The fetchers, without secrets."""
    reading.access = NO_ACCESS
    return reading


@pytest.fixture
def trap() -> Iterator[Callable[[], list[str]]]:
    """A listener on loopback that nobody may reach; gives its port, and the connections that it saw."""
    seen: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(server.getsockname())
    udp.settimeout(0.05)
    stop = threading.Event()

    def listen() -> None:
        server.settimeout(0.05)
        while not stop.is_set():
            for wait in (server.accept, lambda: udp.recvfrom(10)):
                with contextlib.suppress(TimeoutError):
                    seen.append(str(wait()))

    thread = threading.Thread(target=listen)
    thread.start()

    def look() -> list[str]:
        return seen

    look.port = server.getsockname()[1]  # type: ignore[attr-defined]
    yield look
    stop.set()
    thread.join()
    server.close()
    udp.close()


def test_a_page_of_scripts_is_read_as_it_stands_afterwards(site: Site, reader: Reader) -> None:
    """The text that the script fetched is in the body; the record says what rendered it."""
    attempt = reader.get(scripted(site), (site.base[7:],))
    assert (attempt.outcome, attempt.status, attempt.tries) == (Outcome.CAPTURED, 200, 1)
    assert all(c.replace("'", "&#39;") in attempt.body.decode().replace("'", "&#39;") for c in CLAUSES)
    assert attempt.content_type == "text/html; charset=utf-8"
    assert "rendered by Chromium" in attempt.detail
    assert attempt.final_url == f"{site.base}/terms"


COMPONENT = """<!doctype html><html lang="en"><body><trust-page><p slot="law">%s</p></trust-page><script>
customElements.define('trust-page', class extends HTMLElement { connectedCallback() {
  const root = this.attachShadow({mode: 'open'});
  root.innerHTML = '<h1>Terms</h1>' + %s.map(t => '<p>' + t + '</p>').join('') + '<slot name="law"></slot>';
} });</script></body></html>"""


def test_text_in_shadow_roots_stands_where_it_is_seen(site: Site, reader: Reader) -> None:
    """What a web component shows is part of the page, and slotted text stands in its slot."""
    law = "This agreement is governed by the laws of Ireland."
    site.pages["/component"] = COMPONENT % (law, json.dumps(CLAUSES))
    body = reader.get(f"{site.base}/component", (site.base[7:],)).body.decode()
    assert all(f"<p>{c}</p>" in body for c in CLAUSES)
    assert body.index(CLAUSES[-1]) < body.index(f'<p slot="law">{law}</p>')


def test_text_in_a_frame_is_taken_where_robots_permits(site: Site, reader: Reader) -> None:
    """The record says whose frame it was; a frame that robots.txt forbids, or an ornament, is left out."""
    site.pages["/inner"] = "<h1>Terms</h1>" + "".join(f"<p>{c}</p>" for c in CLAUSES)
    site.pages["/secret"] = "".join(f"<p>Not ours: {c}</p>" for c in CLAUSES)
    site.pages["/chat"] = "<p>May we help you?</p>"
    frames = "".join(f'<iframe src="{path}" width="400" height="300"></iframe>' for path in ("/inner", "/secret", "/chat"))
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /secret\n"
    site.pages["/framed"] = f"<!doctype html><html lang=en><body><p>Our legal documents.</p>{frames}</body></html>"
    with_robots = Reader()
    attempt = with_robots.get(f"{site.base}/framed", (site.base[7:],))
    with_robots.close()
    body = attempt.body.decode()
    assert all(f"<p>{c}</p>" in body for c in CLAUSES)
    assert "Not ours" not in body
    assert "May we help" not in body
    assert f"with the text of the frame {site.base}/inner" in attempt.detail


def test_it_introduces_itself_and_obeys_robots(reader: Reader) -> None:
    """A disallowed page is not asked, neither as declared nor by redirect; the browser's name holds ours."""
    with closed(Site()) as strict:
        strict.pages["/robots.txt"] = "User-agent: *\nDisallow: /private"
        strict.moved["/moved"] = url = scripted(strict, path="/private/terms")
        assert reader.get(url, ("127.0.0.1",)).outcome is Outcome.DISALLOWED
        assert reader.get(f"{strict.base}/moved", ("127.0.0.1",)).outcome is Outcome.DISALLOWED
        assert "/private/terms" not in strict.asked
        assert "clausewatch/" in strict.heads[-1]["User-Agent"]


REACH = {
    "fetch": "fetch('http://127.0.0.1:%d/x', {mode: 'no-cors'}).catch(() => 0);",
    "localhost": "fetch('http://localhost:%d/x', {mode: 'no-cors'}).catch(() => 0);",
    "name": "fetch('http://inner.example:%d/x', {mode: 'no-cors'}).catch(() => 0);",
    "https": "fetch('https://127.0.0.1:%d/x', {mode: 'no-cors'}).catch(() => 0);",
    "image": "new Image().src = 'http://127.0.0.1:%d/x.png';",
    "frame": "document.body.appendChild(document.createElement('iframe')).src = 'http://127.0.0.1:%d/x';",
    "websocket": "new WebSocket('ws://127.0.0.1:%d/x');",
    "beacon": "navigator.sendBeacon('http://127.0.0.1:%d/x', 'secret');",
    "worker": "new Worker(URL.createObjectURL(new Blob([\"fetch('http://127.0.0.1:%d/x', {mode: 'no-cors'})\"])));",
    "popup": "window.open('http://127.0.0.1:%d/x');",
    "preload": "document.head.insertAdjacentHTML('beforeend', '<link rel=preconnect href=http://127.0.0.1:%d>');",
    "webrtc": (
        "const c = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:%d'}]}); c.createDataChannel('x');"
        "c.createOffer().then(o => c.setLocalDescription(o));"
    ),
}


def test_no_way_of_a_page_reaches_a_refused_address(site: Site, reader: Reader, trap: Any) -> None:
    """Twelve ways to open a connection, one trap: it records nothing, and the page's text comes all the same."""
    script = "".join(f"try {{ {way % trap.port} }} catch (e) {{}}\n" for way in REACH.values())
    attempt = reader.get(scripted(site, BUILD + script), (site.base[7:],))
    time.sleep(0.5)
    assert trap() == []
    assert attempt.outcome is Outcome.CAPTURED
    assert f"not opened for the page: 127.0.0.1:{trap.port} (refused)" in attempt.detail


def test_the_trap_would_have_recorded_the_page(site: Site, reader: Reader, trap: Any) -> None:
    """The same requests to an allowed address arrive: it is the gate that held them back."""
    script = f"fetch('http://127.0.0.1:{trap.port}/x', {{mode: 'no-cors'}}).catch(() => 0);"
    reader.get(scripted(site, script + BUILD), ("127.0.0.1",), deadline=6.0)
    assert trap()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("way", ["declared", "redirect", "script"])
def test_a_page_that_leads_to_a_refused_address_is_refused(site: Site, reader: Reader, trap: Any, way: str, scheme: str) -> None:
    """As declared, by redirect or by script: typed, with the range named, and nothing is opened."""
    inner = f"{scheme}://127.0.0.1:{trap.port}/x"
    site.moved["/moved"] = inner
    urls = {"declared": inner, "redirect": f"{site.base}/moved", "script": scripted(site, f"location = '{inner}';")}
    attempt = reader.get(urls[way], (site.base[7:],))
    assert attempt.outcome is Outcome.REFUSED
    assert "loopback" in attempt.detail
    assert trap() == []


def test_secrets_are_for_the_declared_origin_alone(site: Site, reader: Reader) -> None:
    """The page and its own data get the header; a page that it leads to does not."""
    reader.access = Access({"X-Portal-Token": "tok-1", "Authorization": "Basic cmVhZGVyOngx"})
    with closed(Site()) as other:
        site.moved["/moved"] = scripted(other)
        reader.get(scripted(site), ("127.0.0.1",))
        assert {(h.get("X-Portal-Token"), h.get("Authorization")) for h in site.heads} == {("tok-1", "Basic cmVhZGVyOngx")}
        attempt = reader.get(f"{site.base}/moved", ("127.0.0.1",))
        assert attempt.final_url == f"{other.base}/terms"
        assert other.heads
        assert not any("X-Portal-Token" in h or "Authorization" in h for h in other.heads)
        assert "tok-1" not in repr(attempt)


@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.GONE), (403, Outcome.BLOCKED), (500, Outcome.SERVER_ERROR)])
def test_a_status_means_what_it_means_elsewhere(site: Site, reader: Reader, status: int, outcome: Outcome) -> None:
    site.pages["/terms"] = status
    assert reader.get(f"{site.base}/terms", (site.base[7:],)).outcome is outcome


def test_a_page_that_never_rests_ends_with_the_deadline_and_the_next_one_is_read(site: Site, reader: Reader) -> None:
    """A script in an endless loop costs the deadline and no more."""
    start = time.monotonic()
    hung = reader.get(scripted(site, "while (true) {}"), (site.base[7:],), deadline=8.0)
    assert hung.outcome is Outcome.TIMEOUT
    assert time.monotonic() - start < 30
    site.pages["/plain"] = "<main><p>Plain text.</p></main>"
    assert reader.get(f"{site.base}/plain", (site.base[7:],), deadline=8.0).outcome is Outcome.CAPTURED


def test_a_page_that_loads_without_end_is_too_large(site: Site, reader: Reader) -> None:
    """Bytes are counted over everything that the page opens."""
    site.pages["/big"] = b"x" * 300_000
    script = "let n = 0; const more = () => fetch('/big?' + n++).then(r => r.text()).then(more); more();" + BUILD
    for n in range(20):
        site.pages[f"/big?{n}"] = b"x" * 300_000
    attempt = reader.get(scripted(site, script), (site.base[7:],), max_bytes=1_000_000)
    assert attempt.outcome is Outcome.TOO_LARGE


def test_nobody_there_is_unreachable(reader: Reader) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    attempt = reader.get(f"http://127.0.0.1:{port}/terms", ("127.0.0.1",))
    assert attempt.outcome is Outcome.UNREACHABLE


def test_a_file_is_no_page_for_a_browser(site: Site, reader: Reader) -> None:
    """A download ends in a sentence that says what to declare."""
    site.pages["/terms.bin"] = b"\x00" * 100
    site.types["/terms.bin"] = "application/octet-stream"
    attempt = reader.get(f"{site.base}/terms.bin", (site.base[7:],))
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "`javascript`" in attempt.detail


def test_a_page_that_never_stops_loading_is_read_all_the_same(site: Site, reader: Reader) -> None:
    """Its text rests; meanwhile the browser has asked for nothing on its own account."""
    attempt = reader.get(scripted(site, BUILD + "setInterval(() => fetch('/api'), 200);"), (site.base[7:],))
    assert attempt.outcome is Outcome.CAPTURED
    assert CLAUSES[0].partition("'")[0] in attempt.body.decode()
    assert {name for name in RESOLVED if not name.endswith((".example", "localhost"))} == set()


def test_without_chromium_or_the_extra_a_sentence_says_so(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is missing is named, with the way to get it; nothing is asked of the vendor."""
    settings = FetchSettings(interval=0.0, allow=(site.base[7:],))

    def detail(executable: str = "") -> str:
        fetcher = BrowserFetcher(HttpFetcher(settings), settings, executable)
        attempt = fetcher.fetch(Source("v", "d", scripted(site), javascript=True))
        fetcher.close()
        assert attempt.outcome is Outcome.REFUSED
        return attempt.detail

    assert "cannot be started" in detail(str(tmp_path / "nothing"))
    with monkeypatch.context() as m:
        m.setitem(sys.modules, "playwright.async_api", None)
        assert "clausewatch[browser]" in detail()
    monkeypatch.setattr(chromium, "NAMES", ("no-such-browser",))
    assert "no Chromium" in detail()
    assert site.asked == []


def test_a_source_of_scripts_becomes_a_version(site: Site, tmp_path: Path) -> None:
    """From declaration to record: first a version, then unchanged, then a change in substance."""
    home = tmp_path / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "vendors" / "spa.yml").write_text(
        f"name: Spa\ndocuments:\n  terms: {{kind: terms, url: '{scripted(site)}', javascript: true, select: main}}\n", "utf-8"
    )
    fetch = FetchSettings(interval=0.0, allow=(site.base[7:],))
    settings = make_home(Settings(home, vendors=("spa",), channels=("jsonl:alerts.jsonl",), fetch=fetch))
    states = []
    with opened(settings) as tools:
        for clauses in (CLAUSES, CLAUSES, [*CLAUSES, "9. These terms are governed by the laws of Ireland."]):
            site.pages["/api"] = json.dumps(clauses)
            states.append(watch.run(tools, tools.sources()).results[0].state)
        texts = [tools.record.reading(v.id).document.text for v in tools.record.versions("spa/terms")]
    assert states == ["first", "unchanged", "changed"]
    assert [t.count("shall keep") for t in texts] == [8, 8]
    assert "Ireland" in texts[1]
