"""Paragraphs, runs, fields and tables of WordprocessingML (ISO/IEC 29500) as text: fast for thousands of clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS = {
    "": "",
    "strong": "<w:b/>",
    "quiet": '<w:color w:val="444B52"/>',
    "added": '<w:u w:val="single"/>',
    "removed": "<w:strike/>",
}
_SMALL = '<w:sz w:val="17"/>'
_TIGHT = '<w:spacing w:after="20"/>'
_FIRST = 2600
"""Twips of the column of names beside facts."""
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def parsed(content: str) -> Any:
    """A body with this content as elements."""
    return parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")


def run(text: str, look: str = "", more: str = "") -> str:
    """A run of text; `look` is a tone, or what became of the words of a change. Line feeds become breaks."""
    inside = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(_clean(line)) for line in text.split("\n"))
    return f'<w:r><w:rPr>{_LOOKS.get(look, "")}{more}</w:rPr><w:t xml:space="preserve">{inside}</w:t></w:r>'


def paragraph(runs: str, style: str = "", indent: bool = False, more: str = "") -> str:
    """A paragraph of runs in a style, by its id."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = '<w:ind w:left="454"/>' if indent else ""
    return f"<w:p><w:pPr>{named}{more}{inside}</w:pPr>{runs}</w:p>"


def begin(code: str, dirty: bool = False) -> str:
    """The beginning of a field, up to what it shows; a dirty one is filled in when the document is opened."""
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r><w:r><w:instrText xml:space="preserve">{escape(code)}'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field(code: str) -> str:
    """A field that is filled in as the page is set."""
    return begin(code) + run("1", "quiet") + END


def facts(rows: Sequence[tuple[str, str]], width: int) -> str:
    """Names beside values, without lines; `width` in twips."""
    if not rows:
        return ""
    widths = (_FIRST, width - _FIRST)
    lines = "".join(_row((_cell(name, widths[0], "quiet"), _cell(value, widths[1])), "") for name, value in rows)
    return _table(lines, widths, "TableNormal") + paragraph("")


def table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A ruled table whose header is repeated on every page; `width` in twips."""
    each = width // len(header)
    top = _row((_cell(name, each, "strong") for name in header), "<w:cantSplit/><w:tblHeader/>")
    lines = "".join(_row((_cell(value, each) for value in row), "<w:cantSplit/>") for row in rows)
    return _table(top + lines, [each] * len(header), "TableGrid") + paragraph("")


def _table(rows: str, widths: Sequence[int], style: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    layout = f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(cells: Iterable[str], properties: str) -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, look: str = "") -> str:
    shown = paragraph(run(text, look, _SMALL), more=_TIGHT)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{shown}</w:tc>'


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)
