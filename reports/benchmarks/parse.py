"""How fast documents are read, beside the floor, and which words a second reader finds that we do not.

    python reports/benchmarks/parse.py RAW_FOLDER [PUBLIC_FOLDER] [--limit N]

Speed in pages (HTML, PDF) or documents (DOCX) per CPU second of this process, the best of three readings of
each document, with the garbage collector set as in the child processes that read; the floor is lxml's own parse of
the same pages in the same run, since machines differ and are shared. PDFs are split into those with tables read
by ruling lines and those without. Loss: words that a second, independent reader finds and the document lacks,
as a share of its words: selectolax in the same main part for HTML, pdfminer for PDF, the XML's text nodes for
DOCX, the source without marks for the rest. For HTML without a main part the loss is that against the largest
`article`; pages with neither are not counted, since what is frame there is a judgement.
"""

from __future__ import annotations

import argparse
import gc
import html as entities
import io
import re
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from clausewatch.errors import ParseError
from clausewatch.model import Document, PassageKind
from clausewatch.parse import html, sniff
from clausewatch.parse.child import GC
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse
from clausewatch.parse.repair import repaired

_WORD = re.compile(r"[^\W_]+")
_FRAME = "script, style, noscript, template, svg, nav, header, footer, aside, form, button, select, textarea, iframe, dialog"
_TAGS = re.compile(r"<[^<>]*>|\]\([^()\s]*\)|\{[^{}]*\}|^(?:---.*?---)", re.DOTALL)


def words(text: str) -> Counter[str]:
    """Words of a text with their counts, invisible characters mended."""
    return Counter(_WORD.findall(repaired(text).casefold()))


def second_html(body: bytes) -> Counter[str] | None:
    """Words of the main part as selectolax reads it, without frame tags and hidden parts."""
    source, _ = sniff.decoded(body, Hints())
    tree = LexborHTMLParser(source)
    for node in tree.css(f"{_FRAME}, [hidden], [aria-hidden='true']"):
        node.decompose()
    parts = tree.css("main, [role='main']") or tree.css("article")
    texts = [part.text(separator=" ") for part in parts]
    longest = max(texts, key=len, default="")
    return words(longest) if len(longest) > 1000 else None


def second_pdf(body: bytes) -> Counter[str]:
    """Words as pdfminer reads them; lines that stand on two fifths of the pages are frame to both readers."""
    from pdfminer.high_level import extract_text

    pages = [page.splitlines() for page in extract_text(io.BytesIO(body), maxpages=20).split("\f")]
    often = Counter(key for page in pages for key in {_frame_key(line) for line in page})
    least = max(2, 0.4 * (len(pages) - 1))
    return words("\n".join(line for page in pages for line in page if often[_frame_key(line)] < least))


def _frame_key(line: str) -> str:
    return re.sub(r"\d+", "#", "".join(line.split()).casefold())


def second_docx(body: bytes) -> Counter[str]:
    """Words of the text nodes of the main part, paragraph by paragraph."""
    xml = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    paragraphs = re.split(r"</w:p>|<w:(?:tab|br)\b[^>]*>", xml)
    return words("\n".join(entities.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", p))) for p in paragraphs))


def second_text(body: bytes) -> Counter[str]:
    """Words of the source without tags, link targets and braces."""
    return words(entities.unescape(_TAGS.sub(" ", body.decode("utf-8", "replace"))))


_SECOND: dict[str, Callable[[bytes], Counter[str] | None]] = {"html": second_html, "pdf": second_pdf, "docx": second_docx}


def lost(document: Document, body: bytes) -> tuple[int, int]:
    """Words that the second reader found, and those of them that the document lacks."""
    wanted = _SECOND.get(document.format, second_text)(body)
    if not wanted:
        return 0, 0
    whole = "".join(document.text.split()).casefold()
    missing = wanted - words(document.text)
    torn = sum(n for word, n in missing.items() if len(word) > 3 and word in whole and word not in words(document.text))
    return wanted.total(), missing.total() - torn


def clocked(bodies: Sequence[bytes], read: Callable[[bytes], object], times: int = 3) -> float:
    """CPU seconds for reading all, each at its best of some times: the machine may be shared."""
    return sum(min(_once(body, read) for _ in range(times)) for body in bodies)


def _once(body: bytes, read: Callable[[bytes], object]) -> float:
    begun = time.process_time()
    read(body)
    return time.process_time() - begun


def floor(body: bytes) -> object:
    """lxml's parse of a page, and nothing else."""
    return html.tree(sniff.decoded(body, Hints())[0])


def speeds(files: dict[str, list[Path]]) -> None:
    """Print speed by format."""
    pages = [p.read_bytes() for p in files["html"]]
    if pages:
        ours, least = clocked(pages, parse), clocked(pages, floor)
        print(f"html: {len(pages) / ours:.0f} pages/CPU-s; floor (lxml parse) {len(pages) / least:.0f}; ratio {ours / least:.1f}")
    for name, group in sorted(_by_tables(files["pdf"]).items()):
        print(f"{name}: {sum(n for n, _ in group) / sum(s for _, s in group):.0f} pages/CPU-s in {len(group)} documents")
    if packed := [p.read_bytes() for p in files["docx"]]:
        print(f"docx: {len(packed) / clocked(packed, parse):.0f} documents/CPU-s of {len(packed)}")


def _by_tables(paths: Sequence[Path]) -> dict[str, list[tuple[int, float]]]:
    """Pages and CPU seconds of PDFs, by whether tables were read in them."""
    import pypdfium2

    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for path in paths:
        body = path.read_bytes()
        try:
            document = parse(body)
        except ParseError:
            continue
        tables = any(p.kind is PassageKind.TABLE_ROW for p in document.passages)
        pages = len(pypdfium2.PdfDocument(body))
        found["pdf with tables" if tables else "pdf without tables"].append((pages, clocked([body], parse)))
    return found


def losses(files: dict[str, list[Path]]) -> None:
    """Print loss by format, and the documents that lose most."""
    for format_, paths in sorted(files.items()):
        rows = [(missing, wanted, path) for path in paths for wanted, missing in [_lost(path)] if wanted]
        if rows:
            share = sum(r[0] for r in rows) / sum(r[1] for r in rows)
            print(f"{format_}: {share:.2%} of {sum(r[1] for r in rows)} words lost in {len(rows)} of {len(paths)} documents")
        for missing, wanted, path in sorted(rows, key=lambda r: -r[0] / r[1])[:5]:
            if missing > 0.01 * wanted:
                print(f"    {missing / wanted:.1%} of {wanted}: {'/'.join(path.parts[-3:])}")


def _lost(path: Path) -> tuple[int, int]:
    body = path.read_bytes()
    try:
        return lost(parse(body, Hints(filename=path.name)), body)
    except ParseError:
        return 0, 0


def main() -> None:
    """Print speeds and losses of each folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=10_000, help="documents per format")
    options = parser.parse_args()
    gc.set_threshold(*GC)
    for folder in options.folders:
        files: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in (".json", ".jsonl") and len(files[path.suffix[1:]]) < options.limit:
                files[path.suffix[1:]].append(path)
        print(f"== {folder.name}")
        speeds(files)
        losses(files)


if __name__ == "__main__":
    main()
