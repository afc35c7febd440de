"""Labels kept without text come back beside the document, also when it is read another way."""

from __future__ import annotations

import json

import pytest

from clausewatch.detect.labelstore import pack, unpack

TEXT = "# Terms\n\nThe [law](https://x.example) of Norway applies.\n\nWe may change these terms at any time.\n"
ROW = {"doc": "x--tos", "family": "x", "kind": "tos", "lang": "en", "path": "x/tos.md"}
LABELS = {
    "clauses": [
        {"type": "governing_law", "quote": "The law of Norway applies.", "attrs": {"countries": ["NO"]}},
        {"type": "terms_change", "quote": "We may change these terms at any time.", "attrs": {}, "borderline": True},
    ]
}


def test_packed_labels_hold_no_words_of_the_document() -> None:
    """Position, length and hash, types and attributes: nothing to read."""
    kept = json.dumps(pack(ROW, LABELS, TEXT))
    assert "change" not in kept.replace("terms_change", "")
    assert "applies" not in kept


def test_labels_come_back_with_their_quotes() -> None:
    """Quotes are letters and digits, as all comparisons of labels are."""
    labels, lost = unpack(pack(ROW, LABELS, TEXT), TEXT)
    assert lost == 0
    assert [c["quote"] for c in labels["clauses"]] == ["thelawofnorwayapplies", "wemaychangethesetermsatanytime"]
    assert labels["clauses"][1]["borderline"]


def test_labels_are_found_where_another_reading_put_them() -> None:
    """A parser that drops the title and adds a line in between shifts every position."""
    other = "The law of Norway\napplies.\nA new line.\nWe may change\nthese terms at any time."
    labels, lost = unpack(pack(ROW, LABELS, TEXT), other)
    assert lost == 0
    assert len(labels["clauses"]) == 2


def test_labels_of_text_that_is_gone_are_counted() -> None:
    """What cannot be placed is lost aloud."""
    assert unpack(pack(ROW, LABELS, TEXT), "The law of Norway applies.")[1] == 1


def test_quote_that_is_not_in_the_document_is_refused() -> None:
    """A label for other words would be a lie."""
    with pytest.raises(ValueError, match="not in the document"):
        pack(ROW, {"clauses": [{"type": "terms_change", "quote": "We never change anything."}]}, TEXT)
