"""Reports as DOCX that people edit on: real heading styles, a table of contents, page numbers, A4."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from clausewatch.report.blocks import Block, Diff, Facts, Heading, Items, Quote, Report, Table, Text
from clausewatch.report.i18n import texts

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INK = RGBColor(0x14, 0x1A, 0x20)
_QUIET = RGBColor(0x44, 0x4B, 0x52)
_LOCALES = {"en": "en-GB", "sv": "sv-SE"}


def written(report: Report, made_at: datetime) -> bytes:
    """The report as a DOCX file; equal reports give equal bytes."""
    word = Document()
    _styles(word, report)
    _page(word, report)
    t = texts(report.lang)
    if report.kicker:
        _run(word.add_paragraph(), report.kicker, quiet=True)
    word.add_paragraph(_clean(report.title), style="Title")
    word.add_paragraph(_clean(report.lead))
    _facts(word, Facts(report.facts))
    word.add_paragraph(t("contents"), style="TOC Heading" if "TOC Heading" in word.styles else "Subtitle")
    _contents(word, report, t("docx.contents"))
    for block in report.blocks:
        _block(word, block)
    properties = word.core_properties
    properties.title, properties.author, properties.language = report.title[:250], f"clausewatch {report.version}", report.lang
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    out = io.BytesIO()
    word.save(out)
    return _fixed(out.getvalue())


def _contents(word: Any, report: Report, hint: str) -> None:
    """The table of contents as a field that shows the chapters until it is updated."""
    chapters = [_clean(b.text) for b in report.blocks if isinstance(b, Heading) and b.level == 1]
    paragraph = word.add_paragraph()
    _begin(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
    for chapter in chapters:
        paragraph.add_run(chapter)
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph = word.add_paragraph()
    _run(paragraph, hint, quiet=True)
    _mark(paragraph, "end")


def _styles(word: Any, report: Report) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LOCALES[report.lang])
    normal.element.get_or_add_rPr().append(language)
    word.styles["Quote"].paragraph_format.keep_together = True
    word.styles["Quote"].paragraph_format.keep_with_next = True
    for border in word.styles["Title"].element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        style = word.styles[name]
        style.font.name, style.font.color.rgb = "Liberation Sans", _QUIET if name == "Caption" else _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        style.paragraph_format.keep_with_next = True


def _page(word: Any, report: Report) -> None:
    section = word.sections[0]
    sides = (Cm(21), Cm(29.7))
    section.page_width, section.page_height = sides[::-1] if report.wide else sides
    section.orientation = WD_ORIENT.LANDSCAPE if report.wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.8 if report.wide else 2.4)
    section.top_margin = section.bottom_margin = Cm(2)
    foot, t = section.footer.paragraphs[0], texts(report.lang)
    _run(foot, f"{report.title} · {t('page')} ", quiet=True)
    _field(foot, "PAGE", "1")
    _run(foot, f" {t('of')} ", quiet=True)
    _field(foot, "NUMPAGES", "1")


def _block(word: Any, block: Block) -> None:
    if isinstance(block, Heading):
        word.add_heading(_clean(block.text), level=min(block.level, 4))
    elif isinstance(block, Text):
        _run(word.add_paragraph(), block.text, bold=block.tone == "strong", quiet=block.tone == "quiet")
    elif isinstance(block, Quote):
        word.add_paragraph(_clean(block.text), style="Quote").paragraph_format.left_indent = Cm(0.8)
    elif isinstance(block, Diff):
        _diff(word, block)
    elif isinstance(block, Facts):
        _facts(word, block)
    elif isinstance(block, Items):
        for item in block.items:
            word.add_paragraph(_clean(item), style="List Bullet")
    else:
        _table(word, block)


def _diff(word: Any, block: Diff) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.8)
    for piece in block.pieces:
        run = paragraph.add_run(_clean(piece.text))
        run.font.underline = piece.kind == "added"
        run.font.strike = piece.kind == "removed"


def _facts(word: Any, block: Facts) -> None:
    if not block.rows:
        return
    table = word.add_table(rows=0, cols=2)
    table.autofit = False
    section = word.sections[0]
    first = Cm(4.6)
    widths = (first, section.page_width - section.left_margin - section.right_margin - first)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for name, value in block.rows:
        left, right = table.add_row().cells
        left.width, right.width = widths
        _cell(left, name, quiet=True)
        _cell(right, value)
    word.add_paragraph()


def _table(word: Any, block: Table) -> None:
    if block.caption:
        caption = word.add_paragraph(_clean(block.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.header), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, block.header, strict=True):
        _cell(cell, name, bold=True)
    heading = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(heading)
    for row in block.rows:
        _row(table, row)
    word.add_paragraph()


def _row(table: Any, values: Sequence[str]) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, value in zip(row.cells, values, strict=True):
        _cell(cell, value)


def _cell(cell: Any, text: str, bold: bool = False, quiet: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = _run(paragraph, text, bold=bold, quiet=quiet)
    run.font.size = Pt(8.5)


def _run(paragraph: Any, text: str, bold: bool = False, quiet: bool = False) -> Any:
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if quiet:
        run.font.color.rgb = _QUIET
    return run


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word fills in as it sets the page."""
    _begin(paragraph, code)
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _begin(paragraph: Any, code: str) -> None:
    _mark(paragraph, "begin", dirty=code.startswith("TOC"))
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph, "separate")


def _mark(paragraph: Any, kind: str, dirty: bool = False) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(mark)


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def _fixed(data: bytes) -> bytes:
    """The same package with the times of its parts set to one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
