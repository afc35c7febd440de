"""What a passage is beside running terms: contents list, definition, summary, banner, EU clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clausewatch.model import Passage, PassageKind, Section

_TOC = re.compile(
    r"(table of )?contents?|on this page|in this (article|document|policy)|jump to|innehåll(sförteckning)?|"
    r"inhalt(sverzeichnis|sübersicht)?|sommaire|table des matières",
    re.I,
)
_SUMMARY = re.compile(
    r"(the |our |a )?(summary|in short|short version|tl;?dr|in plain english|plain english|plain language|"
    r"the gist|at a glance|human.readable|key points?|what this means|in a nutshell|quick summary|"
    r"sammanfattning|i korthet|kort sagt|kort version|kurz gesagt|kurzfassung|zusammenfassung|"
    r"auf einen blick|en bref|en résumé|résumé)\b",
    re.I,
)
_DEFINED = re.compile(
    r"[“\"«„‘'”][^“”\"»«]{1,80}[”\"»“’'][^.;]{0,60}?\b(means?|shall mean|has the meaning|have the meaning|refers? to|"
    r"avses?|avser|betyder|bezeichnet|bedeutet|meint|ist |sind |désignent?|signifie)\b",
    re.I,
)
_PLAIN_DEFINED = re.compile(r"[^.;:]{1,60}?\s+(means|shall mean|has the meaning|avses|avser|bezeichnet|désigne)\b", re.I)
_DEFINITIONS = re.compile(
    r"(definitions?|definitioner|begrepp|begriffs?bestimmungen|definitionen|définitions?|interpretation)\b", re.I
)
_BANNER = re.compile(
    r"(accept|reject|allow|godkänn|acceptera|akzeptieren|ablehnen|accepter|refuser)\b.{0,20}\b(all|alla|alle|tous|tout)\b.{0,20}"
    r"\b(cookies|kakor)\b|\bthis (web)?site uses cookies\b|\bwe use cookies (and|to|on)\b.{0,200}\b(accept|consent|settings)\b",
    re.I,
)
_SCC_START = re.compile(r"(clause|klausel|klausul)\s+1\b", re.I)
_SCC_TEXT = re.compile(r"\b(2016/679|2021/914|data exporter|dataexportör|datenexporteur|exportateur de données)\b", re.I)
_SCC_END = re.compile(r"(appendix|annex|anhang|anlage|bilaga|annexe|exhibit|schedule|addendum)\b", re.I)


def marked(
    text: str, passages: Sequence[Passage], sections: Sequence[Section], links: Sequence[tuple[int, int, str]]
) -> list[Passage]:
    """The passages with their marks, in order."""
    found: list[set[str]] = [set(p.marks) for p in passages]
    _toc(text, passages, links, found)
    _by_section(text, passages, sections, found)
    _scc(text, passages, found)
    for n, passage in enumerate(passages):
        _by_words(text[passage.start : passage.end], passage, found[n])
    return [p if set(p.marks) == m else replace(p, marks=tuple(sorted(m))) for p, m in zip(passages, found, strict=True)]


def _toc(text: str, passages: Sequence[Passage], links: Sequence[tuple[int, int, str]], found: list[set[str]]) -> None:
    inner = {a: b for a, b, href in links if href.startswith("#")}
    run: list[int] = []
    for n, passage in enumerate([*passages, None]):
        if passage is not None and _is_pointer(text, passage, inner):
            run.append(n)
            continue
        if len(run) >= 3:
            for i in run:
                found[i].add("toc")
        run = []


def _is_pointer(text: str, passage: Passage, inner: dict[int, int]) -> bool:
    words = text[passage.start : passage.end]
    if len(words) > 160:
        return False
    covered = sum(end - start for start, end in inner.items() if passage.start <= start < passage.end) if inner else 0
    dotted = re.search(r"\.{4,}\s*\d{1,3}$", words) is not None
    return dotted or covered >= 0.7 * len(words)


def _by_section(text: str, passages: Sequence[Passage], sections: Sequence[Section], found: list[set[str]]) -> None:
    summary = [(s.start, s.end) for s in sections if s.heading and _SUMMARY.match(s.heading)]
    defined = [(s.start, s.end) for s in sections if s.heading and _DEFINITIONS.match(s.heading)]
    contents = [(s.start, s.end) for s in sections if s.heading and _TOC.fullmatch(s.heading.strip(" :"))]
    for n, passage in enumerate(passages):
        if passage.kind is PassageKind.HEADING:
            continue
        if any(a <= passage.start < b for a, b in summary):
            found[n].add("summary")
        words = text[passage.start : min(passage.end, passage.start + 200)]
        if any(a <= passage.start < b for a, b in defined) and _PLAIN_DEFINED.match(words):
            found[n].add("definition")
        if passage.end - passage.start < 120 and any(a <= passage.start < b for a, b in contents):
            found[n].add("toc")


def _scc(text: str, passages: Sequence[Passage], found: list[set[str]]) -> None:
    inside = False
    for n, passage in enumerate(passages):
        words = text[passage.start : min(passage.end, passage.start + 80)]
        if inside and passage.kind is PassageKind.HEADING and _SCC_END.match(words):
            inside = False
        elif not inside and passage.end - passage.start < 80 and _SCC_START.match(words):
            inside = _SCC_TEXT.search(text[passage.start : passage.start + 4000]) is not None
        if inside:
            found[n].add("scc")


def _by_words(words: str, passage: Passage, marks: set[str]) -> None:
    if passage.kind is PassageKind.HEADING:
        return
    start = words[:200].lstrip("*_ 0123456789.()")
    if _DEFINED.match(start) is not None:
        marks.add("definition")
    if _SUMMARY.match(start) is not None and re.match(r".{0,40}[:–—-]", start) is not None:
        marks.add("summary")
    if len(words) < 1200 and _BANNER.search(words) is not None:
        marks.add("banner")
