"""PDF to blocks with pdfium; tables and a second opinion come from pdfplumber and pdfminer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium

from clausewatch.errors import ParseError
from clausewatch.parse import language, ocr, pdfaligned, pdfblocks, pdftables
from clausewatch.parse.blocks import Block, Content
from clausewatch.parse.pdflines import RULED, Line, PageText, without_frame
from clausewatch.parse.pdflines import read as read_page

MAX_PAGES = 2000
MAX_TABLE_PAGES = 60
_LETTERS_A_PAGE = 25
_SAMPLE_CHARS = 400
_SECOND_CHARS = 1500
_STRANGE = re.compile("[\ufffd\ufffe\ue000-\uf8ff\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f]")


def read(body: bytes, lang: str = "") -> Content:
    """Blocks of a PDF; offsets are characters of pdfium's text of `page N`.

    Raises:
        ParseError: encrypted, broken, scanned, or with fonts that do not tell their letters.
    """
    document = _opened(body)
    try:
        count = len(document)
        pages = [_page(document, n) for n in range(min(count, MAX_PAGES))]
        bookmarks = {pdfblocks.bookmark_key(title): level for title, level in _bookmarks(document)}
        title = " ".join((document.get_metadata_value("Title") or "").split())
        if (lacking := _lacking(pages)) is not None:
            return ocr.read(document, lang, lacking)
    except pdfium.PdfiumError as e:
        raise ParseError("broken", f"The PDF cannot be read: {e}.", "Fetch it again, or hand in a sound copy.") from e
    finally:
        document.close()
    _readable(pages)
    tables, seconds = pdftables.find(body, [p for p in pages if p.rulings >= RULED][:MAX_TABLE_PAGES])
    blocks = _blocks(pages, tables, bookmarks)
    notes = [f"Only the first {MAX_PAGES} of {count} pages were read."] if count > MAX_PAGES else []
    notes.append(_opinion(body, pages, seconds))
    return Content(blocks, title=_sound_title(title, blocks), format="pdf", notes=tuple(notes), complete=count <= MAX_PAGES)


def _opened(body: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as e:
        if "password" in str(e).lower() or "security" in str(e).lower():
            raise ParseError("encrypted", "The PDF is protected by a password.", "Hand in a copy without password.") from e
        raise ParseError("broken", f"The PDF is damaged: {e}.", "Fetch it again, or hand in a sound copy.") from e


def _page(document: pdfium.PdfDocument, index: int) -> PageText:
    page = document[index]
    try:
        return read_page(page, index + 1)
    finally:
        page.close()


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[tuple[str, int]]:
    for n, item in enumerate(document.get_toc(max_depth=6)):
        title = item.get_title()
        if n < 2000 and title and len(title) <= 200:
            yield title, item.level + 1


def _lacking(pages: Sequence[PageText]) -> str | None:
    """What a scanned PDF lacks; None where there is text."""
    letters = sum(c.isalpha() for p in pages for c in p.text)
    if letters >= min(_LETTERS_A_PAGE * len(pages), 2000):
        return None
    return f"{letters} letters on {len(pages)} page(s): the PDF holds pictures of text."


def _readable(pages: Sequence[PageText]) -> None:
    """The gate: a PDF whose text is no language is not a document."""
    text = "\n".join(p.text for p in pages)
    letters = sum(map(str.isalpha, text))
    spoken = language.detected(text[:40_000])[0] or language.detected(text[-20_000:])[0]
    if len(_STRANGE.findall(text)) > 0.1 * len(text) or (letters >= 400 and not spoken):
        raise ParseError(
            "unreadable", "The PDF's fonts do not tell which letters they draw.", "Hand in another copy, or one with OCR."
        )


def _blocks(pages: Sequence[PageText], tables: dict[int, list[pdftables.PageTable]], bookmarks: dict[str, int]) -> list[Block]:
    kept = without_frame(pages)
    kind = pdfblocks.measured(kept)
    blocks: list[Block] = []
    running: list[Line] = []
    pending: list[pdftables.PageTable] = []
    for page, lines in zip(pages, kept, strict=True):
        here = _tables_of(page, lines, tables.get(page.number, ()))
        for line in lines:
            table = next((t for t in here if t.holds(line)), None)
            if table is None:
                blocks.extend(pdftables.joined(pending))
                pending = []
                running.append(line)
            elif not pending or pending[-1] is not table:
                blocks.extend(pdfblocks.passages(running, kind, bookmarks))
                running = []
                if table not in pending:
                    pending.append(table)
    blocks.extend(pdftables.joined(pending))
    blocks.extend(pdfblocks.passages(running, kind, bookmarks))
    return blocks


def _tables_of(page: PageText, lines: Sequence[Line], ruled: Sequence[pdftables.PageTable]) -> list[pdftables.PageTable]:
    """Ruled tables, and those of the other lines that stand in columns; from top to bottom."""
    free = [line for line in lines if line.parts and not any(t.holds(line) for t in ruled)]
    return sorted([*ruled, *pdfaligned.find(free, page)], key=lambda t: t.top)


def _second_opinion(body: bytes, pages: Sequence[PageText], seconds: dict[int, str]) -> str:
    """How alike pdfium and pdfminer read a sample of pages, by five-letter strings.

    Pages that were read for their tables are the sample; without any, the page of some length that draws least.
    """
    if seconds:
        alike = [_overlap(pages[n - 1].text, text) for n, text in seconds.items()]
    else:
        from clausewatch.parse import letters

        page = min(pages, key=lambda p: (len(p.text) < _SAMPLE_CHARS, len(p.text) + p.drawn))
        text = letters.of_page(body, page.number - 1, _SECOND_CHARS)
        alike = [_overlap(page.text, text, len(page.text) > _SECOND_CHARS)]
    return f"Two readers agree on {sum(alike) / len(alike):.0%} of the letters of {len(alike)} page(s) of {len(pages)}."


def _opinion(body: bytes, pages: Sequence[PageText], seconds: dict[int, str]) -> str:
    """The second opinion, or that there is none: a file that pdfium reads may be too broken for pdfminer."""
    try:
        return _second_opinion(body, pages, seconds)
    except pdftables.faults() as e:
        return f"The second reader could not read it ({type(e).__name__})."


def _overlap(text: str, other: str, part: bool = False) -> float:
    """Share of common strings; of the other reader's alone where it has read a part."""
    first, second = _strings(text), _strings(other)
    most = sum(second.values()) if part else max(sum(first.values()), sum(second.values()))
    return sum((first & second).values()) / most if most else 1.0


def _strings(text: str) -> Counter[str]:
    letters = "".join(c for c in text if c.isalnum())
    return Counter(letters[n : n + 5] for n in range(len(letters) - 4))


def _sound_title(title: str, blocks: Sequence[Block]) -> str:
    if title and not title.lower().endswith((".doc", ".docx", ".indd")) and "microsoft word" not in title.lower():
        return title
    return next((" ".join(p.text.strip() for p in b.cells[0]) for b in blocks if b.kind == "heading"), title)
