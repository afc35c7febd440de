"""F42: table rows are whole, over page ends and merged cells too."""

from __future__ import annotations

import parsekit as kit
from clausewatch.model import Document, PassageKind
from clausewatch.parse.reader import parse
from parsekit import Text


def rows(document: Document) -> list[str]:
    return [document.passage_text(p) for p in document.passages if p.kind is PassageKind.TABLE_ROW]


def page(cells: list[tuple[str, str]]) -> list[Text]:
    texts = [Text(80, 700 - 20 * r, a) for r, (a, _) in enumerate(cells)]
    return texts + [Text(300, 700 - 20 * r, b) for r, (_, b) in enumerate(cells)]


def test_f42_lines_in_a_cell_stay_lines() -> None:
    document = parse(
        b"<main><table><tr><th>Company<br>name</th><th>Country</th></tr><tr><td><p>Bergrum AS</p><p>Storgata 1</p></td>"
        b"<td>Norway<br>Ireland</td></tr></table></main>"
    )
    assert document.text == "Company name | Country\nBergrum AS\nStorgata 1 | Norway\nIreland"


def test_f42_table_over_two_pages_is_one_with_one_header() -> None:
    drawing = "".join(f"70 {715 - 20 * r} m 500 {715 - 20 * r} l S\n" for r in range(4)) + "".join(
        f"{x} {715 - 20 * r} m {x} {695 - 20 * r} l S\n" for x in (70, 290, 500) for r in range(3)
    )
    head = ("Name", "Country")
    first = page([head, ("Bergrum Datacenter AS", "Norway"), ("Postduva GmbH", "Germany")])
    second = page([head, ("Ticketline Inc.", "United States of America"), ("Snowpost Ab", "Finland")])
    document = parse(kit.pdf([first, second], drawing=drawing))
    assert rows(document) == [
        "Name | Country", "Bergrum Datacenter AS | Norway", "Postduva GmbH | Germany",
        "Ticketline Inc. | United States of America", "Snowpost Ab | Finland",
    ]  # fmt: skip
    headers = {p.header for p in document.passages if p.kind is PassageKind.TABLE_ROW}
    assert headers == {-1, 0}


def test_f42_merged_cells_are_repeated_in_every_row() -> None:
    document = parse(
        b"<html><body><table><tr><th>Name<th>Service<th>Country</tr>"
        b"<tr><td rowspan='2'>Bergrum<td>Disk<td>Norway</tr><tr><td>Tape<td>Sweden</tr></table></body></html>"
    )
    assert rows(document)[1:] == ["Bergrum | Disk | Norway", "Bergrum | Tape | Sweden"]


def test_f42_reordered_rows_are_the_same_set() -> None:
    def table(names: list[str]) -> Document:
        cells = "".join(f"<tr><td>{n}</td><td>Norway</td></tr>" for n in names)
        return parse(f"<html><body><table><tr><th>Name</th><th>Country</th></tr>{cells}</table></body></html>".encode())

    assert set(rows(table(["A AS", "B AS", "C AS"]))) == set(rows(table(["C AS", "A AS", "B AS"])))


def test_f42_row_over_several_ruled_lines_is_one() -> None:
    drawing = "".join(f"70 {715 - 20 * r} m 500 {715 - 20 * r} l S\n" for r in range(5)) + "".join(
        f"{x} {715 - 20 * r} m {x} {695 - 20 * r} l S\n" for x in (70, 290, 500) for r in range(4)
    )
    cells = [
        ("Name", "Purpose"),
        ("Bergrum Datacenter AS", "Hosting of servers and"),
        ("", "storage of copies"),
        ("Postduva GmbH", "E-mail"),
    ]
    document = parse(kit.pdf([page(cells)], drawing=drawing))
    assert rows(document) == [
        "Name | Purpose", "Bergrum Datacenter AS | Hosting of servers and storage of copies", "Postduva GmbH | E-mail",
    ]  # fmt: skip


def set_in_columns(rows: list[tuple[str, ...]], top: float = 700, step: float = 20) -> list[Text]:
    return [Text(70 + 160 * n, top - step * r, cell) for r, row in enumerate(rows) for n, cell in enumerate(row) if cell]


SUBPROCESSORS = [
    ("Name", "Purpose", "Location"), ("Bergrum Datacenter AS", "Hosting of backups", "Norway"),
    ("Postduva GmbH", "Sending of e-mail", "Germany"), ("Ticketline Inc.", "Support desk", "United States"),
]  # fmt: skip
CLAUSE = "The supplier engages the subprocessors that are named below for the service."


def test_f42_columns_without_ruling_lines_are_a_table() -> None:
    document = parse(kit.pdf([[Text(70, 760, CLAUSE), *set_in_columns(SUBPROCESSORS)]]))
    assert rows(document) == [" | ".join(row) for row in SUBPROCESSORS]
    assert {p.header for p in document.passages if p.kind is PassageKind.TABLE_ROW} == {-1, 1}
    assert document.passage_text(document.passages[0]) == CLAUSE


def test_f42_a_wrapped_cell_goes_on_with_its_row() -> None:
    table = set_in_columns(SUBPROCESSORS[:1]) + set_in_columns(
        [("Bergrum Datacenter", "Hosting of backups", "Norway"), ("AS", "and of archives", "")], 675, 12
    )
    table += set_in_columns([("Postduva GmbH", "Sending of e-mail", "Germany")], 640)
    document = parse(kit.pdf([[Text(70, 760, CLAUSE), *table]]))
    assert rows(document)[1:] == [
        "Bergrum Datacenter AS | Hosting of backups and of archives | Norway", "Postduva GmbH | Sending of e-mail | Germany",
    ]  # fmt: skip


def test_f42_names_to_sign_and_contents_are_no_table() -> None:
    signed = [("For the supplier", "For the customer"), ("Name:", "Name:"), ("Title:", "Title:"), ("Date:", "Date:")]
    contents = [("1. Services", "2"), ("2. Fees", "4"), ("3. Location of data", "7"), ("4. Term", "9")]
    document = parse(kit.pdf([[Text(70, 760, CLAUSE), *set_in_columns(signed), *set_in_columns(contents, 500)]]))
    assert rows(document) == []
