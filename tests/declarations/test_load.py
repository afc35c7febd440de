"""Declarations load strictly; `valid/` and `invalid/` are the list of cases.

An invalid file names its problems in its first comments, as `# LINE: MESSAGE`. Files that begin with
`collection-` are collections, all others vendors.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from clausewatch import declarations
from clausewatch.declarations.dump import dump_vendor
from clausewatch.errors import UnknownVendor

HERE = Path(__file__).parent
KNOWN = "name: Known\ndocuments:\n  terms: {kind: terms, url: https://known.example/terms}\n"


def home(tmp_path: Path, *files: Path) -> Path:
    """A folder of declarations with one known vendor and the given files."""
    for name in ("vendors", "collections"):
        tmp_path.joinpath(name).mkdir(parents=True, exist_ok=True)
    tmp_path.joinpath("vendors", "known.yml").write_text(KNOWN)
    for file in files:
        shutil.copy(file, tmp_path / ("collections" if file.name.startswith("collection-") else "vendors"))
    return tmp_path


def vendor_file(folder: Path, key: str, text: str) -> Path:
    """Write `vendors/KEY.yml` below a folder."""
    folder.joinpath("vendors").mkdir(parents=True, exist_ok=True)
    path = folder / "vendors" / f"{key}.yml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("path", sorted(HERE.glob("valid/*.yml")), ids=lambda p: p.stem)
def test_valid_declaration_loads_and_is_written_back_the_same(path: Path, tmp_path: Path) -> None:
    """No problem, and `dump_vendor` writes what `load` reads as the same vendor."""
    loaded = declarations.load(home(tmp_path, path))
    assert loaded.problems == ()
    if path.stem in loaded.collections:
        return
    vendor = loaded.vendors[path.stem]
    again = declarations.load(vendor_file(tmp_path / "again", path.stem, dump_vendor(vendor)).parents[1])
    assert again.problems == ()
    assert again.vendors == {path.stem: vendor}


@pytest.mark.parametrize("path", sorted(HERE.glob("invalid/*.yml")), ids=lambda p: p.stem)
def test_invalid_declaration_names_line_and_reason_and_is_left_out(path: Path, tmp_path: Path) -> None:
    """Each expected problem is reported with its line; the others still load."""
    expected = re.findall(r"^# (\d+): (.+)$", path.read_text("utf-8"), re.MULTILINE)
    loaded = declarations.load(home(tmp_path, path))
    shown = [str(p) for p in loaded.problems]
    assert len(shown) == len(expected), shown
    for problem, (line, message) in zip(loaded.problems, expected, strict=True):
        assert problem.file.endswith(path.name)
        assert f":{line}: {message}" in str(problem)
    assert set(loaded.vendors) == {"known"}
    assert loaded.collections.get(path.stem, ()) == ()


def test_file_name_with_capitals_is_refused(tmp_path: Path) -> None:
    """The file's name is the key and appears in addresses and on the command line."""
    vendor_file(home(tmp_path), "My Vendor", KNOWN)
    loaded = declarations.load(tmp_path)
    assert "is no key" in loaded.problems[0].message
    assert set(loaded.vendors) == {"known"}


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """Bytes of another encoding give a problem, not a crash."""
    home(tmp_path).joinpath("vendors", "latin.yml").write_bytes("name: Håll".encode("latin-1"))
    assert "not UTF-8" in declarations.load(tmp_path).problems[0].message


def test_home_overrides_corpus_by_key(tmp_path: Path) -> None:
    """The later folder wins for a key it declares, and only for that."""
    vendor_file(home(tmp_path / "corpus"), "other", KNOWN.replace("Known", "Other"))
    vendor_file(tmp_path / "home", "known", KNOWN.replace("Known", "Ours"))
    loaded = declarations.load(tmp_path / "corpus", tmp_path / "home")
    assert {k: v.name for k, v in loaded.vendors.items()} == {"known": "Ours", "other": "Other"}


def test_broken_override_does_not_fall_back_to_what_it_replaces(tmp_path: Path) -> None:
    """A source is not watched by a declaration that its owner has replaced."""
    home(tmp_path / "corpus")
    vendor_file(tmp_path / "home", "known", KNOWN + "  oops: 1\n")
    loaded = declarations.load(tmp_path / "corpus", tmp_path / "home")
    assert loaded.vendors == {}
    assert loaded.problems


def test_collection_keeps_its_sound_vendors_when_one_is_broken(tmp_path: Path) -> None:
    """One bad declaration does not stop the rest of its collection."""
    vendor_file(home(tmp_path), "bad", "name: Bad\n")
    tmp_path.joinpath("collections", "all.yml").write_text("vendors: [bad, known]\n")
    loaded = declarations.load(tmp_path)
    assert loaded.collections["all"] == ("known",)
    assert len(loaded.problems) == 1


def test_collection_with_the_name_of_a_vendor_is_refused(tmp_path: Path) -> None:
    """Also across folders: a name on the command line means one thing."""
    home(tmp_path / "corpus").joinpath("collections", "mine.yml").write_text("vendors: [known]\n")
    vendor_file(tmp_path / "home", "mine", KNOWN)
    loaded = declarations.load(tmp_path / "corpus", tmp_path / "home")
    assert loaded.collections == {}
    assert "has the name of a vendor" in loaded.problems[0].message


def test_missing_folder_is_an_empty_one(tmp_path: Path) -> None:
    """A home without own declarations is normal."""
    assert declarations.load(tmp_path / "nowhere").vendors == {}


def test_sources_are_those_valid_on_the_day(tmp_path: Path) -> None:
    """`valid_to` is the first day of the next state; no day has two states."""
    file = HERE / "valid" / "vendor-moved-twice-with-history.yml"
    loaded = declarations.load(home(tmp_path, file))
    urls = {d: [s.url[-9:] for s in loaded.sources([file.stem], d)] for d in (date(2024, 2, 28), date(2024, 2, 29))}
    assert urls == {date(2024, 2, 28): ["e/old-dpa"], date(2024, 2, 29): ["older.pdf"]}
    days = (date(2023, 12, 1) + timedelta(n) for n in range(500))
    assert {len(loaded.sources([file.stem], day)) for day in days} == {1}


def test_sources_are_given_once_and_in_the_order_asked_for(tmp_path: Path) -> None:
    """A document, its vendor and a collection may overlap."""
    vendor_file(home(tmp_path), "zeta", KNOWN + "  dpa: {kind: dpa, url: https://known.example/dpa}\n")
    tmp_path.joinpath("collections", "all.yml").write_text("vendors: [known, zeta]\n")
    found = declarations.load(tmp_path).sources(["zeta/dpa", "all", "zeta"], date(2026, 1, 1))
    assert [s.key for s in found] == ["zeta/dpa", "known/terms", "zeta/terms"]


@pytest.mark.parametrize(("name", "near"), [("knwn", "known"), ("known/term", "known/terms"), ("alll", "all")])
def test_unknown_name_names_the_nearest(tmp_path: Path, name: str, near: str) -> None:
    """Vendors, documents and collections are all suggested."""
    home(tmp_path).joinpath("collections", "all.yml").write_text("vendors: [known]\n")
    with pytest.raises(UnknownVendor) as caught:
        declarations.load(tmp_path).sources([name], date(2026, 1, 1))
    assert near in caught.value.hint


def test_substitutions_fill_in_addresses(tmp_path: Path) -> None:
    """The demonstration's port is known only when its server runs."""
    vendor_file(tmp_path, "demo", KNOWN.replace("https://known.example", '"{base}').replace("terms}", 'terms"}'))
    loaded = declarations.load(tmp_path, substitutions={"base": "http://127.0.0.1:8123"})
    assert loaded.vendors["demo"].sources[0].url == "http://127.0.0.1:8123/terms"


def test_forty_vendors_load_in_the_time_of_a_blink(tmp_path: Path) -> None:
    """At most 150 ms of processor time, so that every command may load them."""
    text = KNOWN + "".join(
        f"  doc-{n}:\n    kind: other\n    url: https://known.example/{n}\n    select: [main .legal, '#x']\n" for n in range(6)
    )
    for n in range(40):
        vendor_file(tmp_path, f"vendor-{n}", text)
    start = time.process_time()
    assert len(declarations.load(tmp_path).vendors) == 40
    assert time.process_time() - start < 0.15


def test_import_stays_light() -> None:
    """Reading declarations brings in no parser of pages."""
    code = "import sys, clausewatch.declarations; print([m for m in ('bs4', 'lxml', 'spacy', 'httpx') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
