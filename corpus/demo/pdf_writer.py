"""A tiny PDF writer for the demonstration: Helvetica text in lines, tables, headers, footers, bookmarks.

Standard library and pdfminer's font metrics only, and no clock: equal input gives equal bytes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from pdfminer.fontmetrics import FONT_METRICS

WIDTH, HEIGHT, MARGIN, TOP, BOTTOM = 595.0, 842.0, 72.0, 762.0, 84.0
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold"}


@dataclass
class Writer:
    """Lays lines out on A4 pages from top to bottom; sizes are in points."""

    title: str
    header: str
    footer: str
    pages: list[list[str]] = field(default_factory=list)
    bookmarks: list[tuple[str, int, float]] = field(default_factory=list)
    y: float = 0.0

    def heading(self, text: str, size: float) -> None:
        """A bold heading with a bookmark, never alone at the foot of a page."""
        self._room(size * 1.4 + 44)
        self.y -= 8
        self.bookmarks.append((text, len(self.pages) - 1, self.y + size))
        for line in wrap(text, "F2", size, WIDTH - 2 * MARGIN):
            self._line(line, MARGIN, "F2", size)
        self.y -= 3

    def paragraph(self, text: str, indent: float = 0.0, bullet: str = "") -> None:
        """Hard-wrapped text with space behind it."""
        for i, line in enumerate(wrap(text, "F1", 10, WIDTH - 2 * MARGIN - indent)):
            self._room(14)
            if bullet and i == 0:
                self._put(bullet, MARGIN + indent - 12, self.y - 11.5, "F1", 10)
            self._line(line, MARGIN + indent, "F1", 10)
        self.y -= 5

    def table(self, rows: list[list[str]]) -> None:
        """A ruled table; the first row is bold, rows are never split."""
        share = (WIDTH - 2 * MARGIN) / len(rows[0])
        for number, row in enumerate(rows):
            font = "F2" if number == 0 else "F1"
            cells = [wrap(cell, font, 9, share - 8) for cell in row]
            height = 12 * max(map(len, cells)) + 6
            self._room(height)
            for column, lines in enumerate(cells):
                x = MARGIN + column * share
                self.pages[-1].append(f"0.5 w {x:.1f} {self.y - height:.1f} {share:.1f} {height:.1f} re S")
                for i, line in enumerate(lines):
                    self._put(line, x + 4, self.y - 12 - 12 * i, font, 9)
            self.y -= height
        self.y -= 8

    def save(self) -> bytes:
        """The whole file."""
        for number, page in enumerate(self.pages, 1):
            foot = f"Page {number} of {len(self.pages)}"
            page += [_text(self.header, MARGIN, 798, "F1", 8), _text(self.footer, MARGIN, 40, "F1", 8)]
            page.append(_text(foot, WIDTH - MARGIN - width(foot, "F1", 8), 40, "F1", 8))
        return _file(self)

    def _room(self, need: float) -> None:
        if not self.pages or self.y - need < BOTTOM:
            self.pages.append([])
            self.y = TOP

    def _line(self, text: str, x: float, font: str, size: float) -> None:
        self.y -= size * 1.35
        self._put(text, x, self.y + 2, font, size)

    def _put(self, text: str, x: float, y: float, font: str, size: float) -> None:
        self.pages[-1].append(_text(text, x, y, font, size))


def width(text: str, font: str, size: float) -> float:
    """Width of a line in points."""
    widths = FONT_METRICS[FONTS[font]][1]
    return sum(widths.get(c, 556) for c in text) * size / 1000


def wrap(text: str, font: str, size: float, limit: float) -> list[str]:
    """Lines no wider than a limit, broken at spaces."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, font, size) > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _text(text: str, x: float, y: float, font: str, size: float) -> str:
    return f"BT /{font} {size:g} Tf {x:.1f} {y:.1f} Td ({_escaped(text)}) Tj ET"


def _file(writer: Writer) -> bytes:
    count = len(writer.pages)
    first_page, first_mark = 6, 6 + 2 * count
    marks = len(writer.bookmarks)
    kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R /PageMode /UseOutlines >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode() for name in FONTS.values()),
        f"<< /Type /Outlines /First {first_mark} 0 R /Last {first_mark + marks - 1} 0 R /Count {marks} >>".encode(),
    ]
    for number, page in enumerate(writer.pages):
        stream = zlib.compress("\n".join(page).encode("cp1252"), 9)
        resources = "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        box = f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents {first_page + 2 * number + 1} 0 R >>".encode())
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream")
    for i, (text, page, y) in enumerate(writer.bookmarks):
        before = f"/Prev {first_mark + i - 1} 0 R " if i else ""
        after = f"/Next {first_mark + i + 1} 0 R " if i + 1 < marks else ""
        target = f"/Dest [{first_page + 2 * page} 0 R /XYZ {MARGIN:g} {y:.0f} null]"
        objects.append(f"<< /Title ({_escaped(text)}) /Parent 5 0 R {before}{after}{target} >>".encode("cp1252"))
    objects.append(f"<< /Title ({_escaped(writer.title)}) >>".encode("cp1252"))
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
