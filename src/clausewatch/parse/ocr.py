"""Scanned PDFs read by Debian's tesseract: pages drawn by pdfium, one process per page, every passage marked `ocr`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import pypdfium2 as pdfium

from clausewatch.errors import ParseError
from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Content, Piece, words_of
from clausewatch.parse.headings import is_title

MAX_PAGES = 20
_SCALE = 300 / 72
_SECONDS = 60
_LANGUAGES = {"en": "eng", "sv": "swe", "de": "deu", "fr": "fra"}
_LEAST = 25
_HINT = (
    "Install tesseract (Debian: apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-deu tesseract-ocr-fra), "
    "or hand in a copy with text."
)


class _Word(NamedTuple):
    """A word with the paragraph and line that it stands in and how sure the reader is (percent)."""

    paragraph: tuple[str, str]
    line: str
    text: str
    sure: float


@dataclass(frozen=True, slots=True)
class _Engine:
    program: str
    languages: str


def read(document: pdfium.PdfDocument, lang: str, why: str) -> Content:
    """Blocks of a PDF that holds pictures of text; offsets are characters of what was recognised on `page N (ocr)`.

    `lang` is the declared language (empty: all installed are tried), `why` says what the PDF lacks.

    Raises:
        ParseError: `scanned` where tesseract is missing or recognises nothing, `limits` where it takes too long.
    """
    engine = _engine(lang, why)
    count = len(document)
    pages = [_page(engine, document, n) for n in range(min(count, MAX_PAGES))]
    words = [word for page in pages for word in page]
    if sum(len(w.text) for w in words) < _LEAST:
        raise ParseError("scanned", f"{why} Nothing was recognised in them.", "Hand in a copy with text.")
    blocks = [block for n, page in enumerate(pages, 1) for block in _blocks(page, n)]
    return Content(blocks, title=_title(blocks), format="pdf", notes=_notes(engine, words, count), complete=count <= MAX_PAGES)


def _title(blocks: Sequence[Block]) -> str:
    first = words_of(blocks[0].cells[0])
    return first if is_title(first) else ""


def _notes(engine: _Engine, words: Sequence[_Word], count: int) -> tuple[str, ...]:
    sure = sum(w.sure for w in words) / len(words)
    told = f"Recognised by tesseract ({engine.languages}), {sure:.0f}% sure of its words: check quotes against the page."
    cut = f"Only the first {MAX_PAGES} of {count} scanned pages were read."
    return (told, cut) if count > MAX_PAGES else (told,)


def _engine(lang: str, why: str) -> _Engine:
    program = shutil.which("tesseract")
    if program is None:
        raise ParseError("scanned", why, _HINT)
    listed = _run([program, "--list-langs"], b"").split()
    wanted = [_LANGUAGES[lang]] if lang in _LANGUAGES else list(_LANGUAGES.values())
    installed = [name for name in wanted if name in listed]
    if not installed:
        raise ParseError("scanned", f"{why} Tesseract does not know {' or '.join(wanted)}.", _HINT)
    return _Engine(program, "+".join(installed))


def _page(engine: _Engine, document: pdfium.PdfDocument, index: int) -> list[_Word]:
    page = document[index]
    try:
        picture = _grey(page)
    finally:
        page.close()
    told = _run([engine.program, "stdin", "stdout", "-l", engine.languages, "--dpi", "300", "tsv"], picture)
    return list(_words(told))


def _grey(page: pdfium.PdfPage) -> bytes:
    """The page as a portable grey map, at 300 dots an inch."""
    bitmap = page.render(scale=_SCALE, grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = [rows[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height)]
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _run(command: Sequence[str], given: bytes) -> str:
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_SECONDS, env=environment, check=True)  # noqa: S603 - a fixed program, the picture on its input
    except subprocess.TimeoutExpired as e:
        raise ParseError("limits", f"Recognising a page took longer than {_SECONDS} s.", "Hand in a copy with text.") from e
    except subprocess.CalledProcessError as e:
        said = e.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit code {e.returncode}"]
        raise ParseError("failed", f"Tesseract broke down: {said[0][:200]}", "Hand in a copy with text.") from e
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> Iterator[_Word]:
    """Words of tesseract's table: level, page, block, paragraph, line, word, box, confidence, text."""
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            yield _Word((cells[2], cells[3]), cells[4], cells[11], float(cells[10]))


def _blocks(words: Sequence[_Word], page: int) -> Iterator[Block]:
    at = 0
    for _, group in groupby(words, key=lambda w: w.paragraph):
        pieces = []
        for text in _lines(list(group)):
            pieces.append(Piece(text, at, at + len(text), part=f"page {page} (ocr)"))
            at += len(text)
        yield Block(PassageKind.PARAGRAPH, [pieces], marks=("ocr",))


def _lines(words: Sequence[_Word]) -> list[str]:
    """Lines of a paragraph, ready to be joined: a hyphen before a small letter goes."""
    lines = [" ".join(w.text for w in line) for _, line in groupby(words, key=lambda w: w.line)]
    for n, line in enumerate(lines[:-1]):
        broken = line[-1] == "-" and line[-2:-1].isalpha() and lines[n + 1][:1].islower()
        lines[n] = line[:-1] if broken else line + " "
    return lines
