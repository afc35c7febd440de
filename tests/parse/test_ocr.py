"""Scanned PDFs: pictures of our own text are read by tesseract, marked, and said to be."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest

import parsekit as kit
from clausewatch.errors import ParseError
from clausewatch.model import Document
from clausewatch.parse.reader import Hints, parse
from clausewatch.parse.sandbox import ParseLimits, Pool
from parsekit import Text

SWEDISH = ["8. Ändringar", "8.1 Leverantören får ändra villkoren med trettio dagars varsel.", "8.2 Svensk lag gäller."]
WORDS = {
    "en": ["9.5 The supplier may amend this agreement with", "thirty days notice to the customer."],
    "sv": SWEDISH[1:],
    "de": ["3. Der Anbieter darf die Bedingungen ändern.", "Maßgeblich ist das Recht am Sitz des Käufers."],
    "fr": ["Article 4 Le droit français est applicable.", "Le client doit être informé à l’avance."],
}


def scanned(lines: list[str], pages: int = 1) -> bytes:
    """A PDF whose pages are pictures of these lines."""
    drawn = pdfium.PdfDocument(kit.pdf([[Text(72, 740 - 40 * n, line, 14) for n, line in enumerate(lines)]]))
    picture = drawn[0].render(scale=200 / 72)
    made = pdfium.PdfDocument.new()
    for _ in range(pages):
        page = made.new_page(595, 842)
        image = pdfium.PdfImage.new(made)
        image.set_bitmap(picture)
        image.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page.insert_obj(image)
        page.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(body: bytes, lang: str = "") -> Document:
    return parse(body, Hints(content_type="application/pdf", lang=lang))


@pytest.mark.parametrize("lang", sorted(WORDS))
def test_scanned_page_is_read_in_its_language(lang: str) -> None:
    document = read(scanned(WORDS[lang]), lang)
    shown = " ".join(document.text.split()).replace("'", "’")
    assert shown == " ".join(WORDS[lang])
    assert all(p.marks[0] == "ocr" for p in document.passages)
    assert "tesseract" in document.notes[0]


def test_recognised_clauses_are_cited_by_number_and_page() -> None:
    document = read(scanned(SWEDISH, pages=2), "sv")
    found = document.text.index("Svensk lag")
    passage = next(p for p in document.passages if p.start <= found < p.end)
    assert document.section_label(passage.section).startswith("8.2")
    assert {r.part for r in document.runs} == {"page 1 (ocr)", "page 2 (ocr)"}


def test_scan_is_read_in_a_child_within_its_limits() -> None:
    body = scanned(WORDS["en"])
    with Pool(ParseLimits()) as pool:
        assert "thirty days" in pool.parse(body, Hints(lang="en")).text


def test_without_tesseract_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    body = scanned(WORDS["en"])
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ParseError) as error:
        read(body)
    assert error.value.reason == "scanned"
    assert "tesseract-ocr" in error.value.hint


def test_long_scan_is_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewatch.parse.ocr.MAX_PAGES", 1)
    document = read(scanned(WORDS["en"], pages=2), "en")
    assert not document.complete
    assert "first 1 of 2" in document.notes[1]
