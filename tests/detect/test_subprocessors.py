"""Subprocessor rows: tables, lists and sentences in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.detect.subprocessors import find
from clausewatch.model import Document, Passage, PassageKind, Section, SubprocessorRow


def layout(*blocks: str | list[str], title: str = "", lang: str = "en", kind: str = "") -> Document:
    """A document of blocks: `# heading`, `- item`, a list for a table row, else a paragraph."""
    text, passages, sections, lead = "", [], [], -1
    for block in blocks:
        start = len(text)
        if isinstance(block, list):
            text += " | ".join(block)
            at, cells = start, []
            for cell in block:
                cells.append((at, at + len(cell)))
                at += len(cell) + 3
            passages.append(Passage(PassageKind.TABLE_ROW, start, len(text), len(sections) - 1, cells=tuple(cells)))
        elif block.startswith("# "):
            text += block[2:]
            sections.append(Section("", block[2:], 1, start, start))
            passages.append(Passage(PassageKind.HEADING, start, len(text), len(sections) - 1))
        elif block.startswith("- "):
            text += block[2:]
            passages.append(Passage(PassageKind.LIST_ITEM, start, len(text), len(sections) - 1, lead_in=lead))
        else:
            text += block
            lead = len(passages)
            passages.append(Passage(PassageKind.PARAGRAPH, start, len(text), len(sections) - 1))
        text += "\n\n"
    return Document(text, title=title, lang=lang, kind=kind, sections=tuple(sections), passages=tuple(passages))


def told(rows: tuple[SubprocessorRow, ...]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(r.name, r.countries, r.purpose) for r in rows]


@pytest.mark.parametrize(
    ("lang", "heading", "header", "cells", "expected"),
    [
        ("en", "# Sub-processors", ["Company", "Location", "Purpose"], ["Harbour Mail, Inc.", "Ireland", "E-mail"], ("IE",)),
        ("sv", "# Underbiträden", ["Underbiträde", "Land", "Tjänst"], ["Norrdrift AB", "Sverige", "Drift"], ("SE",)),
        ("de", "# Unterauftragnehmer", ["Firma", "Standort", "Zweck"], ["Hafenpost GmbH", "Österreich", "E-Mail"], ("AT",)),
        (
            "fr",
            "# Sous-traitants ultérieurs",
            ["Société", "Pays", "Finalité"],
            ["Poste du Port SAS", "Belgique", "Envoi"],
            ("BE",),
        ),
    ],
)
def test_table_header_decides_the_columns_in_four_languages(
    lang: str, heading: str, header: list[str], cells: list[str], expected: tuple[str, ...]
) -> None:
    (row,) = find(layout(heading, header, cells, lang=lang))
    assert (row.name, row.countries, row.purpose) == (cells[0], expected, cells[2])


def test_place_of_processing_goes_before_seat() -> None:
    document = layout(
        "# Subprocessors", ["Name", "Headquarters", "Processing location"], ["Harbour Mail", "USA", "Germany & Finland"]
    )
    assert told(find(document)) == [("Harbour Mail", ("DE", "FI"), "")]


def test_seat_counts_where_no_place_of_processing_is_given() -> None:
    document = layout("# Subprocessors", ["Name", "Address", "Service"], ["Harbour Mail", "1 Quay Road, Cork, Ireland", "E-mail"])
    assert told(find(document)) == [("Harbour Mail", ("IE",), "E-mail")]


@pytest.mark.parametrize("words", ["Worldwide", "Global", "Worldwide (local to customer)", "N/A"])
def test_worldwide_leaves_the_country_open(words: str) -> None:
    (row,) = find(layout("# Subprocessors", ["Name", "Processing location", "Purpose"], ["Ireland Mail Ltd", words, "Mail"]))
    assert row.countries == ()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("EU (Frankfurt)", ("DE",)),
        ("Finland (EU)", ("FI",)),
        ("EU/US", ("EU", "US")),
        ("EEA and United Kingdom", ("EEA", "GB")),
        ("USA (US customers) Germany (EU customers)", ("US", "DE")),
        ("SE, DE", ("SE", "DE")),
        ("eu-north-1", ("SE",)),
        ("San Antonio, TX 78218", ("US",)),
    ],
)
def test_place_cell_is_read_as_countries(cell: str, expected: tuple[str, ...]) -> None:
    (row,) = find(layout("# Subprocessors", ["Name", "Location", "Purpose"], ["Harbour", cell, "Mail"]))
    assert row.countries == expected


def test_address_in_the_name_cell_is_no_part_of_the_name() -> None:
    cell = "Harbour Mail EMEA SARL – HME, 38 Avenue du Quai, L-1855 Luxembourg"
    (row,) = find(layout("# Subprocessors", ["Sub-processor", "Service"], [cell, "E-mail"]))
    assert (row.name, row.countries) == ("Harbour Mail EMEA SARL – HME", ("LU",))


def test_country_in_a_company_name_is_no_country() -> None:
    (row,) = find(layout("# Subprocessors", ["Sub-processor", "Service"], ["Harbour Sweden AB", "E-mail"]))
    assert row.countries == ()


def test_several_entities_in_one_cell_are_several_rows() -> None:
    document = layout(
        "# Subprocessors", ["Entity", "Country", "Purpose"], ["Harbour Inc.\nHarbour Ireland Ltd", "US, IE", "Mail"]
    )
    assert [r.name for r in find(document)] == ["Harbour Inc.", "Harbour Ireland Ltd"]


def test_row_without_a_name_continues_the_row_above() -> None:
    document = layout(
        "# Subprocessors", ["Entity", "Country", "Purpose"], ["Harbour Inc.", "US", "Mail"], ["", "India", "Support"]
    )
    assert told(find(document)) == [("Harbour Inc.", ("US", "IN"), "Mail")]


def test_caption_row_gives_the_country_of_its_group() -> None:
    document = layout("# Subprocessors", ["Entity", "Purpose", ""], ["European Union", "", ""], ["Harbour Mail", "Mail", ""])
    assert told(find(document)) == [("Harbour Mail", ("EU",), "Mail")]


def test_table_with_a_field_in_each_row_is_one_subprocessor() -> None:
    document = layout(
        "# Underbiträde 1", ["Företagsnamn", "Norrdrift AB"], ["Plats för behandling", "Norge"], ["Webbplats", "x"], lang="sv"
    )
    assert told(find(document)) == [("Norrdrift AB", ("NO",), "")]


def test_safeguard_column_is_kept() -> None:
    (row,) = find(layout("# Subprocessors", ["Entity", "Country", "Transfer mechanism"], ["Harbour Inc.", "US", "SCC"]))
    assert row.safeguard == "SCC"


def test_announced_list_gives_name_purpose_and_country() -> None:
    document = layout(
        "We use the following subprocessors:",
        "- Harbour Mail, Inc. (e-mail delivery, Ireland)",
        "- Quay.io – image registry",
        "- 3. Tidal",
    )
    assert [(r.name, r.countries) for r in find(document)] == [("Harbour Mail, Inc.", ("IE",)), ("Quay.io", ()), ("Tidal", ())]


def test_lead_in_gives_the_country_of_its_items() -> None:
    document = layout("These subprocessors are all located in Canada:", "- Harbour Mail. Post.", title="Subprocessors")
    assert told(find(document)) == [("Harbour Mail", ("CA",), "Post")]


def test_name_with_fields_below_it_is_a_subprocessor() -> None:
    document = layout("# List of subprocessors", "Harbour:", "- Purpose: Server hosting", "- Location: Norway")
    assert told(find(document)) == [("Harbour", ("NO",), "Server hosting")]


def test_name_and_postal_address_with_a_field_below_is_a_subprocessor() -> None:
    """The form of German annexes; the address gives the country where no field does, and is no name itself."""
    rows = find(
        layout(
            "# Anhang 2 – Unterauftragsverhältnisse",
            "Norrlicht Web Services GmbH",
            "Hafengasse 12",
            "20457 Hamburg",
            "Deutschland",
            "Auftragsinhalt: Speicherung der Lagerlisten",
            "Fjällmoln Inc.",
            "440 N Barranca Ave #4133, Covina, CA 91723 (USA)",
            "Leistung: Hosting",
            "Ort der Leistungserbringung: Stockholm (Schweden)",
            lang="de",
        )
    )
    assert told(rows) == [
        ("Norrlicht Web Services GmbH", ("DE",), "Speicherung der Lagerlisten"),
        ("Fjällmoln Inc.", ("SE",), "Hosting"),
    ]


def test_card_of_short_lines_is_a_subprocessor() -> None:
    document = layout(
        "# Subprocessors", "Harbour Mail", "•", "Cloud infrastructure", "Netherlands, United States", "Products: All"
    )
    assert told(find(document)) == [("Harbour Mail", ("NL", "US"), "Cloud infrastructure")]


@pytest.mark.parametrize(
    ("lang", "sentence", "name"),
    [
        ("en", "We share the data with Harbour, who acts as our data processor.", "Harbour"),
        ("en", "We use Harbour Mail, Inc. as a sub-processor.", "Harbour Mail, Inc"),
        ("sv", "Vi anlitar Norrdrift AB som underbiträde.", "Norrdrift AB"),
        ("de", "Wir setzen Hafenpost GmbH als Unterauftragnehmer ein.", "Hafenpost GmbH"),
    ],
)
def test_sentence_that_names_a_processor_is_a_row(lang: str, sentence: str, name: str) -> None:
    assert [r.name.rstrip(".") for r in find(layout(sentence, lang=lang))] == [name]


def test_hosts_with_country_in_brackets_are_rows() -> None:
    document = layout("Les données sont hébergées par Hafenpost GmbH (Allemagne) et/ou Port SAS ( FRANCE ).", lang="fr")
    assert [(r.name, r.countries) for r in find(document)] == [("Hafenpost GmbH", ("DE",)), ("Port SAS", ("FR",))]


@pytest.mark.parametrize(
    "document",
    [
        layout("# Prices", ["Company size", "Service", "Price"], ["Small", "Mail", "10"]),
        layout(
            "# Cookies",
            ["Provider", "Purpose", "Country"],
            ["Harbour Inc.", "Analytics", "US"],
            title="Subprocessors and cookies",
        ),
        layout("# Subprocessors", "The processor shall:", "- bind each subprocessor by contract;", "- remain liable."),
        layout("# Subprocessors", ["Service type", "Examples of providers"], ["Mail", "Harbour, Quay"]),
        layout("# Subprocessors", ["Name", "Country", "Purpose"], ["[NAME OF HOST]", "[COUNTRY]", "Hosting"]),
        layout("The responsibility of HARBOUR, as a subcontractor, is limited."),
    ],
)
def test_what_names_no_subprocessor_gives_no_row(document: Document) -> None:
    assert find(document) == ()


def test_list_leaves_out_what_the_table_said() -> None:
    document = layout(
        "# Subprocessors",
        ["Company", "Location", "Purpose"],
        ["Harbour", "Norway", "Mail"],
        "Harbour",
        "- Purpose: Mail",
        "- Role: Host",
    )
    assert told(find(document)) == [("Harbour", ("NO",), "Mail")]


def test_endless_sentence_is_read_in_linear_time() -> None:
    document = layout("hosted by Harbour GmbH in x " * 20_000 + "(Ireland)")
    assert find(document) == ()


_BLOCK = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["Subprocessor", "Country", "Acme Inc.", "", "Ireland", "•", "[X]"]), min_size=1, max_size=4),
    st.sampled_from(["# Subprocessors", "- Acme Inc. (Mail)", "We use Acme as a subprocessor.", "- Purpose: x", "•"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_BLOCK, max_size=10), st.sampled_from(["en", "sv", "de", "fr", "", "fi"]))
def test_rows_quote_the_document_whatever_it_holds(blocks: list[str | list[str]], lang: str) -> None:
    document = layout(*blocks, lang=lang, title="Subprocessors")
    rows = find(document)
    assert all(r.quote == document.text[r.start : r.end] for r in rows)
    assert rows == find(document)


def test_where_a_list_stands_is_no_name_on_it() -> None:
    """Items that say for which product a list is kept name no subprocessor."""
    document = layout(
        "# Subprocessors",
        "The list of subprocessors of each product can be found here:",
        "- For Harbour, at https://acme.example/harbour;",
        "- For Lantern, at https://acme.example/lantern; and",
    )
    assert find(document) == ()
