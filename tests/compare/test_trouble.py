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
