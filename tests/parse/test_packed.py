"""DOCX and PDF made by ourselves: numbers, tables, tracked changes; wraps, hyphens, frames, columns."""

from __future__ import annotations

import pytest

import parsekit as kit
from clausewatch.errors import ParseError
from clausewatch.model import Document, PassageKind
from clausewatch.parse import numbering
from clausewatch.parse.reader import Hints, parse
from parsekit import Text, column, para

LAW = "The supplier may amend this agreement with thirty days notice to the customer."
LINES = [
    "The supplier may amend this agreement with thirty days notice, and the customer is en-",
    "titled to terminate it before the change takes effect. Third-party rights are not affected",
    "and the third-",
    "party services stay available.",
]


def docx(body: str, parts: dict[str, str] | None = None) -> Document:
    files = {"word/numbering.xml": kit.NUMBERING, "word/styles.xml": kit.STYLES} | (parts or {})
    return parse(kit.docx(body, files), Hints(filename="a.docx"))


def texts(document: Document, kind: PassageKind | None = None) -> list[str]:
    return [document.passage_text(p) for p in document.passages if kind is None or p.kind is kind]


def test_docx_numbers_are_rendered_as_word_counts_them() -> None:
    body = "".join(para(f"{LAW}", number=(1, level)) for level in (0, 1, 1, 2, 0, 1)) + para("Dot", number=(2, 0))
    document = docx(body)
    assert [t.split(" ")[0] for t in texts(document)] == ["1.", "1.1", "1.2", "(a)", "2.", "2.1", "Dot"]
    assert [s.number for s in document.sections] == ["1", "1.1", "1.2", "1.2(a)", "2", "2.1"]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (4, "lowerRoman", "iv"),
        (1990, "upperRoman", "MCMXC"),
        (7, "decimalZero", "07"),
    ],
)
def test_docx_number_formats(value: int, form: str, shown: str) -> None:
    assert numbering.formatted(value, form) == shown


def test_docx_headings_come_by_style_and_its_ancestors() -> None:
    document = docx(
        para("One", "Rubrik1") + para(LAW) + para("Two", "Own") + para(LAW) + para("Bold", bold=True) + para("1. One 3", "TOC1")
    )
    assert texts(document, PassageKind.HEADING) == ["One", "Two", "Bold"]
    assert document.passages[-1].marks == ("toc",)


def test_docx_insertions_are_read_and_deletions_and_comments_counted() -> None:
    body = (
        "<w:p><w:r><w:t>The fee is </w:t></w:r><w:del><w:r><w:delText>ten</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>twelve</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r>"
        "<w:r><w:t> euro.</w:t></w:r></w:p>"
    )
    document = docx(
        body, {"word/comments.xml": f'<w:comments xmlns:w="{kit.W}"><w:comment/></w:comments>', "word/vbaProject.bin": "x"}
    )
    assert document.text == "The fee is twelve euro."
    assert [n.split()[1] for n in document.notes[:3]] == ["tracked", "tracked", "comment(s)"]
    assert "macros" in document.notes[3]


def test_docx_table_rows_keep_merged_cells_and_nested_tables_stay_inside() -> None:
    def cell(inner: str, extra: str = "") -> str:
        return f"<w:tc><w:tcPr>{extra}</w:tcPr>{inner}</w:tc>"

    rows = "".join(
        f"<w:tr>{cells}</w:tr>"
        for cells in (
            cell(para("Name", bold=True)) + cell(para("Country", bold=True)),
            cell(para("Bergrum"), '<w:vMerge w:val="restart"/>') + cell(para("Norway")),
            cell(para(""), "<w:vMerge/>")
            + cell(f"<w:tbl><w:tr>{cell(para('Sweden'))}{cell(para('Kiruna'))}</w:tr></w:tbl>" + para("")),
        )
    )
    document = docx(f"<w:tbl>{rows}</w:tbl>{para(LAW)}")
    assert texts(document, PassageKind.TABLE_ROW) == ["Name | Country", "Bergrum | Norway", "Bergrum | Sweden\nKiruna"]
    assert document.passages[1].header == 0


def test_docx_footnotes_follow_and_runs_name_their_part() -> None:
    note = f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>{para("Note one.")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{kit.W}">{note}</w:footnotes>'
    document = docx(para(LAW), {"word/footnotes.xml": notes})
    assert texts(document) == [LAW, "Note one."]
    assert [r.part for r in document.runs] == ["word/document.xml", "word/footnotes.xml"]
    assert notes[document.runs[1].source_start : document.runs[1].source_end] == "Note one."


def pdf(*pages: list[Text], **more: object) -> Document:
    return parse(kit.pdf(pages, **more), Hints(filename="a.pdf"))  # type: ignore[arg-type]


def test_pdf_wraps_are_joined_and_broken_words_mended() -> None:
    document = pdf(column(LINES))
    assert document.text == (
        "The supplier may amend this agreement with thirty days notice, and the customer is entitled to terminate it before the "
        "change takes effect. Third-party rights are not affected and the third-party services stay available."
    )
    assert document.lang == "en"


def test_pdf_running_headers_footers_and_page_numbers_are_removed() -> None:
    pages = [
        [Text(72, 800, "Fjordmoln AB Terms 2026"), *column([LAW, LAW], top=600), Text(280, 30, f"Page {n} of 3")]
        for n in (1, 2, 3)
    ]
    document = pdf(*pages)
    assert "Fjordmoln" not in document.text
    assert "Page" not in document.text
    assert document.text.count("thirty days") == 6


def test_pdf_sentence_goes_on_over_the_page_end() -> None:
    document = pdf(
        column([LAW, "The customer shall keep the list of", "its users and", "of"]), column(["administrators up to date."])
    )
    assert document.text.endswith("The customer shall keep the list of its users and of administrators up to date.")


def test_pdf_columns_are_read_one_after_the_other() -> None:
    left = column([f"Left {n} of the agreement with the customer" for n in range(6)], x=60)
    right = column([f"Right {n} of the agreement with the vendor" for n in range(6)], x=320)
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    document = pdf(mixed)
    assert document.text.index("Left 5") < document.text.index("Right 0")


def test_pdf_headings_are_told_by_size_weight_and_bookmark() -> None:
    page = [
        Text(72, 780, "General Terms", 22),
        Text(72, 740, "Fees", 11, bold=True),
        *column([LAW], top=722),
        *column(["Law of the land"], top=690),
    ]
    page += column([LAW, LAW], top=672)
    document = pdf(page, outline=[("Law of the land", 0)])
    assert texts(document, PassageKind.HEADING) == ["General Terms", "Fees", "Law of the land"]
    assert document.title == "General Terms"


def test_pdf_table_with_ruling_lines_becomes_rows() -> None:
    cells = [("Name", "Country"), ("Bergrum AS", "Norway"), ("Postduva GmbH", "Germany")]
    page = [Text(80, 700 - 20 * r, a) for r, (a, _) in enumerate(cells)] + [
        Text(300, 700 - 20 * r, b) for r, (_, b) in enumerate(cells)
    ]
    drawing = "".join(f"70 {715 - 20 * r} m 500 {715 - 20 * r} l S\n" for r in range(4)) + "".join(
        f"{x} {715 - 20 * r} m {x} {695 - 20 * r} l S\n" for x in (70, 290, 500) for r in range(3)
    )
    document = pdf([*page, *column([LAW, LAW], top=600)], drawing=drawing)
    assert texts(document, PassageKind.TABLE_ROW) == ["Name | Country", "Bergrum AS | Norway", "Postduva GmbH | Germany"]
    assert document.passages[1].header == 0
    assert "Two readers agree on 100%" in document.notes[-1]


def test_pdf_runs_point_into_the_text_of_their_page() -> None:
    document = pdf(column([LAW]), column([LAW]))
    assert [r.part for r in document.runs] == ["page 1", "page 2"]
    assert {(r.source_start, r.source_end) for r in document.runs} == {(0, len(LAW))}


def test_pdf_two_readers_are_compared() -> None:
    assert pdf(column(LINES)).notes[-1].startswith("Two readers agree on 100%")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf"])
def test_empty_packed_documents_are_typed_errors(name: str) -> None:
    body = {"a.docx": kit.docx(para("")), "a.xlsx": kit.xlsx({"One": []}), "a.pdf": kit.pdf([[]])}[name]
    with pytest.raises(ParseError) as error:
        parse(body, Hints(filename=name))
    assert error.value.reason in ("empty", "scanned")
    assert error.value.hint
