"""The sandbox: the same documents as in process, and nothing that a document does reaches the parent."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Container, Iterator

import psutil
import pytest

import parsekit as kit
from clausewatch.errors import ParseError
from clausewatch.model import Document
from clausewatch.parse import answers
from clausewatch.parse.reader import parse
from clausewatch.parse.sandbox import Hints, ParseLimits, Pool

PAGE = (
    b"<html><body><main><h1>Terms</h1><p>The supplier may amend this agreement with thirty days notice.</p></main></body></html>"
)
HEAVY = b"<html><body>" + b"<p>You shall not do this, and that is the agreement between us.</p>" * 400_000


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(ParseLimits(cpu_seconds=20, wall_seconds=60)) as pool:
        yield pool


def children(before: Container[psutil.Process] = ()) -> list[psutil.Process]:
    """The readers among this process's children, without those that other tests have running."""
    found = [c for c in psutil.Process().children() if c not in before]
    return [c for c in found if "clausewatch.parse.child" in c.cmdline()]


def test_child_reads_the_same_document_as_the_parent(pool: Pool) -> None:
    hints = Hints(url="https://f.example/terms")
    assert pool.parse(PAGE, hints) == parse(PAGE, hints)


def test_page_is_let_go_as_soon_as_it_is_read() -> None:
    """What refers to itself stays until the collector comes, and the child held dozens of pages that were done with."""
    page = b"<html><body><main>" + b"<p>The supplier may <b>amend</b> this agreement.</p>" * 500
    parse(page)
    gc.collect()
    gc.disable()
    try:
        parse(page)
        assert gc.collect() < 50
    finally:
        gc.enable()


def test_known_text_stays_in_the_child(pool: Pool) -> None:
    """Only of terms: whatever else a page is must be looked at each time."""
    terms = b"<html><body>" + b"<p>The supplier may amend this agreement, and shall give notice of thirty days.</p>" * 20
    assert pool.news(terms, Hints(), parse(terms).text_sha256) is None
    assert pool.news(terms, Hints(), "another") == parse(terms)
    assert pool.news(PAGE, Hints(), parse(PAGE).text_sha256) == parse(PAGE)  # too short to be the document


def test_typed_errors_come_through_with_their_reason_and_hint(pool: Pool) -> None:
    with pytest.raises(ParseError) as error:
        pool.parse(b"%PDF-1.7 broken")
    assert (error.value.reason, bool(error.value.hint)) == ("broken", True)


def test_threads_share_the_pool(pool: Pool) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(pool.parse(b"<html><p>number %d</p>" % n).text)) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"number {n}" for n in range(6)]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (ParseLimits(wall_seconds=0.4), "longer than"),
        (ParseLimits(cpu_seconds=1), "CPU"),
        (ParseLimits(memory_bytes=200 * 1024 * 1024), "more"),
    ],
)
def test_document_beyond_a_limit_is_stopped_and_the_pool_goes_on(limits: ParseLimits, said: str) -> None:
    with Pool(limits) as pool:
        with pytest.raises(ParseError, match=said) as error:
            pool.parse(HEAVY)
        assert error.value.reason == "limits"
        if limits.wall_seconds > 1:
            assert pool.parse(PAGE).text.startswith("Terms")


def test_killed_child_costs_one_document() -> None:
    others = children()
    with Pool() as pool:
        pool.parse(PAGE)
        [child] = children(others)
        child.kill()
        with pytest.raises(ParseError, match="memory or CPU"):
            pool.parse(PAGE)
        assert pool.parse(PAGE).text.startswith("Terms")


def test_children_are_renewed_after_their_share() -> None:
    others = children()
    with Pool(ParseLimits(recycle_after=2)) as pool:
        pool.parse(PAGE)
        [first] = [c.pid for c in children(others)]
        pool.parse(PAGE)
        pool.parse(PAGE)
        assert first not in [c.pid for c in children(others)]
    assert children(others) == []


def test_child_sees_no_secret_of_the_environment() -> None:
    os.environ["FJORDMOLN_SECRET"] = "hush"
    others = children()
    try:
        with Pool() as pool:
            pool.parse(PAGE)
            [child] = children(others)
            assert "FJORDMOLN_SECRET" not in child.environ()
    finally:
        del os.environ["FJORDMOLN_SECRET"]


def test_answer_may_name_nothing_but_the_model() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    with pytest.raises(ParseError, match="no place in an answer"):
        answers.loads(pickle.dumps(Evil()))
    with pytest.raises(ParseError):
        answers.loads(b"\x80\x05garbage")
    assert answers.loads(answers.dumps(Document("x"))) == Document("x")


def test_importing_the_sandbox_loads_no_reader() -> None:
    heavy = ("lxml", "bs4", "spacy", "pdfplumber", "pypdfium2")
    code = f"import sys, clausewatch.parse.sandbox; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_packed_formats_are_read_in_the_child(pool: Pool) -> None:
    assert pool.parse(kit.docx(kit.para("The fee is ten euro.")), Hints(filename="a.docx")).text == "The fee is ten euro."


def test_suggestions_are_made_in_the_child(pool: Pool) -> None:
    words = b"The supplier may amend these terms. " * 20
    page = b"<!doctype html><body><nav>Home</nav><main id='terms'><h1>Terms</h1><p>" + words + b"</p></main>"
    advice = pool.advise(page)
    assert (advice.title, advice.selectors[0].selector) == ("Terms", "main")
    assert advice.selectors[0].chars > 600
    assert pool.advise(b"%PDF-1.7").selectors == ()


def test_a_page_too_much_for_suggestions_costs_the_suggestions_alone() -> None:
    """An element in an element thousands of times over is text to be read, but nothing to be looked through."""
    page = b"<div>" * 5_000 + b"The supplier may amend these terms. " * 20
    with Pool(ParseLimits(cpu_seconds=1, wall_seconds=20)) as pool:
        with contextlib.suppress(ParseError):
            pool.advise(page)
        assert "may amend" in pool.parse(page).text
