"""F36: PDFs that are broken, locked, scanned, endless or mute end in a typed outcome, within the limits."""

from __future__ import annotations

import pytest

import parsekit as kit
from clausewatch.errors import ParseError
from clausewatch.parse.reader import Hints, parse
from clausewatch.parse.sandbox import ParseLimits, Pool
from parsekit import Text, column

LAW = "The supplier may amend this agreement with thirty days notice to the customer."
LOCKED = "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"


def reason(body: bytes) -> str:
    with pytest.raises(ParseError) as error:
        parse(body, Hints(content_type="application/pdf"))
    assert error.value.hint
    return error.value.reason


def test_f36_encrypted_pdf_says_what_to_do() -> None:
    assert reason(kit.pdf([column([LAW])], trailer=LOCKED)) == "encrypted"


def test_f36_cut_and_garbage_pdfs_are_broken() -> None:
    whole = kit.pdf([column([LAW])])
    assert reason(b"%PDF-1.7\n" + b"\x00garbage" * 100) == "broken"
    assert reason(whole[: len(whole) // 3]) in ("broken", "scanned")


def test_f36_scanned_pdf_holds_pictures_of_text() -> None:
    assert reason(kit.pdf([[], []], drawing="72 72 400 600 re f\n")) == "scanned"


def test_f36_fonts_without_letters_are_unreadable() -> None:
    shifted = "".join(chr(ord(c) - 29) if c.isalpha() else c for c in LAW.lower())
    assert reason(kit.pdf([column([shifted] * 12)])) == "unreadable"


def test_f36_scripts_and_attachments_are_not_looked_at() -> None:
    body = kit.pdf([column([LAW])]).replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    )
    assert parse(body).text == LAW


def test_f36_five_thousand_pages_are_cut_and_said_to_be() -> None:
    document = parse(kit.pdf([[Text(72, 700, f"{LAW} {n}")] for n in range(2100)]))
    assert not document.complete
    assert "first 2000 of 2100" in document.notes[0]


def test_f36_child_ends_within_its_limits() -> None:
    with Pool(ParseLimits(cpu_seconds=1, wall_seconds=30)) as pool:
        with pytest.raises(ParseError) as error:
            pool.parse(kit.pdf([column([LAW] * 50)] * 1900))
        assert error.value.reason == "limits"
        assert pool.parse(kit.pdf([column([LAW])])).text == LAW
