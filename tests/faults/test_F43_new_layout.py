"""F43: the same document in a new layout keeps its words, passage by passage."""

from __future__ import annotations

import textwrap

from clausewatch.model import Document
from clausewatch.parse.reader import Hints, parse

A = "The supplier may amend this agreement with thirty days notice to the customer."
B = "The customer may terminate the agreement before the change takes effect."


def words(document: Document) -> list[str]:
    """Passages by letters and digits, clause numbers and bullets aside."""
    shown = (document.passage_text(p).casefold() for p in document.passages)
    return ["".join(c for c in text if c.isalpha()) for text in shown]


def test_f43_markup_wraps_and_list_marks_do_not_change_the_passages() -> None:
    first = "\n    ".join(textwrap.wrap(A, 40))
    wrapped = f"Terms\n=====\n\n1.  {first}\n2.  {B}\n"
    layouts = [
        parse(f"# Terms\n\n1. {A}\n2. {B}\n".encode(), Hints(filename="a.md")),
        parse(wrapped.encode(), Hints(filename="a.md")),
        parse(f"<html><main><h1>Terms</h1><ol><li>{A}</li><li>{B}</li></ol></main>".encode()),
        parse(f"<html><main><div><b>Terms</b></div><div>1. {A}<br>2. {B}</div></main>".encode()),
        parse(f"<html><main><p class='t'>Terms</p><ul><li><p>{A}</p></li><li><p>{B}</p></li></ul></main>".encode()),
    ]
    assert [words(layout) for layout in layouts] == [words(layouts[0])] * len(layouts)
