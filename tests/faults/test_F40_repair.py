"""F40: broken and invisible characters are mended, and offsets still point to the source."""

from __future__ import annotations

import html

import pytest

import parsekit as kit
from clausewatch.parse.reader import Hints, parse
from clausewatch.parse.repair import repaired
from parsekit import column


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sub\u00adprocessor", "subprocessor"), ("zero\u200bwidth\ufeff", "zerowidth"), ("\ufb01nal o\ufb03ce", "final office"),
        ("thirty\u00a0days\u202fnotice", "thirty days notice"),
        ("\u202eright\u202c to left", "right to left"), ("bell\x07", "bell"),
    ],
)  # fmt: skip
def test_f40_characters_are_mended_in_every_format(written: str, read: str) -> None:
    assert repaired(written) == read
    for name, body in (("a.html", f"<html><p>{written} end</p>"), ("a.md", f"{written} end"), ("a.txt", f"{written} end")):
        source = body.encode()
        document = parse(source, Hints(filename=name))
        assert document.text == f"{read} end"
        for run in document.runs:
            raw = html.unescape(source[run.source_start : run.source_end].decode())
            assert " ".join(repaired(raw).split()) == document.text[run.start : run.end]


def test_f40_homoglyphs_are_left_as_the_vendor_wrote_them() -> None:
    assert parse("\u0440aypal".encode(), Hints(filename="a.txt")).text == "\u0440aypal"


def test_f40_hard_wraps_are_joined() -> None:
    document = parse(b"The customer shall\npay the fees\nin time.\n\nNext.", Hints(filename="a.txt"))
    assert document.text == "The customer shall pay the fees in time.\n\nNext."


def test_f40_hyphenated_line_ends_of_a_pdf_are_joined() -> None:
    lines = [
        "The supplier may amend this agreement with notice, and the custom-",
        "er may terminate it before the change takes effect.",
    ]
    assert "customer may terminate" in parse(kit.pdf([column(lines)])).text


def test_f40_lost_space_after_a_bold_title_is_put_back() -> None:
    assert parse(b"<html><p><b>Fees.</b>The customer pays.</p>").text == "Fees. The customer pays."
