"""The comparison, the register, the changes of a period and the signed copy, in every format and both languages."""

# ruff: noqa: E501 - texts stand as they are written
from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from openpyxl import load_workbook
from report_samples import MADE, SECOND, THIRD, dpa, evidence, list_change, notice_change, recorded, source, watched

from clausewatch.model import Change, Finding, SubprocessorRow, Vendor
from clausewatch.report import chapters, clauses, docx, matrix, parts, period, register, signed, tables, xlsx
from clausewatch.report.blocks import Heading, Quote, Report, Table
from clausewatch.report.model import Captured, Evidence, SignedCopy
from clausewatch.report.parts import Made
from clausewatch.report.precedence import prevails

HOSTILE = '=HYPERLINK("http://evil.example","x")'


def made() -> Made:
    """When and with what."""
    sample = evidence()
    return Made(MADE, "0.1.0", sample.position, {"types": {"terms_change": {"precision": 0.9, "recall": 0.8, "support": 40}}})


def other() -> Evidence:
    """A second vendor with one document, which shares a subprocessor and writes formulas and markup."""
    own = replace(source("dpa", title="Other DPA"), vendor="sundvik")
    reading = dpa(14).reading(THIRD)
    rows = (
        SubprocessorRow("Pellucid Mail, Inc.", ("US",), HOSTILE, ""),
        SubprocessorRow("<script>alert(1)</script>\x1b[31m", ("DE",), "Hosting", ""),
    )
    reading = replace(reading, detection=replace(reading.detection, subprocessors=rows))
    return replace(evidence(), vendor=Vendor("sundvik", "Sundvik"), documents=(watched(own, reading),), missing=(), changes=())


def seen() -> period.Period:
    """Two changes in substance and one without effect."""
    changes = (
        recorded(notice_change(), "dpa", SECOND, THIRD),
        recorded(list_change(), "subprocessors", SECOND, THIRD),
        recorded(Change(False, noise=("date_only",)), "villkor", SECOND, THIRD),
    )
    names, vendors = {"nordkap/dpa": "Data Processing Addendum"}, {"nordkap": "Nordkap"}
    return period.Period(SECOND, MADE, changes, names, vendors, 3, {"captured": 2, "not_modified": 40, "blocked": 1})


def copy() -> SignedCopy:
    """A signed copy with 30 days of notice and an order of precedence, beside the published 14 days."""
    draft = dpa(30)
    draft.add(
        "1.2 Order of precedence",
        "In the event of a conflict between this Addendum and the Agreement, this Addendum shall prevail.",
        ("incorporated_documents", "", {"documents": ("Addendum", "Agreement")}),
    )
    public = watched(source("dpa", title="Data Processing Addendum"), dpa(14).reading(THIRD))
    handed = Captured("signed:our-dpa.pdf", "signed:our-dpa.pdf", "ab" * 32, "cd" * 32, SECOND, SECOND)
    return SignedCopy(public.source, draft.reading(SECOND), handed, public, notice_change())


def reports(lang: str) -> dict[str, Report]:
    """Every report of blocks."""
    both = [evidence(), other()]
    return {
        "evidence": chapters.report(replace(evidence(), signed=(copy(),)), lang),
        "matrix": matrix.report(both, made(), lang),
        "register": register.report(both, made(), lang),
        "period": period.report(seen(), made(), lang),
        "signed": signed.report(copy(), made(), lang),
    }


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_docx_has_real_headings_and_a_table_of_contents(lang: str) -> None:
    """Read back: heading styles, a TOC field, the language, the page number; and no text of a vendor lost."""
    for name, report in reports(lang).items():
        data = docx.written(report, MADE)
        word = Document(io.BytesIO(data))
        headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
        assert headings == [b.text for b in report.blocks if isinstance(b, Heading)], name
        assert 'TOC \\o "1-2"' in word.element.xml
        assert f'w:lang w:val="{"sv-SE" if lang == "sv" else "en-GB"}"' in word.styles.element.xml
        assert "PAGE" in word.sections[0].footer._element.xml
        quotes = [p.text for p in word.paragraphs if p.style.name == "Quote"]
        assert quotes == [b.text for b in report.blocks if isinstance(b, Quote)], name
        assert len(word.tables) >= len(report.tables)
        assert docx.written(report, MADE) == data, name


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_every_report_states_method_sources_and_position(lang: str) -> None:
    """What may not be concluded, the measured error rates, and where the record stood."""
    for name, report in reports(lang).items():
        html = parts.html(report)
        assert ("must not be concluded" if lang == "en" else "Vad som inte kan läsas ut") in html, name
        assert evidence().position.root in html or name == "evidence", name
        assert "http-equiv" not in html
        assert "<script" not in html, name
        assert "\x1b" not in html


def test_comparison_keeps_four_answers_apart() -> None:
    """Found with value and source, found without value, not found, not looked for, not captured."""
    nothing = replace(evidence(), vendor=Vendor("tomvik", "Tomvik"), documents=())
    table = matrix.table([evidence(), other(), nothing], "en")
    cells = {row[0]: dict(zip(table.header, row, strict=True)) for row in table.rows}
    assert cells["Nordkap"]["Changes of subprocessors: notice"] == "14 days [1]"
    assert cells["Sundvik"]["Changes of subprocessors: notice"] == "14 days [4]"
    assert cells["Nordkap"]["Changes of price: notice"] == "not looked for yet"
    assert cells["Sundvik"]["Changes of price: notice"] == "not found"
    assert {cells["Tomvik"][name] for name in table.header[1:]} == {"not captured"}
    assert cells["Nordkap"]["Audit rights"] == "1 clause [1]"


def test_few_vendors_stand_beside_each_other_and_many_below() -> None:
    """On paper, five columns at most."""
    few = matrix.report([evidence(), other()], made(), "en")
    assert next(b for b in few.blocks if isinstance(b, Table)).header == ("Vendor", "Nordkap", "Sundvik")
    many = matrix.report([evidence()] * 6, made(), "en")
    assert len(next(b for b in many.blocks if isinstance(b, Table)).rows) == 6


def test_register_has_the_columns_of_articles_28_and_30() -> None:
    """Authorisation, notice, country, standing, safeguard and source; what is not public stays open."""
    table = register.table([evidence(), other()], "en")
    rows = [dict(zip(register.COLUMNS, row, strict=True)) for row in table.rows]
    mail = next(r for r in rows if r["subprocessor"] == "Pellucid Mail, Inc." and r["vendor"] == "Nordkap")
    assert mail["authorisation"] == "General authorisation [1]"
    assert mail["notice"] == "14 days [1]"
    assert mail["standing"] == "Adequacy decision of limited scope"
    assert mail["safeguard"] == "Standard contractual clauses"
    assert (mail["data"], mail["persons"], mail["security"]) == ("", "", "")
    unknown = next(r for r in rows if r["subprocessor"] == "Fenwick Ticketing")
    assert unknown["standing"] == "Country not stated"
    assert any("28.2" in name for name in table.header)


def test_register_names_what_vendors_share() -> None:
    """One subprocessor behind two vendors is a line of its own."""
    report = register.report([evidence(), other()], made(), "en")
    shared = next(t for t in report.tables if t.header[-1] == "Vendors")
    assert shared.rows == (("Pellucid Mail, Inc.", "Nordkap and Sundvik", "2"),)


def test_tables_run_nothing_in_a_spreadsheet() -> None:
    """A cell that begins like a formula is text, in CSV by an apostrophe, in XLSX by its type."""
    table = register.table([evidence(), other()], "sv")
    assert f'"\'{HOSTILE.replace(chr(34), chr(34) * 2)}"' in tables.to_csv((table.header, *table.rows))
    sheet = load_workbook(io.BytesIO(xlsx.written([table], ["Förteckning/2026"], MADE))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert HOSTILE in [cell.value for cell in cells]
    assert sheet.freeze_panes == "B2"
    assert sheet.title == "Förteckning 2026"


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_period_words_times_as_observed(lang: str) -> None:
    """Between two captures, never on a day; the quiet part is said, failures are too."""
    html = parts.html(period.report(seen(), made(), lang))
    assert (
        "between 16 June 2025 and 4 August 2026" if lang == "en" else "mellan den 16 juni 2025 och den 4 augusti 2026"
    ) in html
    assert ("2 changes in substance" if lang == "en" else "2 ändringar i sak") in html
    assert ("1 change without effect" if lang == "en" else "1 ändring utan verkan") in html
    assert ("3 documents were watched, with 43 fetches" if lang == "en" else "3 dokument bevakades, med 43 hämtningar") in html
    assert ("may have gone unseen" if lang == "en" else "gått obemärkt förbi") in html


def test_period_without_changes_says_so() -> None:
    """Silence is a statement with its proof, not an empty page."""
    quiet = replace(seen(), changes=())
    html = parts.html(period.report(quiet, made(), "en"))
    assert "No change in substance was observed in the period." in html
    assert "43 fetches" in html


def test_graver_changes_stand_first() -> None:
    """Within a vendor by severity."""
    grave = recorded(replace(list_change(), severity=4), "subprocessors", SECOND, THIRD)
    table = period.table(replace(seen(), changes=(*seen().changes[:1], grave)), "en")
    assert [row[2][0] for row in table.rows] == ["■", "▲"]


def test_signed_copy_shows_differences_and_what_prevails() -> None:
    """Before is what was signed; the clause on precedence is quoted and what it names is said as read."""
    html = parts.html(signed.report(copy(), made(), "en"))
    assert "30 days" in html
    assert "our-dpa.pdf" in html
    assert "Prevails, as read: this Addendum" in html
    assert "In the signed copy, 1.2 Order of precedence" in html
    assert "Action needed" not in html


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("change", None, "No published text of this document is on record."),
        ("change", Change(False), "No difference in substance was found."),
        ("change", Change(False, capture="language"), "another language than declared"),
    ],
)
def test_signed_copy_that_cannot_be_compared_says_why(field: str, value: object, said: str) -> None:
    """No published text, no difference, another language: three different sentences."""
    assert said in parts.html(signed.report(replace(copy(), **{field: value}), made(), "en"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "quote", "what"),
    [
        ("en", "If there is a conflict between them, the terms of the Data Processing Terms will control.", "the terms of the Data Processing Terms"),
        ("en", "This DPA takes precedence over the Agreement.", "This DPA"),
        ("en", "These documents apply in the following order: 1. Order Form 2. Terms.", ""),
        ("sv", "Vid motstridiga uppgifter ska detta personuppgiftsbiträdesavtal ha företräde.", "detta personuppgiftsbiträdesavtal"),
        ("sv", "Vid motsägelser gäller huvudavtalet före bilagorna.", "huvudavtalet"),
        ("de", "Bei Widersprüchen geht dieser Vertrag vor.", "dieser Vertrag"),
        ("de", "Im Falle von Widersprüchen hat die Anlage Vorrang.", "die Anlage"),
        ("fr", "En cas de contradiction, le présent avenant prévaut.", "le présent avenant"),
    ],
)  # fmt: skip
def test_precedence_is_read_in_four_languages(lang: str, quote: str, what: str) -> None:
    """What a clause names as prevailing, in its own words; a bare list is left to people."""
    assert prevails(quote, lang) == what


def test_evidence_report_has_a_chapter_on_the_signed_copy() -> None:
    """In HTML between the findings and the changes, linked from the contents; absent without a copy."""
    from clausewatch.report.evidence import render

    html = render(replace(evidence(), signed=(copy(),)), "sv")
    assert 'href="#signed"' in html
    assert html.index('id="signed"') < html.index('id="changes"')
    assert "Det undertecknade exemplaret" not in render(evidence(), "sv")


def test_control_characters_do_not_break_a_document() -> None:
    """NUL, ANSI and lone surrogates of a vendor's text: the files open."""
    bad = Finding("audit_rights", "Audit\x00 once\x1b[0m a year.", 0, 10, "9\x07", "en")
    sample = other()
    reading = sample.documents[0].reading
    broken = replace(reading, detection=replace(reading.detection, findings=(bad,)))
    found = replace(sample, documents=(replace(sample.documents[0], reading=broken),))
    assert Document(io.BytesIO(docx.written(chapters.report(found, "en"), MADE))).paragraphs
    table = Table(("a\x00", "b"), (("\ud800", "x" * 40_000),))
    assert load_workbook(io.BytesIO(xlsx.written([table], ["t"], datetime(2026, 1, 1, tzinfo=UTC)))).worksheets


def test_evidence_leaves_as_tables_that_keep_the_four_answers_apart() -> None:
    found = clauses.tables(evidence(), "en")
    own = clauses.table(evidence(), "en")
    assert own == found[0][1]
    assert [title for title, _ in found] == ["Clauses", "Subprocessors", "Observed changes", "Sources"]
    assert {"Found", "Not found"} <= {row[2] for row in own.rows}
    assert all(len(row) == len(table.header) for _, table in found for row in table.rows)
    assert all(bool(row[5]) == (row[2] == "Found") for row in own.rows)
