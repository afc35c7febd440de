"""First declarations from an address, a title or a spreadsheet, for a person to review."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch import declarations
from clausewatch.declarations.draft import draft, kind_of, vendor_name
from clausewatch.declarations.dump import dump_vendor
from clausewatch.declarations.table import import_csv


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://acme.example/legal/dpa.pdf", "", "dpa"),
        ("https://acme.example/villkor", "Personuppgiftsbiträdesavtal", "dpa"),
        ("https://acme.example/x", "Liste der Unterauftragsverarbeiter", "subprocessors"),
        ("https://acme.example/legal/sub-processors", "", "subprocessors"),
        ("https://acme.example/integritetspolicy", "", "privacy"),
        ("https://acme.example/agb", "", "terms"),
        ("https://acme.example/x", "Conditions générales", "terms"),
        ("https://acme.example/terms", "Acceptable Use Policy", "acceptable_use"),
        ("https://acme.example/sla", "", "sla"),
        ("https://acme.example/about", "About us", "other"),
    ],
)
def test_kind_is_read_off_title_before_address(url: str, title: str, kind: str) -> None:
    """In the four languages of documents."""
    assert kind_of(url, title) == kind


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.acme.com/terms", "Acme"),
        ("http://127.0.0.1:8000/terms", "Vendor"),
        ("http://[::1]/terms", "Vendor"),
        ("https://legal.acme.eu/terms", "Acme"),
        ("https://acme.co.uk/terms", "Acme"),
    ],
)
def test_vendor_is_named_by_its_domain(url: str, name: str) -> None:
    """Without a list of public suffixes a guess has to do."""
    assert vendor_name(url) == name


def test_draft_loads_as_it_is(tmp_path: Path) -> None:
    """What `dump_vendor` writes of a draft has no problem and is not marked as verified."""
    vendor = draft("https://www.acme.se/allmanna-villkor", "Allmänna villkor", select=("main",))
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / f"{vendor.key}.yml").write_text(dump_vendor(vendor), "utf-8")
    loaded = declarations.load(tmp_path)
    assert loaded.problems == ()
    (source,) = loaded.vendors["acme"].sources
    assert (source.kind, source.lang, source.verified) == ("terms", "sv", None)


def test_list_of_a_swedish_spreadsheet_is_read(tmp_path: Path) -> None:
    """Semicolons, Windows-1252, capitals in the header, several rows of one vendor."""
    rows = (
        "Vendor;Country;URL;Kind\n"
        "Åkerö Moln;SE;https://akero.example/villkor;\n"
        ";;;\n"
        "Åkerö Moln;SE;https://akero.example/dpa;dpa\n"
        "Åkerö Moln;SE;https://akero.example/dpa-en;dpa\n"
    )
    path = tmp_path / "list.csv"
    path.write_bytes(rows.encode("cp1252"))
    found = import_csv(path)
    (vendor,) = found.vendors
    assert (vendor.key, vendor.name, vendor.country, found.problems) == ("akero-moln", "Åkerö Moln", "SE", ())
    assert [(s.document, s.kind) for s in vendor.sources] == [("terms", "terms"), ("dpa", "dpa"), ("dpa-2", "dpa")]


def test_bad_rows_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    """Line, column and nearest word; an unknown column is said once."""
    path = tmp_path / "list.csv"
    path.write_text(
        "url,kind,contry\nftp://a.example/x,terms,\nhttps://b.example/x,term,\nhttps://c.example/dpa,,SE\n,terms,\n", "utf-8"
    )
    found = import_csv(path)
    assert [v.key for v in found.vendors] == ["c"]
    assert found.failed == 3
    shown = [str(p).removeprefix(f"{path}:") for p in found.problems]
    assert shown[0] == "1: unknown column 'contry' (Did you mean 'country'?)"
    assert [s.partition(":")[0] for s in shown[1:]] == ["2", "3", "5"]
    assert "Did you mean 'terms'?" in shown[2]


@pytest.mark.parametrize("text", ["", "name,country\nAcme,SE\n"])
def test_list_without_addresses_says_so(tmp_path: Path, text: str) -> None:
    """There is nothing to declare."""
    path = tmp_path / "list.csv"
    path.write_text(text)
    found = import_csv(path)
    assert found.vendors == ()
    assert "there is no column 'url'" in {p.message for p in found.problems}
