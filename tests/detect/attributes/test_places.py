"""Places: countries, parts, cities and adjectives in four languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausewatch.detect.attributes import places


@pytest.mark.parametrize(
    ("text", "lang", "codes"),
    [
        ("the laws of the State of California", "en", ["US-CA"]),
        ("England and Wales", "en", ["GB-EAW"]),
        ("Scotland, Northern Ireland", "en", ["GB-SCT", "GB-NIR"]),
        ("Québec and Ontario", "en", ["CA-QC", "CA-ON"]),
        ("the U.S., the UK and the EEA", "en", ["US", "GB", "EEA"]),
        ("New Jersey and Jersey", "en", ["US-NJ", "JE"]),
        ("the State of Georgia; Georgia", "en", ["US-GA", "GE"]),
        ("Tyskland och Förenta staterna", "sv", ["DE", "US"]),
        ("Sveriges och Irlands lag", "sv", ["SE", "IE"]),
        ("inom EU/EES", "sv", ["EU", "EEA"]),
        ("Bundesrepublik Deutschland, Vereinigte Staaten", "de", ["DE", "US"]),
        ("innerhalb des EWR", "de", ["EEA"]),
        ("en Allemagne ou aux États-Unis", "fr", ["DE", "US"]),
        ("l'Union européenne", "fr", ["EU"]),
        ("Växjö", "sv", ["SE"]),
        ("Genève", "fr", ["CH-GE"]),
    ],
)
def test_names_are_found_in_four_languages(text: str, lang: str, codes: list[str]) -> None:
    assert [p.code for p in places.find(text, lang)] == codes


@pytest.mark.parametrize(
    "text", ["contact us", "turkey dinner", "an island", "it may help us", "the nice person", "eu", "Canadair"]
)
def test_words_that_only_look_like_places_are_left(text: str) -> None:
    assert places.find(text, "en") == ()


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [("Swedish law", "en", "SE"), ("svensk lag", "sv", "SE"), ("deutsches Recht", "de", "DE"), ("droit français", "fr", "FR")],
)
def test_adjectives_are_marked_as_such(text: str, lang: str, code: str) -> None:
    (found,) = places.find(text, lang)
    assert (found.code, found.kind) == (code, places.ADJECTIVE)


def test_country_of_a_name_that_stands_alone() -> None:
    assert (places.country("Ireland", "en"), places.country("near Ireland", "en"), places.country("x", "en")) == ("IE", "", "")


@given(st.text(), st.sampled_from(["en", "sv", "de", "fr", "xx"]))
def test_places_lie_in_the_text_in_order(text: str, lang: str) -> None:
    found = places.find(text, lang)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= p.start < p.end <= len(text) for p in found)
