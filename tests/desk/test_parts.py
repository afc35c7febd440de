"""The parts of the desk without HTTP: texts in both languages, long documents, passwords, the record at hand."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clausewatch.desk import passwords
from clausewatch.desk.pages.search import marked
from clausewatch.desk.pages.subprocessors import identity
from clausewatch.desk.reading import HARD, part_at, parts, shown
from clausewatch.desk.shelf import Shelf
from clausewatch.desk.texts import Texts, messages
from clausewatch.desk.view import TEMPLATES, environment, stylesheet
from clausewatch.model import Detection, Document, Finding, Passage, PassageKind, Reading
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from clausewatch.tools import Tools
from deskkit import DPA, NOW, fall, home, listening, notice, seen


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every wording with its path."""
    if isinstance(node, Mapping) and "en" not in node:
        for key, inner in node.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path, node


@pytest.mark.parametrize(("path", "entry"), list(leaves(messages())))
def test_wording_is_there_in_both_languages_with_the_same_places(path: str, entry: Any) -> None:
    en, sv = (str(entry[lang]) for lang in ("en", "sv"))
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (en, sv)]
    assert fields[0] == fields[1]
    assert en.count("|") == sv.count("|")
    assert "!" not in en + sv


def test_templates_ask_only_for_wordings_that_exist() -> None:
    asked = {
        m for p in TEMPLATES.glob("*.html") for m in re.findall(r'(?<![\w.])t(?:\.count)?\("([\w.]+)"[,)]', p.read_text("utf-8"))
    }
    assert len(asked) > 150
    assert sorted(path for path in asked if not Texts("en").has(path)) == []


def test_stylesheet_is_small() -> None:
    assert len(stylesheet().encode()) < 20_000


def test_no_template_holds_script_or_style() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\bon\w+=|style=|javascript:|\|\s*safe", text), path
    assert environment().autoescape is True


def flat(text: str, findings: tuple[Finding, ...] = ()) -> Reading:
    """A reading of one long passage."""
    document = Document(text, passages=(Passage(PassageKind.PARAGRAPH, 0, len(text)),))
    return Reading(document, Detection(findings))


@pytest.mark.parametrize("text", ["", "word", "word " * 500_000, "x" * 2_000_000])
def test_parts_hold_the_whole_text_in_readable_pieces(text: str) -> None:
    cuts = parts(flat(text).document)
    assert cuts[0].start == 0
    assert cuts[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(cuts))
    assert all(part.end - part.start <= 2 * HARD for part in cuts)
    assert part_at(cuts, len(text) + 5) == len(cuts) - 1


def test_five_thousand_clauses_in_one_document_stay_small() -> None:
    text = "A clause of nine words stands here at once. " * 5000
    found = tuple(Finding("terms_change", text[i * 44 : i * 44 + 43], i * 44, i * 44 + 43) for i in range(5000))
    reading = flat(text, found)
    rows = [shown(reading, part, "sv") for part in parts(reading.document)]
    assert max(sum(len(r.text) + 120 * len(r.notes) for r in part) for part in rows) < 280_000


def test_clauses_that_overlap_are_each_reached() -> None:
    text = "One two three four five."
    found = (Finding("a", text[0:13], 0, 13), Finding("b", text[4:18], 4, 18), Finding("c", text[4:18], 4, 18))
    reading = flat(text, found)
    (row,) = shown(reading, parts(reading.document)[0], "en")
    html = str(row.text)
    assert re.sub(r"<[^>]+>", "", html) == text
    assert all(f'id="f{n}"' in html for n in range(3))


def test_company_is_known_by_its_name_without_legal_form() -> None:
    assert identity("Initech, GmbH") == identity("INITECH GmbH.") == "initech"
    assert identity("Initech AB") != identity("Initek AB")
    assert identity("AB") == "ab"


def test_words_are_marked_without_touching_the_text() -> None:
    html = str(marked("a <b> notice of Notice & more", ["notice", "b"]))
    assert html == "a &lt;<mark>b</mark>&gt; <mark>notice</mark> of <mark>Notice</mark> &amp; more"


def test_password_is_kept_as_argon2id_with_its_own_salt() -> None:
    one, two = passwords.hashed("correct horse battery"), passwords.hashed("correct horse battery")
    assert one != two
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits("correct horse battery", one)
    assert not passwords.fits("Correct horse battery", one)
    assert not passwords.fits("", "")


def test_shelf_sees_what_others_record_meanwhile(tmp_path: Path) -> None:
    tools = home(tmp_path / "home")
    shelf = Shelf(tools, patience=0)
    before, stand = len(shelf.lines()), shelf.stands(["acme/dpa"])["acme/dpa"]
    change = replace(fall(14, 7, NOW.date()), severity=4)
    tools.record.observe(seen(DPA, 11.5, notice(7), change=change))
    assert len(shelf.lines()) == before + 1
    assert shelf.stands(["acme/dpa"])["acme/dpa"].version != stand.version
    tools.close()


def test_empty_record_has_pages_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with listening(Tools(settings, create_record(settings), clock=lambda: NOW)) as served, served.client(lang="sv") as client:
        for path in (
            "/",
            "/changes",
            "/vendors",
            "/matrix",
            "/subprocessors",
            "/search?q=x",
            "/health",
            "/method",
            "/feeds/changes.atom",
        ):
            assert client.get(path).status_code == 200, path
        assert "Inget väntar på ställningstagande." in client.get("/").text
