"""Reports as DOCX that people edit on: real heading styles, a table of contents, page numbers, A4."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from clausewatch.report import wordml
from clausewatch.report.blocks import Block, Diff, Facts, Heading, Items, Quote, Report, Text
from clausewatch.report.i18n import texts
from clausewatch.report.wordml import facts, paragraph, run, table

_INK = RGBColor(0x14, 0x1A, 0x20)
_QUIET = RGBColor(0x44, 0x4B, 0x52)
_LOCALES = {"en": "en-GB", "sv": "sv-SE"}


def written(report: Report, made_at: datetime) -> bytes:
    """The report as a DOCX file; equal reports give equal bytes."""
    word = Document()
    _styles(word, report)
    _page(word, report)
    body = wordml.parsed("".join(_body(report, word.sections[0])))
    last = word.element.body.sectPr
    for element in list(body):
        last.addprevious(element)
    properties = word.core_properties
    properties.title, properties.author, properties.language = report.title[:250], f"clausewatch {report.version}", report.lang
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    out = io.BytesIO()
    word.save(out)
    return _fixed(out.getvalue())


def _body(report: Report, section: Any) -> Iterator[str]:
    """The paragraphs and tables of a report, as WordprocessingML."""
    width = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    t = texts(report.lang)
    if report.kicker:
        yield paragraph(run(report.kicker, "quiet"))
    yield paragraph(run(report.title), "Title")
    yield paragraph(run(report.lead))
    yield facts(report.facts, width)
    yield paragraph(run(t("contents")), "TOCHeading")
    yield from _contents(report, t("docx.contents"))
    for block in report.blocks:
        yield from _block(block, width)


def _contents(report: Report, hint: str) -> Iterator[str]:
    """The table of contents as a field that shows the chapters until it is updated."""
    chapters = [run(b.text) for b in report.blocks if isinstance(b, Heading) and b.level == 1]
    lines = [*chapters, run(hint, "quiet")]
    lines[0] = wordml.begin('TOC \\o "1-2" \\h \\z \\u', dirty=True) + lines[0]
    lines[-1] += wordml.END
    yield from (paragraph(line) for line in lines)


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
    t = texts(report.lang)
    label, of = run(f"{report.title} · {t('page')} ", "quiet"), run(f" {t('of')} ", "quiet")
    foot = wordml.parsed(paragraph(label + wordml.field("PAGE") + of + wordml.field("NUMPAGES"), "Footer"))
    old = section.footer.paragraphs[0]._p
    old.getparent().replace(old, foot[0])


def _block(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        yield paragraph(run(block.text), f"Heading{min(block.level, 4)}")
    elif isinstance(block, Text):
        yield paragraph(run(block.text, block.tone))
    elif isinstance(block, Quote):
        yield paragraph(run(block.text), "Quote", indent=True)
    elif isinstance(block, Diff):
        yield paragraph("".join(run(piece.text, piece.kind) for piece in block.pieces), indent=True)
    elif isinstance(block, Facts):
        yield facts(block.rows, width)
    elif isinstance(block, Items):
        yield from (paragraph(run(item), "ListBullet") for item in block.items)
    else:
        yield paragraph(run(block.caption), "Caption") if block.caption else ""
        yield table(block.header, block.rows, width)


def _fixed(data: bytes) -> bytes:
    """The same package with the times of its parts set to one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
