"""Trying a declaration before it is relied on, and drafting one from a page; nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clausewatch.errors import ParseError
from clausewatch.model import WATCHED_LANGUAGES, Attempt, Document, Outcome, PageKind, Source, Vendor
from clausewatch.seen import hints_of
from clausewatch.tools import Asker

if TYPE_CHECKING:
    from clausewatch.parse.advice import Advice

ENOUGH = 100
"""Characters that a document holds at least."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, whether it went well, and what was seen."""

    name: str
    passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying one source. `first` and `last` are lines of the text, `advice` is for a person."""

    source: Source
    steps: tuple[Step, ...]
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True when every step went well."""
        return all(s.passed for s in self.steps)


@dataclass(frozen=True, slots=True)
class _Tried:
    attempt: Attempt
    document: Document | None = None
    unreadable: str = ""


def check(asker: Asker, source: Source) -> Trial:
    """Fetch a source twice and look at what comes: reachable, readable, selected, long enough, the same again."""
    tried = _tried(asker, source)
    steps = list(_looked_at(source, tried))
    if all(s.passed for s in steps):
        steps.append(_steady(tried, _tried(asker, source)))
    lines = [line.strip() for line in tried.document.text.splitlines() if line.strip()] if tried.document else []
    settled = all(s.passed for s in steps) and source.select
    advice = () if settled else tuple(_sentences(source, tried, _advised(asker, source, tried)))
    return Trial(source, tuple(steps), tuple(lines[:_SHOWN]), tuple(lines[_SHOWN:][-_SHOWN:]), advice)


def _tried(asker: Asker, source: Source) -> _Tried:
    attempt = asker.fetcher.fetch(source)
    if attempt.outcome is not Outcome.CAPTURED:
        return _Tried(attempt)
    try:
        return _Tried(attempt, asker.parse(attempt.body, hints_of(source, attempt)))
    except ParseError as e:
        return _Tried(attempt, unreadable=f"{e} {e.hint}".strip())


def _looked_at(source: Source, tried: _Tried) -> Iterator[Step]:
    """The steps in order; what cannot be tried for want of an earlier one is left out."""
    attempt, document = tried.attempt, tried.document
    fetched = attempt.outcome is Outcome.CAPTURED
    seen = f"{len(attempt.body)} bytes, {attempt.content_type or 'no content type'}" if fetched else attempt.outcome.value
    yield Step("fetch", fetched, "; ".join(filter(None, [seen, attempt.detail])))
    if not fetched:
        return
    yield Step("read", document is not None, tried.unreadable)
    if document is None:
        return
    missed = document.page_kind is PageKind.SELECTOR
    if source.select:
        yield Step("select", not missed, document.page_reason if missed else ", ".join(source.select))
    if not missed:
        sound = document.page_kind is PageKind.TERMS
        yield Step("kind", sound, "" if sound else f"{document.page_kind.value}: {document.page_reason}")
    count = len(document.text)
    yield Step("length", count >= ENOUGH, f"{count} characters" + ("" if count >= ENOUGH else f", fewer than {ENOUGH}"))


def _steady(one: _Tried, two: _Tried) -> Step:
    if one.document is None or two.document is None:
        return Step("again", False, f"the second time: {two.unreadable or two.attempt.detail or two.attempt.outcome.value}")
    same = one.document.text_sha256 == two.document.text_sha256
    return Step("again", same, "the same text" if same else "another text: `remove` what differs from one time to the next")


def _sentences(source: Source, tried: _Tried, advice: Advice) -> Iterator[str]:
    if tried.document is not None and tried.document.page_kind is PageKind.JAVASCRIPT_SHELL and not source.javascript:
        yield "declare `javascript: true`"
    for found in advice.selectors[:_SHOWN]:
        yield f"select: {found.selector} ({found.chars} characters, from {found.begins!r})"


def _advised(asker: Asker, source: Source, tried: _Tried) -> Advice:
    """Suggestions for an HTML page that could be read, made in a child; none where that goes beyond its limits."""
    from clausewatch.parse.advice import Advice

    if tried.document is None:
        return Advice()
    try:
        return asker.pool.advise(tried.attempt.body, hints_of(source, tried.attempt))
    except ParseError:
        return Advice()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A drafted vendor, and what a person should know about it before it is used."""

    vendor: Vendor
    notes: tuple[str, ...]
    passed: bool


def propose(asker: Asker, url: str, javascript: bool = False) -> Proposal:
    """Draft a declaration from a page; from its address alone where it cannot be had."""
    from clausewatch.declarations.draft import draft

    guess = draft(url)
    source = replace(guess.sources[0], lang="", javascript=javascript)
    tried = _tried(asker, source)
    steps = tuple(_looked_at(source, tried))
    advice = _advised(asker, source, tried)
    title, lang, select = _drafted(tried, advice)
    vendor = draft(url, title, lang, select)
    vendor = replace(vendor, sources=tuple(replace(s, javascript=javascript) for s in vendor.sources))
    notes = [f"{s.name}: {s.note}" for s in steps if not s.passed]
    return Proposal(vendor, (*notes, *_sentences(source, tried, advice)), not notes)


def _drafted(tried: _Tried, advice: Advice) -> tuple[str, str, tuple[str, ...]]:
    """Title, language and selector of a page, as far as they can be told."""
    if tried.document is None:
        return "", "", ()
    lang = tried.document.lang if tried.document.lang in WATCHED_LANGUAGES else ""
    if not advice.selectors:
        return tried.document.title, lang, ()
    plain = [s for s in advice.selectors if s.selector in ("main", "article")]
    return advice.title, lang, ((plain or advice.selectors)[0].selector,)
