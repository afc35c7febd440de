"""A network that drops connections in the middle of answers."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

from watchkit import Site

from clausewatch import watch
from clausewatch.cli.setup import make_home
from clausewatch.settings import FetchSettings, Settings
from clausewatch.tools import opened

PAGE = "<html><head><title>Terms of Service</title></head><body><main><h1>Terms of Service</h1>{}</main></body></html>"
TEXT = "<p>{}. These terms are governed by the laws of Ireland. We may change these terms with 30 days' notice ({}).</p>"


class Dropping(Site):
    """A site that ends some of its answers too early, or says nothing at all."""

    def __init__(self) -> None:
        super().__init__()
        self.random, self.dropped = Random(9), 0

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Half of the answers are cut."""
        if request.path == "/robots.txt" or self.random.random() < 0.5:
            return super().answer(request)
        self.dropped += 1
        body = str(self.pages[request.path]).encode()
        request.close_connection = True
        if self.random.random() < 0.5:
            request.send_response(200)
            request.send_header("Content-Type", "text/html; charset=utf-8")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body[: self.random.randrange(len(body))])
        return None


def page(number: int) -> str:
    """The terms as they were on a day."""
    return PAGE.format("".join(TEXT.format(n, number) for n in range(1, 12)))


def home_of(folder: Path, base: str, **more: object) -> Settings:
    """A home that watches one document."""
    home = folder / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "vendors" / "northwind.yml").write_text(
        "name: Northwind\nentity: Northwind Cloud Limited\ncountry: IE\ndocuments:\n  terms:\n    kind: terms\n"
        f"    title: Terms of Service\n    lang: en\n    url: {base}/terms\n    verified: never\n",
        "utf-8",
    )
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.0/8",), deadline=5.0, tries=1)
    return make_home(Settings(home=home, vendors=("northwind",), channels=("jsonl:alerts.jsonl",), fetch=fetch, **more))  # type: ignore[arg-type]


def dropped_connections(folder: Path, scale: float) -> str:
    """Rounds over a document that changes every tenth round: a version per text, none of a cut body."""
    site, rounds = Dropping(), max(20, round(200 * scale))
    settings, shown = home_of(folder, site.base), set()
    with opened(settings) as tools:
        for number in range(rounds):
            site.pages["/terms"] = page(number // 10)
            shown |= {r.change is not None or r.version for r in watch.run(tools, tools.sources()).results}
        texts = [tools.record.reading(v.id).document.text for v in tools.record.versions("northwind/terms")]
        attempts = tools.record.attempts()
        assert tools.record.verify() == []
    site.server.shutdown()
    assert len(attempts) == rounds, "an attempt is missing"
    assert len(set(texts)) == len(texts) <= rounds // 10, "a text is doubled"
    assert all(text.count("governed by the laws of Ireland") == 11 for text in texts), "a cut body became a version"
    return f"{rounds} rounds, {site.dropped} answers cut: {len(texts)} versions of {rounds // 10} texts, none of a cut body"
