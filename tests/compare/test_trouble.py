"""A capture that is not the document is the operator's business, never an alarm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from comparekit import BODY, CONTEXT, judged, reading

from clausewatch.compare.judge import compare
from clausewatch.model import PageKind

LONG = BODY * 6
SWEDISH = """
## 1. Omfattning

Avtalet gäller för kundens användning av tjänsten och för de användare som kunden ger tillgång till den.
Kunden är ansvarig för att uppgifterna är riktiga och att de inte behandlas längre än vad som är tillåtet.
Leverantören får inte lämna ut uppgifter till andra utan att kunden har godkänt det i förväg och skriftligen.
"""


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ("", "empty"),
        ("# Menu\n\nHome\n\nAbout", "empty"),
        ("# Service unavailable\n\n" + "Please try again in a while, the page is not here at the moment. " * 4, "server_error"),
        (LONG[:700], "shrunk"),
        (SWEDISH, "language"),
        ("# Cats\n\n" + "Cats sleep long and hunt mice at night while dogs bark loudly in gardens. " * 9, "other_document"),
    ],
)
def test_a_side_that_is_not_the_document_is_held(new: str, kind: str) -> None:
    change = compare(reading("", body=LONG), reading("", body=new), CONTEXT)
    assert (change.capture, change.substantive, change.severity) == (kind, False, 0)
    assert change.parts == ()
    assert "not the document" in change.summary["en"]


def test_a_short_notice_rewritten_under_the_same_titles_is_the_document() -> None:
    old = "# Legal notice\n\n## Publisher\n\n{}\n\n## Director of publication\n\n{}\n\n## Hosting\n\n{}"
    one = old.format(
        "The Ministry of the North, Fjällgatan 1, Kiruna. " * 8, "Åsa Nord, ambassador for the north.", "Molnhuset AB, Umeå."
    )
    two = old.format(
        "Association Klart Språk, chez Jean Clair, Lyon.",
        "Jean Clair.",
        "Nuage SA stores the data of all users of this site at its centre in Brest.",
    )
    change = compare(reading("", body=one), reading("", body=two), CONTEXT)
    assert change.capture is None
    assert change.substantive


def test_the_page_kind_of_the_parser_decides_first() -> None:
    old = reading("The law of Sweden governs.")
    new = replace(old, document=replace(old.document, page_kind=PageKind.CONSENT))
    assert compare(old, new, CONTEXT).capture == "consent"


def test_a_document_that_grew_is_sound() -> None:
    assert (
        judged("Swedish law governs.", "Swedish law governs. " + "The customer must keep backups of all data. " * 60).capture
        is None
    )


def test_a_list_that_lost_one_row_is_sound() -> None:
    rows = "\n".join(f"- Firma {n} AB, hosting in Sweden" for n in range(30))
    change = judged(rows, rows.replace("- Firma 7 AB, hosting in Sweden\n", ""))
    assert change.capture is None
    assert change.substantive


def test_a_text_seen_twice_is_the_document() -> None:
    """Held captures become the document when they are seen again (fault F30)."""
    change = compare(reading("", body=LONG), reading("", body=LONG[:700]), replace(CONTEXT, confirmed=True))
    assert change.capture is None
    assert change.substantive


def test_a_list_that_ends_after_ten_rows_may_be_its_first_page() -> None:
    def listed(count: int) -> str:
        return BODY + "\n".join(f"- Firma {n} AB, hosting of customer data in Sweden" for n in range(count))

    assert compare(reading("", body=listed(16)), reading("", body=listed(10)), CONTEXT).capture == "shrunk"
    assert compare(reading("", body=listed(16)), reading("", body=listed(13)), CONTEXT).substantive


def test_a_large_run_that_is_missing_is_a_page_in_part() -> None:
    half = "\n\n".join(f"The customer must keep record number {n} of its users for the vendor." for n in range(30))
    assert judged(half, "").capture in {"shrunk", "empty"}
    assert judged("", half).capture is None


def test_menus_alone_are_not_the_document() -> None:
    menu = "\n\n".join(f"Product {n}\n\nSolutions for industry {n}" for n in range(20))
    sentences = "\n\n".join(f"The customer must keep record number {n} of all its users for the vendor." for n in range(40))
    change = compare(reading("", body=sentences + "\n\n" + menu), reading("", body=menu), CONTEXT)
    assert change.capture in {"empty", "shrunk"}


def test_a_product_page_seen_twice_is_still_not_the_document() -> None:
    page = "# Cats\n\n" + "Cats sleep long and hunt mice at night while dogs bark loudly in gardens. " * 9
    terms = "\n\n".join(f"The customer must keep record {n} and may not share it without consent." for n in range(20))
    sides = reading("", body=terms), reading("", body=page)
    assert compare(*sides, replace(CONTEXT, confirmed=True)).capture == "other_document"
