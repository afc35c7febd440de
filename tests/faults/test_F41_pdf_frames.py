"""F41: headers, footers, page numbers and columns of PDFs; two readers are compared."""

from __future__ import annotations

import parsekit as kit
from clausewatch.parse.reader import parse
from parsekit import Text, column

LAW = "The supplier may amend this agreement with thirty days notice to the customer."


def test_f41_frames_and_page_numbers_are_removed() -> None:
    pages = [
        [Text(72, 805, "Fjordmoln AB | Terms"), *column([f"On page {n}: {LAW}"]), Text(280, 25, f"{n} / 4")] for n in range(1, 5)
    ]
    document = parse(kit.pdf(pages))
    assert document.text.split("\n\n") == [f"On page {n}: {LAW}" for n in range(1, 5)]


def test_f41_columns_are_read_one_after_the_other() -> None:
    left = column([f"Left {n} of the agreement with the customer" for n in range(6)], x=60)
    right = column([f"Right {n} of the agreement with the vendor" for n in range(6)], x=320)
    text = parse(kit.pdf([[line for pair in zip(left, right, strict=True) for line in pair]])).text
    assert text.index("Left 5") < text.index("Right 0")


def test_f41_two_readers_report_how_alike_they_read() -> None:
    assert "Two readers agree on 100%" in parse(kit.pdf([column([LAW] * 5)])).notes[-1]


def test_f41_frames_of_two_pages_are_removed_too() -> None:
    def page(n: int, words: str) -> list[Text]:
        return [Text(72, 810, "Northwind - Service levels"), *kit.column([words, "and more."]), Text(72, 30, f"Page {n} of 2")]

    document = parse(
        kit.pdf([page(1, "1.1 The service is available for most of each month"), page(2, "2.1 Credits are paid on request")])
    )
    assert "Northwind" not in document.text
    assert "of 2" not in document.text
    assert "2.1 Credits are paid" in document.text
