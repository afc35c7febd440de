"""Sentences end where a reader would end them."""

from __future__ import annotations

import pytest

from clausewatch.detect.units import cut


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in cut(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Quarrels are heard by the U.S. District Court for the Northern District of Oslo.",
        "The office is in the U.S. Virgin Islands, and its records are kept there too.",
        "Ask the E.U. Commission, or the authority of the land in which you live.",
    ],
)
def test_short_form_of_a_country_inside_a_name_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize("begin", ["You agree to this move of the records.", "The keys are kept by the warden there."])
def test_short_form_of_a_country_ends_a_sentence_before_a_word_that_begins_one(begin: str) -> None:
    first = "All of the records are kept in the U.S."
    assert sentences(f"{first} {begin}") == [first, begin]
