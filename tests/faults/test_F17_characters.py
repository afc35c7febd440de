"""F17: whatever the labels say about bytes and characters, the text is right."""

from __future__ import annotations

import codecs

import pytest

import parsekit as kit
from clausewatch.parse.reader import Hints, parse

WORDS = "Användaren ansvarar för lösenordet – även på språkrören “å”"
PAGE = "<html><head>{}</head><body><main><p>{}</p></main></body></html>"


@pytest.mark.parametrize(
    ("encoding", "content_type", "meta"),
    [
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "", "<meta charset='latin1'>"),
        ("cp1252", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>"),
        ("cp1252", "text/html; charset=utf-8", ""),
        ("cp1252", "text/html; charset=no-such-thing", ""),
        ("cp1252", "", ""),
    ],
)
def test_f17_missing_wrong_and_lying_charsets_give_the_right_text(encoding: str, content_type: str, meta: str) -> None:
    body = PAGE.format(meta, WORDS).encode(encoding)
    document = parse(body, Hints(content_type=content_type))
    assert document.text == WORDS
    [run] = document.runs
    assert body[run.source_start : run.source_end].decode(encoding) == WORDS


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("Villkor på svenska", ""),
        ("Priset står på fakturan, så även på påminnelsen.", "sv"),
        ("Käyttöehtoja sovelletaan kaikkiin tilauksiin. Hinnat näkyvät hinnastossa; päivitykset ilmoitetaan.", "fi"),
        ("Prisen på tjenesten står på fakturaen. Kunden får besked før ændringer.", "da"),
        ("Für dieses Abkommen gilt österreichisches Recht; ausschließlicher Gerichtsstand ist München.", ""),
        ("Les présentes conditions générales sont régies par le droit français ; où que réside l’abonné.", ""),
        ("La ley española regirá este contrato; la jurisdicción será la de Málaga.", ""),
    ],
)
def test_f17_western_languages_without_charset_are_never_taken_for_their_neighbours(words: str, lang: str) -> None:
    """Statistics alone read "pĺ svenska" here (windows-1250)."""
    assert parse(PAGE.format("", words).encode("cp1252"), Hints(content_type="text/html", lang=lang)).text == words


@pytest.mark.parametrize(
    ("words", "encoding", "lang"),
    [
        (
            "Umowa podlega prawu polskiemu. Zmiany nie będą wprowadzane bez zgody, a klient może się od umowy odstąpić.",
            "cp1250",
            "",
        ),
        ("Tato smlouva se řídí českým právem. Změny budou oznámeny předem.", "cp1250", "cs"),
        ("Šiai sutarčiai taikoma Lietuvos teisė; ginčai sprendžiami Vilniuje.", "cp1257", "lt"),
        ("Настоящее соглашение регулируется правом страны поставщика услуг.", "cp1251", ""),
    ],
)
def test_f17_other_alphabets_are_read_by_language_or_statistics(words: str, encoding: str, lang: str) -> None:
    assert parse(PAGE.format("", words).encode(encoding), Hints(content_type="text/html", lang=lang)).text == words


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_f17_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str) -> None:
    body = mark + PAGE.format("", WORDS).encode(encoding)
    document = parse(body, Hints(content_type="text/html; charset=latin1"))
    assert document.text == WORDS
    [run] = document.runs
    assert body[run.source_start : run.source_end].decode(encoding) == WORDS


def test_f17_few_broken_bytes_do_not_spoil_utf8() -> None:
    body = PAGE.format("", WORDS * 20 + "!").encode().replace(b"!", b"\xff!")
    document = parse(body)
    assert WORDS in document.text


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", ""])
def test_f17_pdf_and_docx_are_known_by_their_bytes(content_type: str) -> None:
    line = "The supplier may amend this agreement."
    hints = Hints(content_type=content_type, url="https://f.example/terms")
    assert parse(kit.pdf([kit.column([line])]), hints).format == "pdf"
    assert parse(kit.docx(kit.para(line)), hints).format == "docx"


def test_f17_page_labelled_as_plain_text_is_read_as_a_page() -> None:
    document = parse(PAGE.format("", WORDS).encode(), Hints(content_type="text/plain", filename="terms.txt.html"))
    assert document.format == "html"


def test_f17_fragment_without_html_is_a_page_with_and_without_label() -> None:
    for hints in (Hints(content_type="text/html"), Hints(content_type="text/plain"), Hints(url="https://f.example/terms")):
        document = parse(b"<main><p>We may change &amp; end.</p></main>", hints)
        assert (document.format, document.text) == ("html", "We may change & end.")
