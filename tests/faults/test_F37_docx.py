"""F37: hostile DOCX packages are refused or read safely; nothing is fetched."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

import parsekit as kit
from clausewatch.errors import ParseError
from clausewatch.parse.package import OLE
from clausewatch.parse.reader import Hints, parse
from parsekit import para

HINTS = Hints(filename="a.docx")


def reason(body: bytes) -> str:
    with pytest.raises(ParseError) as error:
        parse(body, HINTS)
    assert error.value.hint
    return error.value.reason


def test_f37_zip_bomb_is_not_unpacked() -> None:
    assert reason(kit.docx(para("x" * 5_000_000))) == "limits"
    assert reason(kit.packed({f"part{n}": "" for n in range(6000)})) == "limits"


def test_f37_document_type_and_entities_are_refused() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    document = evil + f'<w:document xmlns:w="{kit.W}"><w:body>{para("&e;")}</w:body></w:document>'
    assert reason(kit.docx("", {"word/document.xml": document})) == "unsafe"


def test_f37_external_relationships_and_macros_are_left_alone() -> None:
    office = "http://schemas.openxmlformats.org"
    relations = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" TargetMode="External" '
        f'Type="{office}/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:9/x"/></Relationships>'
    )
    document = parse(
        kit.docx(para("The fee is ten euro."), {"word/_rels/document.xml.rels": relations, "word/vbaProject.bin": "x"}), HINTS
    )
    assert document.text == "The fee is ten euro."
    assert any("macros" in n for n in document.notes)


def test_f37_doubled_broken_and_encrypted_packages_are_typed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/document.xml", "<b/>")
    assert reason(out.getvalue()) == "broken"
    assert reason(b"PK\x03\x04" + b"x" * 100) == "broken"
    assert reason(OLE + b"x" * 600) == "encrypted"
    assert reason(kit.packed({"word/other.xml": "<a/>"})) == "broken"


def test_f37_empty_document_is_an_error() -> None:
    assert reason(kit.docx(para(""))) == "empty"


def test_f37_tracked_changes_keep_insertions() -> None:
    body = "<w:p><w:del><w:r><w:delText>ten</w:delText></w:r></w:del><w:ins><w:r><w:t>Twelve euro.</w:t></w:r></w:ins></w:p>"
    assert parse(kit.docx(body), HINTS).text == "Twelve euro."


def test_f37_deeply_nested_tables_end() -> None:
    inner = para("The fee is ten euro.")
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert parse(kit.docx(inner), HINTS).text == "The fee is ten euro."
