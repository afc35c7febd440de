"""Bad input: one clear line that says what to do, exit codes as designed, nothing half-recorded."""

from __future__ import annotations

import io
import socket
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document as WordDocument

Cli = Callable[..., Any]


def home_with(tmp_path: Path, cli: Cli, documents: str, allow: str = "127.0.0.1") -> Path:
    """A home with one vendor whose documents are given as YAML lines."""
    home = tmp_path / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "vendors" / "acme.yml").write_text(f"name: Acme\ncountry: SE\ndocuments:\n{documents}", "utf-8")
    (home / "clausewatch.toml").write_text(
        'vendors = ["acme"]\nchannels = ["jsonl:alerts.jsonl"]\n'
        f'[fetch]\ninterval = 0.0\ntries = 1\ndeadline = 3.0\nallow = ["{allow}"]\n'
    )
    assert cli("init", "--home", home, "--lang", "en", "--country", "SE", "--role", "dpo").code == 0
    return home


def free_port() -> int:
    """A loopback port where nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def encrypted_pdf(path: Path) -> Path:
    """A PDF whose text asks for a password (standard security handler, written by hand)."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<"
        + b"28" * 32
        + b">/U<"
        + b"33" * 32
        + b">>>endobj\n"
    )
    trailer = b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\nstartxref\n0\n%%EOF\n"
    path.write_bytes(body + trailer)
    return path


def empty_pdf(path: Path) -> Path:
    """A page without any text, as a scan is to a reader of text."""
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(595, 842)
    pdf.save(path)
    return path


def empty_docx(path: Path) -> Path:
    """A Word file without a word."""
    WordDocument().save(str(path))
    return path


def test_missing_home_says_how_to_make_one(cli: Cli, tmp_path: Path) -> None:
    """Exit code 2 and `clausewatch init`, and no folder is made on the way."""
    done = cli("run", "--home", tmp_path / "nowhere")
    assert done.code == 2
    assert "clausewatch init" in done.err
    assert not (tmp_path / "nowhere").exists()


def test_unknown_vendor_names_the_nearest(cli: Cli, tmp_path: Path) -> None:
    """A typo in a vendor's name is answered with the name that was meant."""
    home = home_with(
        tmp_path, cli, "  terms:\n    kind: terms\n    lang: en\n    url: https://acme.example/terms\n    verified: never\n"
    )
    done = cli("run", "acmee", "--home", home)
    assert done.code == 2
    assert "acme" in done.err.splitlines()[1]


def test_unreachable_host_fails_the_source_and_ends_with_one(cli: Cli, tmp_path: Path) -> None:
    """Nobody listens: exit code 1, the attempt is recorded, no version exists."""
    url = f"http://127.0.0.1:{free_port()}/terms"
    home = home_with(tmp_path, cli, f"  terms:\n    kind: terms\n    lang: en\n    url: {url}\n    verified: never\n")
    done = cli("run", "--home", home)
    assert done.code == 1
    assert "failed" in done.out
    assert "unreachable" in cli("status", "--home", home).out


def test_typo_in_a_declaration_names_file_line_and_key(cli: Cli, tmp_path: Path) -> None:
    """`lint` prints every problem of every file at once."""
    folder = tmp_path / "mine"
    (folder / "vendors").mkdir(parents=True)
    (folder / "vendors" / "a.yml").write_text(
        "name: A\ncountry: SE\ndocuments:\n  terms:\n    kinds: terms\n    url: https://a.example/t\n"
    )
    (folder / "vendors" / "b.yml").write_text("nam: B\ncountry: SE\ndocuments: {}\n")
    done = cli("lint", folder)
    assert done.code == 2
    assert "a.yml:5" in done.err
    assert "kind" in done.err
    assert "b.yml:1" in done.err


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("broken.pdf", lambda p: p.write_bytes(b"%PDF-1.7\nnothing of a PDF follows") and p, "PDF"),
        ("locked.pdf", encrypted_pdf, "PDF"),
        ("scan.pdf", empty_pdf, "text"),
        ("empty.docx", empty_docx, "no text"),
        ("gone.md", lambda p: p, "Check the path"),
    ],
)
def test_unreadable_file_is_named_and_the_others_are_done(
    cli: Cli, tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    """One line on stderr says what is wrong with which file; the good file is searched all the same."""
    make(tmp_path / name)
    good = tmp_path / "good.md"
    good.write_text("# Terms\n\nThese terms are governed by the laws of Sweden, without regard to conflict of law rules.\n")
    done = cli("detect", tmp_path / name, good, "--format", "jsonl")
    assert done.code == 1
    assert name in done.err
    assert said.casefold() in done.err.casefold()
    assert "governing_law" in done.out


def test_zip_that_is_no_word_file_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A DOCX by name only is named as such, without a stack trace."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("hello.txt", "hello")
    (tmp_path / "odd.docx").write_bytes(buffer.getvalue())
    done = cli("detect", tmp_path / "odd.docx")
    assert done.code == 1
    assert "Traceback" not in done.err


def test_wrong_encoding_is_read_right(cli: Cli, tmp_path: Path) -> None:
    """A page that lies about its charset is read by its bytes."""
    page = "<html><head><meta charset='utf-8'></head><body><main><h1>Villkor</h1>" + (
        "<p>Svensk lag ska tillämpas på detta avtal. Tvister avgörs av Stockholms tingsrätt. Underbiträden får anlitas "
        "först efter föregående godkännande från den personuppgiftsansvarige.</p>" * 5
    )
    (tmp_path / "villkor.html").write_bytes((page + "</main></body></html>").encode("cp1252"))
    done = cli("parse", tmp_path / "villkor.html", "--format", "text")
    assert "ska tillämpas på detta" in done.out


def test_unknown_language_is_said_and_not_searched_as_english(cli: Cli, tmp_path: Path) -> None:
    """A Finnish text gives no findings and no error."""
    (tmp_path / "ehdot.md").write_text(
        "# Käyttöehdot\n\n" + "Näihin ehtoihin sovelletaan Suomen lakia ja riidat ratkaistaan Helsingin käräjäoikeudessa. " * 8
    )
    done = cli("detect", tmp_path / "ehdot.md", "--format", "jsonl")
    assert (done.code, done.out) == (0, "")
    assert "fi" in done.err


def test_locked_record_is_said_in_one_line(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer holds the record: exit code 1 after the time-out, nothing half-recorded."""
    home = home_with(
        tmp_path,
        cli,
        f"  terms:\n    kind: terms\n    lang: en\n    url: http://127.0.0.1:{free_port()}/t\n    verified: never\n",
    )
    monkeypatch.setenv("CLAUSEWATCH_RECORD", f"sqlite:///{home / 'record.sqlite'}?timeout=0.2")
    other = sqlite3.connect(home / "record.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        done = cli("run", "--home", home)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert done.code == 1
    assert "locked" in done.err
    assert cli("verify", "--home", home).code == 0


def test_nothing_recorded_is_three(cli: Cli, tmp_path: Path) -> None:
    """Asking for changes of an empty record is no error and no success."""
    home = home_with(
        tmp_path, cli, "  terms:\n    kind: terms\n    lang: en\n    url: https://acme.example/terms\n    verified: never\n"
    )
    assert cli("changes", "--home", home).code == 3
    assert cli("subprocessors", "--home", home).code == 3


def test_second_init_leaves_the_first_alone(cli: Cli, tmp_path: Path) -> None:
    """A record is never made twice in one home."""
    home = home_with(
        tmp_path, cli, "  terms:\n    kind: terms\n    lang: en\n    url: https://acme.example/terms\n    verified: never\n"
    )
    key = next((home / "keys").iterdir()).read_bytes()
    assert cli("init", "--home", home, "--lang", "sv").code == 2
    assert next((home / "keys").iterdir()).read_bytes() == key
