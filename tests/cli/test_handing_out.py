"""Reports, packs and signed copies by the command line: files, exit codes, sentences."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from clausewatch import signing
from clausewatch.cli.setup import make_home
from clausewatch.model import Attempt, Outcome, Source
from clausewatch.seen import Known, Quiet, read, standings
from clausewatch.settings import Settings
from clausewatch.settling import settle
from clausewatch.tools import Tools, opened

Cli = Callable[..., Any]
SOURCE = Source("northwind", "dpa", "https://northwind.example/dpa", kind="dpa", title="Data Processing Agreement")
PUBLISHED = """<html lang="en"><head><title>Data Processing Agreement</title></head><body><main>
<h1>Data Processing Agreement</h1>
<h2>1. Precedence</h2>
<p>In the event of a conflict between this Data Processing Agreement and the Master Agreement, this Data Processing
Agreement shall prevail. The Master Agreement is incorporated by reference into this Data Processing Agreement.</p>
<h2>2. Subprocessors</h2>
<p>The Customer gives Northwind general written authorisation to engage subprocessors. Northwind will notify the
Customer by email at least {days} days before it engages a new subprocessor, and the Customer may object within {days} days.</p>
<h2>3. Governing law</h2>
<p>This Agreement is governed by the laws of Ireland, and the courts of Ireland have exclusive jurisdiction.</p>
<p>Northwind shall notify the Customer of a personal data breach without undue delay and within 48 hours of becoming aware.</p>
</main></body></html>"""


def observe(tools: Tools, body: str, at: datetime) -> None:
    """One observation of the page as if fetched."""
    known = standings(tools, [SOURCE.key]).get(SOURCE.key, Known())
    attempt = Attempt(SOURCE.url, at, Outcome.CAPTURED, "", SOURCE.url, 200, (), body.encode(), "text/html")
    with Quiet(tools) as quiet:
        settle(tools, read(tools, SOURCE, attempt), known, quiet)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which the notice fell from 30 to 14 days, and of which a signed copy with 30 is recorded."""
    folder = tmp_path_factory.mktemp("handing")
    made = make_home(Settings(home=folder / "home", channels=("jsonl:alerts.jsonl",)))
    with opened(made) as tools:
        observe(tools, PUBLISHED.format(days=30), datetime(2026, 1, 5, tzinfo=UTC))
        observe(tools, PUBLISHED.format(days=14), datetime(2026, 4, 5, tzinfo=UTC))
        copy = folder / "our-dpa.html"
        copy.write_text(PUBLISHED.format(days=30), "utf-8")
        assert signing.add(tools, SOURCE, copy, datetime(2026, 5, 1, tzinfo=UTC)).state == "first"
    return made


def test_pack_is_written_and_verified(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """`pack`, then `verify` of the file: 0; with a byte changed: 4, and where."""
    path = tmp_path / "northwind.zip"
    done = cli("pack", "northwind", "--home", settings.home, "-o", path)
    assert (done.code, done.out.strip()) == (0, str(path))
    assert cli("verify", path).code == 0
    names = zipfile.ZipFile(path).namelist()
    assert not any("signed" in name for name in names)
    data = path.read_bytes()
    at = data.index(b"captures.warc") + 200
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    done = cli("verify", path)
    assert done.code == 4
    assert "captures.warc" in done.err


def test_signed_copy_is_in_no_public_pack_but_can_be_packed_by_name(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """A contract of the customer's own leaves the house only when it is named."""
    cli("pack", "northwind", "--home", settings.home, "-o", tmp_path / "public.zip")
    cli("pack", "northwind/dpa@signed", "--home", settings.home, "-o", tmp_path / "own.zip")
    held = [b"our-dpa" in zipfile.ZipFile(tmp_path / name).read("log/leaves.jsonl") for name in ("public.zip", "own.zip")]
    assert held == [False, True]


def test_add_signed_keeps_the_copy_apart(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """The same file again is the same version; nobody is alerted; an unknown document is a usage error."""
    copy = tmp_path / "our-dpa.html"
    copy.write_text(PUBLISHED.format(days=30), "utf-8")
    done = cli("add-signed", "northwind", "dpa", copy, "--home", settings.home)
    assert (done.code, "northwind/dpa@signed" in done.err) == (0, True)
    with opened(settings) as tools:
        assert len(tools.record.versions("northwind/dpa@signed")) == 1
        assert len(tools.record.versions("northwind/dpa")) == 2
        assert all("@signed" not in message.alert.document for message in tools.record.pending(datetime(2099, 1, 1, tzinfo=UTC)))
    assert cli("add-signed", "northwind", "terms", copy, "--home", settings.home).code == 2
    assert cli("add-signed", "northwind", "dpa", tmp_path / "nothing.pdf", "--home", settings.home).code == 2
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    done = cli("add-signed", "northwind", "dpa", tmp_path / "picture.png", "--home", settings.home)
    assert (done.code, "no known format" in done.err) == (2, True)


@pytest.mark.parametrize(("lang", "said"), [("en", "Prevails, as read: this Data Processing Agreement"), ("sv", "Har företräde")])
def test_compare_signed_says_what_differs_and_what_prevails(
    cli: Cli, settings: Settings, tmp_path: Path, lang: str, said: str
) -> None:
    """From the signed 30 days to the published 14, with the clause on precedence."""
    path = tmp_path / "signed.html"
    done = cli("compare-signed", "northwind", "dpa", "--home", settings.home, "--lang", lang, "-o", path)
    assert done.code == 0
    html = path.read_text("utf-8")
    assert said in html
    assert "<del>30</del>" in html
    assert "<ins>14</ins>" in html
    assert "our-dpa.html" in html
    assert cli("compare-signed", "northwind", "terms", "--home", settings.home).code == 3
    assert cli("compare-signed", "northwind", "dpa", "--home", settings.home, "--format", "csv").code == 2


def test_evidence_report_shows_the_signed_copy_and_not_as_a_public_document(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """One captured document; a chapter of its own on the signed one; the DOCX says the same."""
    cli("report", "northwind", "--home", settings.home, "--lang", "en", "-o", tmp_path / "n.html")
    html = (tmp_path / "n.html").read_text("utf-8")
    assert "1 captured" in html
    assert "The signed copy and the published text" in html
    done = cli("report", "northwind", "--home", settings.home, "--lang", "en", "--format", "docx", "-o", tmp_path / "n.docx")
    assert done.code == 0
    word = Document(io.BytesIO((tmp_path / "n.docx").read_bytes()))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert any(h.startswith("The signed copy") for h in headings)


@pytest.mark.parametrize("form", ["html", "docx", "csv", "xlsx"])
@pytest.mark.parametrize("command", [("matrix", "northwind"), ("register",), ("report", "--changes", "--since", "2026-01-01")])
def test_every_format_is_written(cli: Cli, settings: Settings, tmp_path: Path, command: tuple[str, ...], form: str) -> None:
    """A file that begins as its format begins."""
    path = tmp_path / f"out.{form}"
    done = cli(*command, "--home", settings.home, "--format", form, "-o", path)
    assert (done.code, done.out.strip()) == (0, str(path))
    begins = {"html": b"<!doctype html>", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "csv": b"\xef\xbb\xbf"}
    assert path.read_bytes().lstrip().startswith(begins[form])


def test_period_counts_only_its_days(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """The change of April is not in the report on January to March, and in that until its very day."""

    def written(since: str, until: str) -> str:
        path = tmp_path / "c.csv"
        span = ("--since", since, "--until", until)
        assert cli("report", "--changes", *span, "--home", settings.home, "--format", "csv", "-o", path).code == 0
        return path.read_text("utf-8-sig")

    assert len(written("2026-01-01", "2026-04-04").splitlines()) == 1
    assert "between 5 January and 5 April 2026" in written("2026-01-01", "2026-04-05")


def test_tables_are_shown_in_the_terminal(cli: Cli, settings: Settings) -> None:
    """The default of `matrix`; aspects with their values and sources."""
    done = cli("matrix", "--home", settings.home)
    assert done.code == 0
    assert "14 days [1]" in done.out


@pytest.mark.parametrize(
    "command",
    [
        ("report",),
        ("report", "northwind", "--since", "2026-01-01"),
        ("report", "--changes", "--since", "yesterday"),
        ("matrix", "northwnd"),
        ("pack", "northwnd"),
        ("pack", "4711"),
        ("pack", "northwind", "--checkpoint", "nowhere.txt"),
        ("verify", "nowhere.zip"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(cli: Cli, settings: Settings, command: tuple[str, ...]) -> None:
    """Exit 2 and one sentence, no traceback."""
    home = () if command[0] == "verify" else ("--home", settings.home)
    done = cli(*command, *home)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_empty_record_has_nothing_to_compare(cli: Cli, tmp_path: Path) -> None:
    """Exit 3: asked for, and there was nothing."""
    made = make_home(replace(Settings(home=tmp_path / "empty"), channels=()))
    assert cli("matrix", "--home", made.home).code == 3
    done = cli("report", "--changes", "--home", made.home, "--lang", "en", "-o", tmp_path / "quiet.html")
    assert done.code == 0
    assert "No change in substance was observed" in (tmp_path / "quiet.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "name"), [(("matrix",), "m.XLSX"), (("register",), "r.docx"), (("report", "northwind"), "n.docx")]
)
def test_ending_of_the_file_says_its_format(
    cli: Cli, settings: Settings, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    """A file that is called .docx is one, also without --format."""
    assert cli(*command, "--home", settings.home, "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes()[:2] == b"PK"


def test_ending_that_says_no_format_is_refused(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """HTML in a file called .odt helps nobody."""
    done = cli("report", "northwind", "--home", settings.home, "-o", tmp_path / "n.odt")
    assert done.code == 2
    assert ".docx" in done.err
    assert not (tmp_path / "n.odt").exists()


def test_report_is_made_after_the_signed_copy_was_erased(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """What was erased is not shown; all the rest is."""
    home = tmp_path / "home"
    shutil.copytree(settings.home, home)
    with opened(replace(settings, home=home)) as tools:
        capture = tools.record.versions("northwind/dpa@signed")[-1].capture
    assert cli("erase", capture, "--reason", "names of people", "--home", home).code == 0
    assert cli("report", "northwind", "--home", home, "-o", tmp_path / "n.html").code == 0
    assert cli("compare-signed", "northwind", "dpa", "--home", home).code == 3


def test_report_that_cannot_be_written_is_said(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """One sentence that names the file."""
    (tmp_path / "file").touch()
    done = cli("report", "northwind", "--home", settings.home, "-o", tmp_path / "file" / "n.html")
    assert (done.code, "n.html cannot be written" in done.err) == (2, True)
