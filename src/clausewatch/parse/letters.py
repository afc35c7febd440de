"""The letters of single PDF pages as pdfminer reads them: the second reader, without its layout analysis."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from itertools import islice

from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser


class _EnoughError(Exception):
    """As many letters as were asked for have been read."""


class _Letters(PDFTextDevice):
    """Notes the letters that a page draws, in the order of drawing, until there are enough."""

    def __init__(self, manager: PDFResourceManager, most: int) -> None:
        super().__init__(manager)
        self.found: list[str] = []
        self._most = most

    def render_string(self, textstate: PDFTextState, seq: PDFTextSeq, *_: object) -> None:
        font = textstate.font
        for part in seq:
            if isinstance(part, bytes) and font is not None:
                self.found.extend(_drawn(font, part))
        if len(self.found) >= self._most:
            raise _EnoughError


def _drawn(font: PDFFont, codes: bytes) -> Iterator[str]:
    for code in font.decode(codes):
        try:
            yield font.to_unichr(code)
        except PDFUnicodeNotDefined:
            yield "\ufffd"


def of_page(body: bytes, index: int, most: int) -> str:
    """The first letters of the page with this index (0: first), about `most` of them."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    manager = PDFResourceManager()
    device = _Letters(manager, most)
    pages = PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(body))))
    with contextlib.suppress(_EnoughError):
        for page in islice(pages, index, index + 1):
            PDFPageInterpreter(manager, device).process_page(page)
    return "".join(device.found)
