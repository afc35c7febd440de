"""Sections from headings and from clause numbers, whatever the markup."""

from __future__ import annotations

import pytest

from clausewatch.parse.numbers import leading
from clausewatch.parse.reader import Hints, parse

CLAUSE = "The customer shall pay the fees within thirty days of the date of the invoice."


@pytest.mark.parametrize(
    ("text", "value", "style"),
    [
        ("9.5 Changes", "9.5", "dotted2"), ("9.5. Changes", "9.5", "dotted2"), ("1. Scope", "1", "dotted1"),
        ("(a) when", "(a)", "(a)"),
        ("(iv) when", "(iv)", "(i)"), ("§ 3 Haftung", "§ 3", "§"), ("Artikel 4 Transfer", "Artikel 4", "word:artikel"),
        ("punkt 2.1 anger", "punkt 2.1", "word:punkt"), ("Section 3. Fees", "Section 3", "word:section"),
        ("Article 12 – Loi", "Article 12", "word:article"), ("a) betala", "a)", "a)"), ("2) betala", "2", "1)"),
        ("A. Parties", "A", "A."),
        ("Bilaga 2 Underbiträden", "Bilaga 2", "word:bilaga"), ("Annex I", "Annex I", "word:annex"),
    ],
)  # fmt: skip
def test_clause_number_is_read(text: str, value: str, style: str) -> None:
    number = leading(text)
    assert number is not None
    assert (number.value, number.style) == (value, style)


@pytest.mark.parametrize("text", ["2016/679 applies", "30 days", "1.5% interest", "I agree", "partner", "3.5 %", "e.g. this"])
def test_what_is_no_clause_number_is_not_read(text: str) -> None:
    assert leading(text) is None


def sections(text: str) -> list[tuple[str, str, int]]:
    document = parse(text.encode(), Hints(filename="a.md"))
    for passage in document.passages:
        if passage.section >= 0:
            section = document.sections[passage.section]
            assert section.start <= passage.start < passage.end <= section.end
    return [(s.number, s.heading, s.level) for s in document.sections]


def test_dotted_clauses_lie_under_their_heading_and_letters_under_them() -> None:
    clauses = "".join(f"{number} {CLAUSE}\n\n" for number in ("9.1", "(a)", "(i)", "(b)", "9.2"))
    text = f"# Terms\n\n## 9. Changes\n\n{clauses}## 10. Law\n\n{CLAUSE}\n"
    assert sections(text) == [
        ("", "Terms", 1), ("9", "Changes", 2), ("9.1", "", 3), ("9.1(a)", "", 4), ("9.1(a)(i)", "", 5),
        ("9.1(b)", "", 4),
        ("9.2", "", 3), ("10", "Law", 2),
    ]  # fmt: skip


def test_same_heading_level_with_longer_number_is_a_subsection() -> None:
    assert sections(f"## 3 Fees\n\n## 3.1 Prices\n\n{CLAUSE}\n\n## 4 Law\n\n{CLAUSE}\n") == [
        ("3", "Fees", 2), ("3.1", "Prices", 3), ("4", "Law", 2),
    ]  # fmt: skip


def test_bold_line_is_a_heading_and_bold_lead_in_is_not() -> None:
    assert [s[1] for s in sections(f"**Payment**\n\n{CLAUSE}\n\n**You shall:**\n\n- pay\n")] == ["Payment"]


def test_run_in_title_names_the_clause() -> None:
    assert sections(f"4.2 **Suspension.** {CLAUSE}\n") == [("4.2", "Suspension", 1)]


def test_paragraph_signs_and_articles_make_sections() -> None:
    assert [s[0] for s in sections(f"§ 1 {CLAUSE}\n\n§ 2 {CLAUSE}\n\nArtikel 4 Transfer\n\n{CLAUSE}\n")] == [
        "§ 1",
        "§ 2",
        "Artikel 4",
    ]


def test_letter_i_after_h_is_a_letter() -> None:
    numbers = [s[0] for s in sections("\n\n".join(f"({c}) {CLAUSE}" for c in "fghij"))]
    assert numbers == ["(f)", "(g)", "(h)", "(i)", "(j)"]


def test_short_enumeration_under_a_plain_heading_opens_no_sections() -> None:
    assert [s[1] for s in sections("# Steps\n\n1. Open the page\n2. Press the button\n")] == ["Steps"]


def test_section_spans_cover_their_subsections_and_are_cited() -> None:
    document = parse(f"# 1 A\n\n## 1.1 B\n\n{CLAUSE}\n\n# 2 C\n\n{CLAUSE}\n".encode(), Hints(filename="a.md"))
    outer, inner, last = document.sections
    assert outer.start < inner.start < inner.end == outer.end <= last.start
    assert document.section_label(1) == "1.1 B"
