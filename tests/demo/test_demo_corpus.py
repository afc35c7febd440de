"""The demonstration's corpus holds together: files, declarations, expectations and wording."""

from __future__ import annotations

import importlib
import io
import json
import re
from datetime import date
from typing import Any

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from clausewatch import declarations
from clausewatch.resources import corpus

DEMO = corpus("demo")
BASE = "http://127.0.0.1:8123"
EXPECTED: dict[str, Any] = json.loads(DEMO.joinpath("expected.json").read_text("utf-8"))
DATES: list[str] = EXPECTED["dates"]
SOURCES = declarations.load(DEMO, substitutions={"base": BASE}).sources(["demo"], date(2026, 3, 2))


def text_of(key: str, day: str) -> str:
    """All text of a published file, spaces collapsed, read by a library alone."""
    source = next(s for s in SOURCES if s.key == key)
    path = DEMO / "site" / day / source.url.removeprefix(f"{BASE}/")
    return text_in(path.read_bytes(), path.suffix)


def text_in(body: bytes, suffix: str) -> str:
    """All text of a file's bytes."""
    if suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(body)
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    elif suffix == ".docx":
        document = docx.Document(io.BytesIO(body))
        cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
        text = " ".join([*(p.text for p in document.paragraphs), *cells])
    else:
        text = BeautifulSoup(body, "lxml").get_text(" ")
    return re.sub(r"\s+", " ", text)


def test_declarations_of_the_demo_have_no_problem() -> None:
    """All three vendors load, with the server's address put in."""
    loaded = declarations.load(DEMO, substitutions={"base": BASE})
    assert loaded.problems == ()
    assert set(loaded.vendors) == set(loaded.collections["demo"]) == {"fjallvalv", "brightloom", "kilbracken"}
    assert len(SOURCES) == 12


def test_every_declared_document_is_published_on_every_date() -> None:
    """And nothing is published that is not declared."""
    declared = {s.url.removeprefix(f"{BASE}/") for s in SOURCES}
    for day in DATES:
        root = DEMO / "site" / day
        assert {p.relative_to(root).as_posix() for p in root.rglob("*.*")} == declared


def test_expectations_cover_every_document_and_date_once() -> None:
    """No step is left to chance and none is about a document that does not exist."""
    steps = [(s["document"], s["date"]) for s in EXPECTED["steps"]]
    assert sorted(steps) == sorted((s.key, day) for s in SOURCES for day in DATES[1:])


@pytest.mark.parametrize("step", [s for s in EXPECTED["steps"] if s["result"] == "alert"], ids=lambda s: s["document"])
def test_wording_of_an_alerted_change_is_published(step: dict[str, Any]) -> None:
    """The new words are there on the date and not on the first one; the old ones the other way round."""
    after, before = text_of(step["document"], step["date"]), text_of(step["document"], DATES[0])
    assert step["new"] in after
    assert step["new"] not in before
    assert step["old"] in before
    assert not step["old"] or step["old"] not in after


def test_unchanged_texts_are_equal() -> None:
    """`none` promises equal bytes, `bytes` equal text in other bytes."""
    for step in (s for s in EXPECTED["steps"] if s.get("noise") in {"none", "bytes"}):
        previous = DATES[DATES.index(step["date"]) - 1]
        assert text_of(step["document"], step["date"]) == text_of(step["document"], previous)


def test_redesign_keeps_the_words() -> None:
    """Markup, menus, links and quotation marks differ; the words of the document do not."""

    def words(day: str) -> str:
        soup = BeautifulSoup(DEMO.joinpath("site", day, "brightloom/terms.html").read_bytes(), "lxml")
        for extra in soup.select("script, .toc, .breadcrumb"):
            extra.decompose()
        return re.sub(r"\W+", "", soup.select("main")[0].get_text())

    assert words(DATES[0]) == words(DATES[1])


def test_cookie_wall_holds_no_term() -> None:
    """The held capture shows none of the document's clauses."""
    wall = text_of("fjallvalv/villkor", DATES[1])
    assert "kakor" in wall
    assert "Svensk rätt" not in wall


def test_main_documents_are_as_long_as_real_ones() -> None:
    """Terms and data processing agreements hold 1,500 to 4,000 words, and packed files stay small."""
    for source in (s for s in SOURCES if s.kind in {"terms", "dpa"}):
        assert 1500 <= len(text_of(source.key, DATES[0]).split()) <= 4000, source.key
    packed = [p for p in DEMO.joinpath("site").rglob("*.*") if p.suffix in {".pdf", ".docx"}]
    assert max(p.stat().st_size for p in packed) < 60_000


def test_published_files_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody edits `site/` by hand; packed formats are compared by text, for compressors differ."""
    monkeypatch.syspath_prepend(str(DEMO))
    make = importlib.import_module("make")
    for path in DEMO.glob("text/*/*.txt"):
        key = f"{path.parent.name}/{path.stem}"
        form = make.FORMATS.get(key, "html")
        for version, day in enumerate(DATES, 1):
            made = make.render(key, form, version, path.read_text("utf-8"))
            published = DEMO.joinpath("site", day, f"{key}.{form}").read_bytes()
            assert made == published or text_in(made, f".{form}") == text_in(published, f".{form}"), (key, day)
