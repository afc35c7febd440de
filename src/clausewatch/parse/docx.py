"""DOCX to blocks: numbers rendered, tracked insertions kept and deletions left out, tables, footnotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from clausewatch.errors import ParseError
from clausewatch.model import PassageKind
from clausewatch.parse import numbering, styles
from clausewatch.parse.blocks import LINE, Block, Content, Piece, words_of
from clausewatch.parse.headings import heading_if_bold
from clausewatch.parse.numbering import W
from clausewatch.parse.origin import Origins
from clausewatch.parse.package import OLE, Package
from clausewatch.parse.tables import Table

DOCUMENT = "word/document.xml"
FOOTNOTES = "word/footnotes.xml"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HIDDEN = frozenset(
    {W + n for n in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "tbl")} | {_MC + "Fallback"}
)
_MARKS = {W + "tab": Piece("\t"), W + "br": LINE, W + "cr": LINE, W + "noBreakHyphen": Piece("-")}


@dataclass(slots=True)
class _Reader:
    styles: dict[str, styles.Style]
    numbers: numbering.Numbering
    links: dict[str, str]
    origins: Origins
    part: str = DOCUMENT
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0


def read(body: bytes) -> Content:
    """Blocks of a DOCX; offsets are characters of the named part.

    Raises:
        ParseError: encrypted, broken, unsafe or empty.
    """
    if body.startswith(OLE):
        raise ParseError("encrypted", "The file is encrypted or an old binary .doc.", "Hand in a DOCX or PDF without password.")
    package = Package(body)
    root = package.xml(DOCUMENT)
    if root is None:
        raise ParseError("broken", "The package holds no word/document.xml.", "Hand in a DOCX file.")
    reader = _Reader(
        styles.read(package.xml("word/styles.xml")),
        numbering.read(package.xml("word/numbering.xml")),
        _relations(package.xml("word/_rels/document.xml.rels")),
        _origins(package, DOCUMENT),
    )
    _body(reader, root)
    _footnotes(reader, package)
    if not any(words_of(p for c in b.cells for p in c) for b in reader.blocks):
        raise ParseError("empty", "The document holds no text.", "Hand in the document with its text.")
    return Content(reader.blocks, title=_title(package, reader.blocks), format="docx", notes=tuple(_notes(package, root)))


def _origins(package: Package, part: str) -> Origins:
    return Origins(package.read(part).decode("utf-8", "replace"))


def _relations(root: etree._Element | None) -> dict[str, str]:
    if root is None:
        return {}
    return {r.get("Id", ""): r.get("Target", "") for r in root if "hyperlink" in (r.get("Type") or "")}


def _body(reader: _Reader, root: etree._Element) -> None:
    for element in _flow(root):
        if element.tag == W + "tbl":
            _table(reader, element)
        else:
            block = _paragraph(reader, element)
            if block is not None:
                reader.blocks.append(block)


def _flow(root: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and outermost tables in order, whatever wraps them."""
    events = etree.iterwalk(root, events=("start",), tag=(W + "p", W + "tbl", W + "del", W + "moveFrom", _MC + "Fallback"))
    for _, element in events:
        if element.tag == W + "tbl":
            events.skip_subtree()
            yield element
        elif element.tag == W + "p":
            yield element
        elif element.getparent() is not None and element.getparent().tag != W + "p":
            events.skip_subtree()


def _paragraph(reader: _Reader, paragraph: etree._Element) -> Block | None:
    style = _style(reader, paragraph)
    pieces = _pieces(reader, paragraph, style.bold)
    if not words_of(pieces):
        return None
    listed = reader.numbers.is_list(style.number, style.depth)
    number = reader.numbers.next(style.number, style.depth) if listed else ""
    if number:
        pieces.insert(0, Piece(number + " ", bold=all(p.bold for p in pieces if p.text.strip())))
    if style.contents:
        return Block(PassageKind.LIST_ITEM, [pieces], depth=1, marks=("toc",))
    if style.level:
        return Block(PassageKind.HEADING, [pieces], level=style.level)
    if listed and not number:
        return Block(PassageKind.LIST_ITEM, [pieces], depth=style.depth + 1)
    return heading_if_bold(Block(PassageKind.PARAGRAPH, [pieces]))


def _style(reader: _Reader, paragraph: etree._Element) -> styles.Style:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return styles.Style()
    named = properties.find(W + "pStyle")
    style = reader.styles.get(named.get(W + "val", "") if named is not None else "", styles.Style())
    numbered = properties.find(W + "numPr")
    if numbered is not None:
        number, depth = numbered.find(W + "numId"), numbered.find(W + "ilvl")
        style = replace(
            style,
            number=number.get(W + "val", "") if number is not None else style.number,
            depth=int(depth.get(W + "val", "0")) if depth is not None else style.depth,
        )
    outline = properties.find(W + "outlineLvl")
    if outline is not None and outline.get(W + "val", "9").isdigit() and int(outline.get(W + "val", "9")) < 9:
        style = replace(style, level=int(outline.get(W + "val", "9")) + 1)
    return style


def _pieces(reader: _Reader, paragraph: etree._Element, bold: bool) -> list[Piece]:
    """Visible text of a paragraph; the walk does not enter what is deleted, hidden or a nested paragraph's."""
    found: list[Piece] = []
    href, run_bold = "", bold
    events = etree.iterwalk(paragraph, events=("start", "end"))
    for event, node in events:
        tag = node.tag
        if event == "end":
            href *= tag != W + "hyperlink"
        elif _left_out(node, paragraph):
            events.skip_subtree()
        elif tag == W + "r":
            run_bold = _bold(node, bold)
        elif tag == W + "hyperlink":
            href = _target(reader, node)
        elif tag == W + "t":
            found.append(_piece(reader, node.text or "", href, run_bold))
        elif tag in _MARKS:
            found.append(_MARKS[tag])
    return found


def _target(reader: _Reader, link: etree._Element) -> str:
    return reader.links.get(link.get(_R + "id", ""), "") or "#" + link.get(W + "anchor", "")


def _left_out(node: etree._Element, paragraph: etree._Element) -> bool:
    tag = node.tag
    return tag in _HIDDEN or (tag == W + "p" and node is not paragraph) or (tag == W + "r" and _vanished(node))


def _piece(reader: _Reader, text: str, href: str, bold: bool) -> Piece:
    if not text.strip():
        return Piece(text)
    start, end = reader.origins.find(text)
    return Piece(text, start, end, "" if href == "#" else href, bold, reader.part)


def _bold(run: etree._Element, otherwise: bool) -> bool:
    own = run.find(f"{W}rPr/{W}b")
    return otherwise if own is None else styles.is_on(own)


def _vanished(run: etree._Element) -> bool:
    return styles.is_on(run.find(f"{W}rPr/{W}vanish"))


def _table(reader: _Reader, element: etree._Element) -> None:
    """Rows of a table; a table of one column or of long cells is layout and read as running text."""
    rows = list(element.iterfind(W + "tr"))
    if max((len(r.findall(W + "tc")) for r in rows), default=0) < 2:
        for row in rows:
            for cell in row.iterfind(W + "tc"):
                _body(reader, cell)
        return
    reader.tables += 1
    table = Table(reader.tables)
    for row in rows:
        _row(reader, table, row)
    reader.blocks.extend(table.finished())


def _row(reader: _Reader, table: Table, row: etree._Element) -> None:
    if styles.is_on(row.find(f"{W}trPr/{W}tblHeader")):
        table.open_head()
    else:
        table.close_head()
    table.open_row()
    for cell in row.iterfind(W + "tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        across = int(span.get(W + "val", "1")) if span is not None and span.get(W + "val", "1").isdigit() else 1
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(W + "val", "continue") != "restart":
            table.repeat_above(across)
            continue
        room = table.open_cell(header=False, across=across)
        for paragraph in cell.iter(W + "p"):
            style = _style(reader, paragraph)
            room.extend(_pieces(reader, paragraph, style.bold))
            room.append(LINE)
    table.close_row()


def _footnotes(reader: _Reader, package: Package) -> None:
    root = package.xml(FOOTNOTES)
    if root is None:
        return
    reader.part, reader.origins = FOOTNOTES, _origins(package, FOOTNOTES)
    for note in root.iterfind(W + "footnote"):
        if note.get(W + "type", "normal") == "normal":
            _body(reader, note)


def _title(package: Package, blocks: Sequence[Block]) -> str:
    core = package.xml("docProps/core.xml")
    named = core.findtext("{http://purl.org/dc/elements/1.1/}title") if core is not None else ""
    if named and named.strip():
        return " ".join(named.split())
    return next((words_of(b.cells[0]) for b in blocks if b.kind is PassageKind.HEADING), "")


_COUNTED: tuple[tuple[Callable[[etree._Element], int], str], ...] = (
    (lambda r: sum(1 for _ in r.iter(W + "ins", W + "moveTo")), "{} tracked insertion(s) were read as text."),
    (lambda r: sum(1 for _ in r.iter(W + "del", W + "moveFrom")), "{} tracked deletion(s) were left out."),
)


def _notes(package: Package, root: etree._Element) -> Iterator[str]:
    for count, sentence in _COUNTED:
        if found := count(root):
            yield sentence.format(found)
    comments = package.xml("word/comments.xml")
    if comments is not None and (number := len(comments.findall(W + "comment"))):
        yield f"{number} comment(s) were not read."
    if any(n.endswith("vbaProject.bin") for n in package.names()):
        yield "The file holds macros; they were not looked at."
