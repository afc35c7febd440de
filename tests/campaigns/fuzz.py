"""Mutated files and declarations: every one gives a document, a typed refusal or named problems, in bounded time."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from random import Random

from network import page

from clausewatch.declarations import load
from clausewatch.errors import ClausewatchError, ParseError
from clausewatch.parse.hints import Hints
from clausewatch.settings import ParseSettings, Settings
from clausewatch.tools import reading

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
PIECES = (
    b"<div>",
    b"</table>",
    b"\x00",
    b"&#x110000;",
    b"<![CDATA[",
    b"\xff\xfe",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"<template>",
    b"]]>",
    b"{{",
    b"&a *a",
)


def parsers(folder: Path, scale: float) -> str:
    """Seeds of every format, mutated for a time, through the same child processes as in operation."""
    seconds, random = max(5.0, 300.0 * scale), Random(36)
    seeds, counts = _seeds(), {"document": 0, "refused": 0}
    until, slowest = time.monotonic() + seconds, 0.0
    with reading(Settings(home=folder, parse=ParseSettings(cpu_seconds=20, wall_seconds=30.0))) as reader:
        while time.monotonic() < until:
            name, seed = random.choice(list(seeds.items()))
            body, began = _mutated(seed, random), time.monotonic()
            try:
                document = reader.parse(body, Hints(filename=name, lang="en"))
            except ParseError:
                counts["refused"] += 1
            else:
                assert all(0 <= p.start <= p.end <= len(document.text) for p in document.passages), "an offset is wrong"
                counts["document"] += 1
            slowest = max(slowest, time.monotonic() - began)
    assert slowest < 35.0, f"one took {slowest:.0f} s"
    return f"{sum(counts.values())} mutated files in {seconds:.0f} s: {counts}, slowest {slowest:.1f} s, 0 crashes"


def declarations(folder: Path, scale: float) -> str:
    """Mutated declaration files: loaded, or every problem named; nothing else."""
    seconds, random, counts = max(5.0, 120.0 * scale), Random(53), {"loaded": 0, "with problems named": 0, "refused": 0}
    corpus, home = folder / "corpus", folder / "home"
    (corpus / "vendors").mkdir(parents=True)
    (home / "vendors").mkdir(parents=True)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        (corpus / "vendors" / "northwind.yml").write_bytes(_mutated(VENDOR.encode(), random))
        try:
            counts["with problems named" if load(corpus, home).problems else "loaded"] += 1
        except ClausewatchError:
            counts["refused"] += 1
    return f"{sum(counts.values())} mutated declarations in {seconds:.0f} s: {counts}, 0 crashes"


def _mutated(seed: bytes, random: Random) -> bytes:
    data = bytearray(seed)
    for _ in range(random.randrange(1, 12)):
        at = random.randrange(len(data) + 1)
        kind = random.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[at:at] = random.choice(PIECES) * random.choice((1, 1, 1, 50))
        elif kind == 2:
            del data[at : at + random.randrange(1, 200)]
        elif kind == 3:
            data[at:at] = data[at : at + random.randrange(1, 300)] * random.randrange(1, 4)
        else:
            data[at:at] = random.randbytes(random.randrange(1, 8))
    return bytes(data)


def _seeds() -> dict[str, bytes]:
    from parsekit import column, docx, para, pdf, xlsx

    html = page(1).replace("</main>", "<table><tr><th>Name</th></tr><tr><td>Initech</td></tr></table></main>")
    return {
        "a.html": html.encode(),
        "a.md": b"# Terms\n\n1. Law of Ireland.\n\n| a | b |\n|---|---|\n| c | d |\n" * 5,
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
