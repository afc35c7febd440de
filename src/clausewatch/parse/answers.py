"""Documents between child and parent: plain values on the pipe, no class that an answer could name."""

from __future__ import annotations

import io
import pickle
from operator import attrgetter
from typing import Any

from clausewatch.errors import ParseError
from clausewatch.model import Document, PageKind, Passage, PassageKind, Run, Section
from clausewatch.parse.advice import Advice, Suggestion

_HEAD = attrgetter(
    "text", "title", "lang", "page_kind.value", "page_reason", "format", "kind", "links", "notes", "complete", "parser"
)
_SECTION = attrgetter("number", "heading", "level", "start", "end")
_PASSAGE = attrgetter("kind.value", "start", "end", "section", "lead_in", "header", "marks", "cells")
_RUN = attrgetter("start", "end", "source_start", "source_end", "part")
_SUGGESTION = attrgetter("selector", "chars", "begins")
Answer = Document | Advice | ParseError | None
"""What a child says; None is a text that the parent has."""
_KINDS = {kind.value: kind for kind in PassageKind}


class _Reader(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> object:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in an answer")


def dumps(answer: Answer) -> bytes:
    """An answer as bytes."""
    if answer is None:
        return pickle.dumps((), protocol=5)
    if isinstance(answer, Advice):
        return pickle.dumps((answer.title, [_SUGGESTION(s) for s in answer.selectors]), protocol=5)
    if isinstance(answer, ParseError):
        return pickle.dumps((answer.reason, str(answer), answer.hint), protocol=5)
    parts = [_SECTION(s) for s in answer.sections], [_PASSAGE(p) for p in answer.passages], [_RUN(r) for r in answer.runs]
    return pickle.dumps((_HEAD(answer), *parts), protocol=5)


def loads(data: bytes) -> Answer:
    """The answer in the bytes of a child; anything else is an error of that child.

    Raises:
        ParseError: the bytes are not an answer.
    """
    try:
        return _built(_Reader(io.BytesIO(data)).load())
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError, KeyError) as e:
        raise ParseError("failed", f"The reader's answer makes no sense: {e}.", "Report the document.") from e


def _built(plain: Any) -> Answer:
    if plain == ():
        return None
    if len(plain) == 2:
        return Advice(str(plain[0]), tuple(Suggestion(str(a), int(n), str(b)) for a, n, b in plain[1]))
    if len(plain) == 3:
        return ParseError(*map(str, plain))
    (text, title, lang, page_kind, reason, format_, kind, links, notes, complete, parser), sections, passages, runs = plain
    return Document(
        text=text,
        title=title,
        lang=lang,
        page_kind=PageKind(page_kind),
        page_reason=reason,
        format=format_,
        kind=kind,
        sections=tuple(Section(*s) for s in sections),
        passages=tuple(Passage(_KINDS[p[0]], *p[1:]) for p in passages),
        runs=tuple(Run(*r) for r in runs),
        links=links,
        notes=notes,
        complete=complete,
        parser=parser,
    )
