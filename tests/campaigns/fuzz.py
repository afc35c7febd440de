"""Fuzzing: whatever comes gives a document, a typed refusal or named problems, in bounded time; nothing else.

Bytes are mutated (those of archives also inside), and structures are made up by hypothesis. What breaks a promise
is written to `tests/fuzz/`, whose files are seeds here and are read by every `make test`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mutating import mutated, mutated_within
from network import page

from clausewatch.declarations import load
from clausewatch.declarations.ota import import_folder
from clausewatch.declarations.table import import_csv
from clausewatch.errors import ClausewatchError, ParseError
from clausewatch.fetch.robots import blame
from clausewatch.fetch.warc import captures
from clausewatch.model import Document
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse
from clausewatch.record import exported
from clausewatch.settings import ParseSettings, Settings
from clausewatch.settings import load as settings_of
from clausewatch.tools import reading

KEPT = Path(__file__).parents[1] / "fuzz"
LONGEST = 6000
"""Bytes of a file that is kept."""
VENDOR = """name: Northwind
entity: Northwind Cloud Limited
country: IE
documents:
  terms: {kind: terms, title: Terms of Service, lang: en, url: "https://northwind.example/terms", verified: never}
  dpa:
    kind: dpa
    title: DPA
    lang: en
    url: https://northwind.example/dpa
    select: [main]
    verified: never
"""


def parsers(folder: Path, scale: float) -> str:
    """Seeds of every format, mutated for a time, through the same child processes as in operation."""
    seconds, random = max(5.0, 300.0 * scale), Random(36)
    seeds, counts = [*_seeds().items(), *((p.name, p.read_bytes()) for p in sorted(KEPT.glob("*.*")))], Counter[str]()
    until, slowest = time.monotonic() + seconds, 0.0
    with reading(Settings(home=folder, parse=ParseSettings(cpu_seconds=20, wall_seconds=60.0))) as reader:
        while time.monotonic() < until:
            name, seed = random.choice(seeds)
            body, began = mutated_within(name, seed, random), time.process_time()
            with _kept_if_broken(name, body):
                try:
                    sound(reader.parse(body, Hints(filename=name, lang="en")))
                    counts["documents"] += 1
                except ParseError as e:
                    counts["refused" if e.reason != "failed" else "crashes"] += 1
            if counts["crashes"]:
                raise AssertionError(f"reading broke down: {keep(f'crash-{name}', body)}")
            slowest = max(slowest, time.process_time() - began)
    return f"{counts.total()} mutated files of {len(seeds)} seeds in {seconds:.0f} s: {_said(counts)}; 0 crashes"


def pages(_folder: Path, scale: float) -> str:
    """HTML, Markdown, RST and plain text that hypothesis makes up, read in this process."""
    counts = Counter[str]()

    def read(made: tuple[str, str]) -> None:
        name, text = made
        body = text.encode("utf-8", "surrogatepass")
        with _kept_if_broken(name, body):
            try:
                sound(parse(body, Hints(filename=name)))
                counts["documents"] += 1
            except ParseError:
                counts["refused"] += 1

    seconds = _for_a_time(read, _markup(), 80.0 * scale)
    return f"{counts.total()} made-up pages in {seconds:.0f} s: {_said(counts)}; 0 crashes"


def declarations(folder: Path, scale: float) -> str:
    """Declaration files, mutated or made up of known keys and odd values: loaded, or every problem named."""
    random, counts = Random(53), Counter[str]()
    corpus, home = folder / "corpus", folder / "home"
    file = corpus / "vendors" / "northwind.yml"
    file.parent.mkdir(parents=True)
    (home / "vendors").mkdir(parents=True)

    def read(body: bytes) -> None:
        file.write_bytes(body)
        with _kept_if_broken("a.yml", body):
            try:
                counts["with problems named" if load(corpus, home).problems else "loaded"] += 1
            except ClausewatchError:
                counts["refused"] += 1

    half = 50.0 * scale
    until = time.monotonic() + max(3.0, half)
    while time.monotonic() < until:
        read(mutated(VENDOR.encode(), random))
    seconds = _for_a_time(lambda tree: read(yaml.safe_dump(tree, allow_unicode=True).encode()), _trees(), half) + half
    return f"{counts.total()} declarations in {seconds:.0f} s: {_said(counts)}; 0 crashes"


def readers(folder: Path, scale: float) -> str:
    """The other files that come from elsewhere: WARC, robots.txt, settings, checkpoints, declarations of others."""
    seconds, random, counts = max(5.0, 100.0 * scale), Random(17), Counter[str]()
    kinds, until = others(folder), time.monotonic() + seconds
    while time.monotonic() < until:
        name, (seed, read) = random.choice(list(kinds.items()))
        body = mutated(seed, random)
        with _kept_if_broken(name, body):
            try:
                read(body)
                counts["read"] += 1
            except ClausewatchError:
                counts["refused"] += 1
    return f"{counts.total()} mutated files of {len(kinds)} other kinds in {seconds:.0f} s: {_said(counts)}; 0 crashes"


def sound(document: Document) -> None:
    """Passages lie in order inside the text, and what points to another part points to one that is there."""
    at = 0
    for number, passage in enumerate(document.passages):
        assert at <= passage.start < passage.end <= len(document.text), "an offset is wrong"
        assert -1 <= passage.section < len(document.sections), "a section is wrong"
        assert -1 <= passage.lead_in < number, "a lead-in is wrong"
        at = passage.end


class _kept_if_broken:  # noqa: N801 - reads like the statement it is
    """Writes what breaks a promise to the kept files."""

    def __init__(self, name: str, body: bytes) -> None:
        self._name, self._body = name, body

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, Exception):
            keep(f"crash-{self._name}", self._body)


def keep(name: str, body: bytes) -> Path:
    """Write a file to the kept ones, under a name that says what it is."""
    stem, _, suffix = name.rpartition(".")
    path = KEPT / f"{stem}-{sha256(body).hexdigest()[:8]}.{suffix}"
    KEPT.mkdir(exist_ok=True)
    path.write_bytes(body)
    return path


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))


def _for_a_time(work: Callable[[Any], None], strategy: st.SearchStrategy[Any], seconds: float) -> float:
    """Run examples of a strategy until the time is over; gives the seconds."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < max(3.0, seconds):
        quick = settings(
            max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        quick(given(strategy)(work))()
    return passed


_WORDS = st.one_of(
    st.text(st.sampled_from("abc åéß 9.(a)§“”&<>–\u00ad\u200b\u00a0ﬁ\n\t|*_`#-=+~[]()!:.\u202e\ud83d"), max_size=40),
    st.sampled_from(
        ["1. Law", "The law of Ireland governs.", "- item", "| a | b |", "======", ".. note::", "<!--", "```", "&amp;"]
    ),
)
_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "td",
        "tr",
        "th",
        "table",
        "thead",
        "h1",
        "h2",
        "b",
        "a",
        "span",
        "br",
        "section",
        "nav",
        "main",
        "details",
        "summary",
        "pre",
        "template",
        "script",
        "svg",
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        ' id="a"',
        " hidden",
        ' class="toc"',
        ' style="display:none"',
        ' colspan="99999"',
        ' rowspan="0"',
        ' href="#a"',
        ' start="-1"',
    ]
)


@st.composite
def _markup(draw: st.DrawFn) -> tuple[str, str]:
    """A file name and a text of pieces that mean something to some reader."""
    opened = st.builds("<{}{}>".format, _TAGS, _ATTRIBUTES)
    parts = draw(st.lists(st.one_of(_WORDS, opened, _TAGS.map("</{}>".format)), max_size=60))
    name = draw(st.sampled_from(["a.html", "a.md", "a.rst", "a.txt", "a.tsx"]))
    return name, "".join(parts) if name == "a.html" else "\n".join(parts)


def _trees() -> st.SearchStrategy[Any]:
    """Vendors as trees: known keys with odd values, and odd keys."""
    odd: st.SearchStrategy[Any] = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.dates(),
        st.lists(st.text(max_size=8), max_size=3),
    )
    words = st.sampled_from(["terms", "dpa", "en", "sv", "IE", "https://a.example/x", "file:///etc/passwd", "main", "]", "never"])
    value = st.one_of(words, odd)
    known = st.sampled_from(["kind", "title", "lang", "url", "select", "remove", "verified", "ignore_robots", "valid_from"])
    document = st.dictionaries(st.one_of(known, st.text(max_size=6)), value, max_size=9)
    documents = st.one_of(st.dictionaries(st.one_of(words, st.text(max_size=8)), st.one_of(document, odd), max_size=3), odd)
    top = st.dictionaries(st.sampled_from(["name", "entity", "country", "parent", "documents", "notes"]), value, max_size=5)
    return st.one_of(st.builds(lambda t, d: {**t, "documents": d}, top, documents), odd)


def _seeds() -> dict[str, bytes]:
    from parsekit import column, docx, para, pdf, xlsx

    html = page(1).replace("</main>", "<table><tr><th>Name</th></tr><tr><td>Initech</td></tr></table></main>")
    rst = (
        b"Terms\n=====\n\n1. Law\n\n   The law of Ireland.\n\n.. note:: No.\n\n+---+---+\n| a | b |\n+---+---+\n\n:ref:`x <y>`\n"
        * 3
    )
    source = b'export default () => (<main><h1>Terms</h1><p>{"The law of Ireland."}</p>{list.map((x) => <li>{x}</li>)}</main>);\n'
    return {
        "a.html": html.encode(),
        "a.md": b"# Terms\n\n1. Law of Ireland.\n\n| a | b |\n|---|---|\n| c | d |\n" * 5,
        "a.rst": rst,
        "a.tsx": source * 4,
        "a.txt": b"1. LAW\n\nThe law of Ireland.\n" * 20,
        "a.docx": docx(para("Terms of Service") + para("The law of Ireland governs these terms.") * 5),
        "a.pdf": pdf([column(["Terms of Service", "The law of Ireland governs."] * 8)]),
        "a.xlsx": xlsx({"Subprocessors": [["Name", "Country"], ["Initech", "DE"]]}),
        "a.zip": _zip(),
    }


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return out.getvalue()


def others(folder: Path) -> dict[str, tuple[bytes, Callable[[bytes], object]]]:
    """Kinds of files with a seed and how each is read; only errors of ours may come out."""
    from datetime import UTC, datetime

    from clausewatch.record.protocol import Checkpoint

    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Terms</h1>"
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/t\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n"
    warc = f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"
    robots = b"User-agent: *\nDisallow: /private\nAllow: /private/terms$\nCrawl-delay: 3\nSitemap: https://a.example/s\n"
    toml = b'lang = "sv"\nchannels = ["console:"]\n[fetch]\ninterval = 2.0\n[access.acme]\nuser = "env:U"\npassword = "env:P"\n'
    ota = json.dumps(
        {"name": "A", "documents": {"Terms of Service": {"fetch": "https://a.example/t", "select": ["main"]}}}
    ).encode()
    table = io.StringIO()
    csv.writer(table).writerows([["vendor", "document", "url"], ["Acme", "terms", "https://a.example/t"]])
    checkpoint = exported.written(
        Checkpoint("clausewatch/a", 7, "ab" * 32, datetime(2026, 1, 1, tzinfo=UTC), "cd" * 64, "ef" * 32)
    )
    return {
        "a.warc": (warc * 3, lambda body: list(captures(_file(folder, "a.warc", body), lambda _: True))),
        "robots.txt": (robots, lambda body: blame(body.decode("utf-8", "replace"), "https://a.example/private/x", "clausewatch")),
        "a.toml": (toml, lambda body: settings_of(_file(folder, "home/clausewatch.toml", body).parent, {})),
        "a.json": (ota, lambda body: import_folder(_file(folder, "ota/a.json", body).parent)),
        "a.csv": (table.getvalue().encode(), lambda body: import_csv(_file(folder, "a.csv", body))),
        "a.checkpoint": (checkpoint.encode(), lambda body: exported.read(body.decode("utf-8", "replace"))),
    }


def _file(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def _kept_examples() -> Iterator[tuple[str, bytes]]:
    """Small mutated files, one for each way in which a format was answered."""
    random, seen, seeds = Random(1), set[tuple[str, str]](), list(_seeds().items())
    for _ in range(6000):
        name, seed = random.choice(seeds)
        body = mutated_within(name, seed, random)
        try:
            document = parse(body, Hints(filename=name, lang="en"))
            kinds = "-".join(sorted({p.kind.value for p in document.passages})) or "empty"
        except ParseError as e:
            kinds = f"refused-{e.reason}"
        if len(body) <= LONGEST and (name, kinds) not in seen:
            seen.add((name, kinds))
            suffix = name.rpartition(".")[2]
            yield f"{suffix}-{kinds[:40]}.{suffix}", body


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]
    for example_name, example in _kept_examples():
        print(keep(example_name, example))
