"""What holds for every input: offsets, order, determinism, and no crash on any bytes."""

from __future__ import annotations

import contextlib
import html as entities
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewatch.errors import ParseError
from clausewatch.model import Document, PassageKind
from clausewatch.parse.reader import Hints, parse
from clausewatch.parse.repair import repaired

WORDS = st.text(st.sampled_from("abc åéß 9.(a)§“”&<>–\u00ad\u200b\u00a0ﬁ\n"), min_size=1, max_size=30)
TAGS = st.sampled_from("p|div|li|ul|ol|td|tr|table|h2|b|a|span|br|section|nav|main|details|summary|pre".split("|"))  # noqa: SIM905


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Pages of known tags in any order, open or closed, with text between them."""
    parts = draw(st.lists(st.one_of(WORDS.map(entities.escape), TAGS.map("<{}>".format), TAGS.map("</{}>".format)), max_size=40))
    return "<html><body>" + "".join(parts)


def sound(document: Document) -> None:
    at = 0
    for n, passage in enumerate(document.passages):
        assert at <= passage.start < passage.end <= len(document.text)
        at = passage.end
        words = document.passage_text(passage)
        assert words == words.strip()
        assert words == " ".join(words.split())
        assert -1 <= passage.section < len(document.sections)
        assert -1 <= passage.lead_in < n
        assert passage.header < len(document.passages)
        assert passage.kind is PassageKind.TABLE_ROW or not passage.cells
        assert all(passage.start <= a <= b <= passage.end for a, b in passage.cells)
    assert "".join(document.text.split()) == "".join("".join(document.passage_text(p).split()) for p in document.passages)
    for section in document.sections:
        assert 0 <= section.start < section.end <= len(document.text)
    assert [r.start for r in document.runs] == sorted(r.start for r in document.runs)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_any_page_has_sound_offsets_and_runs_that_hold_its_words(page: str) -> None:
    source = page.encode()
    document = parse(source)
    sound(document)
    assert document == parse(source)
    for run in document.runs:
        raw = entities.unescape(source[run.source_start : run.source_end].decode())
        assert " ".join(repaired(raw).split()) == document.text[run.start : run.end]


@settings(max_examples=120, deadline=None)
@given(
    st.text(st.sampled_from("ab 1.)(*_#[]|`>-\\!&;:\n§"), max_size=200),
    st.sampled_from(["a.md", "a.txt", "a.rst", "a.tsx", "a.vue"]),
)
def test_any_text_has_sound_offsets(text: str, name: str) -> None:
    document = parse(text.encode(), Hints(filename=name))
    sound(document)
    assert document == parse(text.encode(), Hints(filename=name))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"<html>", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]))
def test_any_bytes_give_a_document_or_a_typed_error(body: bytes, start: bytes) -> None:
    with contextlib.suppress(ParseError):
        sound(parse(start + body))


def _seconds(body: bytes) -> float:
    """The best of three: a busy machine makes single readings of milliseconds worthless."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        sound(parse(body))
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize(
    "unit",
    [
        b"word and more ", b"<b>x</b>", b"<p>You shall.</p>", b"<div><i>", b"<", b"&amp;", b"<a href='", b"<!-- x",
        b"<table><tr><td>", b"<li>1. x", b"<br>", b"[x](y) ", b"**", b"(a) ",
    ],
)  # fmt: skip
def test_time_grows_in_step_with_the_size(unit: bytes) -> None:
    """Eight times the size; what grew with its square would take sixty-four times as long."""
    small, large = _seconds(b"<html><body>" + unit * 1_500), _seconds(b"<html><body>" + unit * 12_000)
    assert large < 32 * max(small, 0.03)
