"""Open Terms Archive declarations are imported whole; what cannot be expressed is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clausewatch import declarations
from clausewatch.declarations import ota
from clausewatch.declarations.dump import dump_vendor
from clausewatch.declarations.ota_terms import kind_of, language_of

URL = "https://acme.example/terms"


def imported(tmp_path: Path, terms: dict[str, Any], history: dict[str, Any] | None = None) -> ota.Imported:
    """The import of one service named Acme."""
    folder = tmp_path / "contrib" / "declarations"
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("Acme.json").write_text(json.dumps({"name": "Acme", "terms": terms}, indent=2))
    if history:
        folder.joinpath("Acme.history.json").write_text(json.dumps(history))
    return ota.import_folder(tmp_path)


def test_plain_terms_become_a_source(tmp_path: Path) -> None:
    """Selectors as a string or a list, client scripts as `javascript`."""
    found = imported(
        tmp_path,
        {
            "Terms of Service": {"fetch": URL, "select": "main", "remove": [".toc", "nav"], "executeClientScripts": True},
            "Data Processor Agreement": {"fetch": "https://acme.example/dpa.pdf"},
        },
    )
    terms, dpa = found.vendors[0].sources
    assert found.problems == ()
    assert (terms.key, terms.kind, terms.title) == ("acme/terms-of-service", "terms", "Terms of Service")
    assert (terms.select, terms.remove, terms.javascript) == (("main",), (".toc", "nav"), True)
    assert (dpa.document, dpa.kind, dpa.select, dpa.verified) == ("data-processor-agreement", "dpa", (), None)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"select": {"startBefore": "#a", "endBefore": "#b"}}, "select cannot be expressed: a range"),
        ({"remove": ["nav", {"startBefore": "#a", "endAfter": "#b"}]}, "remove cannot be expressed: a range"),
        ({"filter": ["cleanUrls"]}, "filter cleanUrls cannot be expressed"),
        ({"filter": [{"removeQueryParams": ["utm"]}]}, "filter removeQueryParams cannot be expressed"),
        ({"select": "div >"}, "select 'div >' is left out"),
        ({"fecth": URL}, "unknown key 'fecth' is ignored"),
    ],
)
def test_what_cannot_be_expressed_is_named_with_its_line(tmp_path: Path, extra: dict[str, Any], reason: str) -> None:
    """The document is imported all the same, and the loss is said."""
    found = imported(tmp_path, {"Terms of Service": {"fetch": URL, **extra}})
    (problem,) = found.problems
    assert problem.message.startswith(f"Terms of Service: {reason}")
    assert problem.line == 4
    assert [s.url for s in found.vendors[0].sources] == [URL]


def test_combined_pages_become_documents_of_their_own(tmp_path: Path) -> None:
    """Each page inherits what the whole declares; no page is lost."""
    parts = [{"fetch": f"{URL}/1"}, {"fetch": f"{URL}/2", "select": "article"}]
    found = imported(tmp_path, {"Terms of Service": {"select": "main", "combine": parts}})
    assert [(s.document, s.select) for s in found.vendors[0].sources] == [
        ("terms-of-service", ("main",)),
        ("terms-of-service-2", ("article",)),
    ]
    assert "2 pages become documents of their own" in found.problems[0].message


def test_history_gives_validity_dates(tmp_path: Path) -> None:
    """Earlier states in any order; terms that are no longer declared end."""
    found = imported(
        tmp_path,
        {"Terms of Service": {"fetch": URL}},
        {
            "Terms of Service": [
                {"fetch": f"{URL}/new", "validUntil": "2023-05-01T10:00:00Z"},
                {"fetch": f"{URL}/old", "validUntil": "2022-05-01T10:00:00Z"},
            ],
            "Trackers Policy": [{"fetch": f"{URL}/cookies", "validUntil": "2022-01-01"}],
        },
    )
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / "acme.yml").write_text(dump_vendor(found.vendors[0]))
    loaded = declarations.load(tmp_path)
    on = {y: [s.url.removeprefix(URL) for s in loaded.sources(["acme"], date(y, 1, 1))] for y in (2021, 2022, 2023, 2024)}
    assert loaded.problems == ()
    assert on == {2021: ["/old", "/cookies"], 2022: ["/old"], 2023: ["/new"], 2024: [""]}


def test_history_without_a_date_is_named(tmp_path: Path) -> None:
    """An earlier state of unknown end cannot be placed in time."""
    found = imported(tmp_path, {"Terms of Service": {"fetch": URL}}, {"Terms of Service": [{"fetch": URL, "validUntil": 3}]})
    assert "an earlier state is left out" in found.problems[0].message
    assert len(found.vendors[0].sources) == 1


def test_same_service_in_two_collections_keeps_both(tmp_path: Path) -> None:
    """The second one's key names its collection."""
    imported(tmp_path, {"Terms of Service": {"fetch": URL}})
    other = tmp_path / "genai" / "declarations"
    other.mkdir(parents=True)
    other.joinpath("Acme.json").write_text(json.dumps({"name": "ACME", "terms": {"Privacy Policy": {"fetch": URL}}}))
    assert [v.key for v in ota.import_folder(tmp_path).vendors] == ["acme", "acme-genai"]


@pytest.mark.parametrize("body", ["{", "[]", '{"name": 3, "terms": {}}', '{"name": "x"}', "\xff", '{"a": ' * 5000])
def test_broken_file_is_a_problem_and_the_others_load(tmp_path: Path, body: str) -> None:
    """Nothing that a file holds stops the import."""
    imported(tmp_path, {"Terms of Service": {"fetch": URL}})
    tmp_path.joinpath("Broken.json").write_bytes(body.encode("latin-1"))
    found = ota.import_folder(tmp_path)
    assert [v.key for v in found.vendors] == ["acme"]
    assert len(found.problems) == 1


def test_name_without_latin_letters_takes_the_file_name(tmp_path: Path) -> None:
    """A key is needed for the command line."""
    tmp_path.joinpath("Doubao.json").write_text(json.dumps({"name": "豆包", "terms": {"Terms of Service": {"fetch": URL}}}))
    assert ota.import_folder(tmp_path).vendors[0].key == "doubao"


@pytest.mark.parametrize(
    ("url", "lang"),
    [
        ("https://acme.example/terms", "en"),
        ("https://acme.example/de-de/agb", "de"),
        ("https://acme.example/page?hl=fr&x=1", "fr"),
        ("https://www.acme.se/villkor", "sv"),
        ("https://www.acme.fr/en/terms", "en"),
        ("https://acme.example/dedication", "en"),
    ],
)
def test_language_is_read_off_the_address(url: str, lang: str) -> None:
    """Their format does not declare it per document."""
    assert language_of(url) == lang


def test_terms_types_map_to_kinds() -> None:
    """The types of the archive that matter here; all others are `other`."""
    named = ("Terms of Service", "Privacy Policy", "Data Processor Agreement - Subprocessors", "Trackers Policy")
    assert [kind_of(n) for n in named] == ["terms", "privacy", "subprocessors", "other"]
