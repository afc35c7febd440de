"""Small real files of our own: PDF, DOCX and XLSX made from plain descriptions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

import openpyxl

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Text(NamedTuple):
    """A line on a PDF page: place in points (y upwards), words, size, bold."""

    x: float
    y: float
    words: str
    size: float = 11
    bold: bool = False


def pdf(pages: Sequence[Sequence[Text]], drawing: str = "", trailer: str = "", outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF with the standard fonts; `drawing` is added to every page, `outline` holds (title, page index)."""
    objects: list[bytes] = [b"", b"", _font("Helvetica"), _font("Helvetica-Bold")]
    kids = []
    for page in pages:
        stream = "".join(_shown(t) for t in page) + drawing
        data = stream.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % k for k in kids), len(kids))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % _outline(objects, kids, outline)
    return _file(objects, trailer)


def _font(name: str) -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name.encode()


def _shown(text: Text) -> str:
    words = text.words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{2 if text.bold else 1} {text.size} Tf {text.x} {text.y} Td ({words}) Tj ET\n"


def _outline(objects: list[bytes], kids: Sequence[int], outline: Sequence[tuple[str, int]]) -> bytes:
    if not outline:
        return b""
    root = len(objects) + 1
    first, last = root + 1, root + len(outline)
    objects.append(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(outline)))
    for n, (title, page) in enumerate(outline):
        links = (b" /Prev %d 0 R" % (first + n - 1) if n else b"") + (
            b" /Next %d 0 R" % (first + n + 1) if first + n < last else b""
        )
        objects.append(
            b"<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit]%s >>" % (title.encode("cp1252"), root, kids[page], links)
        )
    return b"/Outlines %d 0 R" % root


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)
    return bytes(out)


def column(lines: Sequence[str], x: float = 72, top: float = 740, leading: float = 14) -> list[Text]:
    """Lines below each other."""
    return [Text(x, top - n * leading, words) for n, words in enumerate(lines)]


def docx(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A DOCX whose document body is the given XML; `parts` adds or replaces parts."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    )
    files = {"[Content_Types].xml": "<Types/>", "word/document.xml": document} | (parts or {})
    return packed(files)


def packed(files: dict[str, str]) -> bytes:
    """A zip of text parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


def para(text: str, style: str = "", number: tuple[int, int] | None = None, bold: bool = False) -> str:
    """A DOCX paragraph; `number` is list id and level."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="Rubrik1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Rubrik1"/></w:style>
<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>"""


def xlsx(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with rows by sheet name."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
