"""What a passage is beside running terms: contents list, definition, summary, banner, EU clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from clausewatch.model import Passage, PassageKind, Section

_TOC = re.compile(
    r"(table of )?contents?|on this page|in this (article|document|policy)|jump to|innehåll(sförteckning)?|"
    r"inhalt(sverzeichnis|sübersicht)?|sommaire|table des matières",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(the |our |a )?(summary|in short|short version|tl;?dr|in plain english|plain english|plain language|"
    r"the gist|at a glance|human.readable|key points?|what this means|in a nutshell|quick summary|"
    r"sammanfattning|i korthet|kort sagt|kort version|kurz gesagt|kurzfassung|zusammenfassung|"
    r"auf einen blick|en bref|en résumé|résumé)\b",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"[“\"«„‘'”][^“”\"»«]{1,80}[”\"»“’'][^.;]{0,60}?\b(means?|shall mean|has the meaning|have the meaning|refers? to|"
    r"avses?|avser|betyder|bezeichnet|bedeutet|meint|ist |sind |désignent?|signifie)\b",
    re.IGNORECASE,
)
_QUOTES = frozenset("“\"«„‘'”")
_PLAIN_DEFINED = re.compile(r"[^.;:]{1,60}?\s+(means|shall mean|has the meaning|avses|avser|bezeichnet|désigne)\b", re.IGNORECASE)
_DEFINITIONS = re.compile(
    r"(definitions?|definitioner|begrepp|begriffs?bestimmungen|definitionen|définitions?|interpretation)\b", re.IGNORECASE
)
_BANNER = re.compile(
    r"(accept|reject|allow|godkänn|acceptera|akzeptieren|ablehnen|accepter|refuser)\b.{0,20}\b(all|alla|alle|tous|tout)\b.{0,20}"
    r"\b(cookies|kakor)\b|\bthis (web)?site uses cookies\b|\bwe use cookies (and|to|on)\b.{0,200}\b(accept|consent|settings)\b",
    re.IGNORECASE,
)
_SCC_START = re.compile(r"(clause|klausel|klausul)\s+1\b", re.IGNORECASE)
_SCC_TEXT = re.compile(r"\b(2016/679|2021/914|data exporter|dataexportör|datenexporteur|exportateur de données)\b", re.IGNORECASE)
_SCC_END = re.compile(r"(appendix|annex|anhang|anlage|bilaga|annexe|exhibit|schedule|addendum)\b", re.IGNORECASE)


def contents(text: str, passages: Sequence[Passage], links: Sequence[tuple[int, int, str]]) -> list[Passage]:
    """The passages with contents lists marked; asked before sections are made, since they open none."""
    found: list[set[str]] = [set(p.marks) for p in passages]
    _toc(text, passages, links, found)
    return [p if set(p.marks) == m else replace(p, marks=tuple(sorted(m))) for p, m in zip(passages, found, strict=True)]


def marked(text: str, passages: Sequence[Passage], sections: Sequence[Section]) -> list[Passage]:
    """The passages with their marks, in order."""
    found: list[set[str]] = [set(p.marks) for p in passages]
    _by_section(text, passages, sections, found)
    _scc(text, passages, found)
    for n, passage in enumerate(passages):
        _by_words(text[passage.start : passage.end], passage, found[n])
    return [p if set(p.marks) == m else replace(p, marks=tuple(sorted(m))) for p, m in zip(passages, found, strict=True)]


def _toc(text: str, passages: Sequence[Passage], links: Sequence[tuple[int, int, str]], found: list[set[str]]) -> None:
    inner = _inner_chars(passages, links)
    run: list[int] = []
    for n, passage in enumerate([*passages, None]):
        if passage is not None and _is_pointer(text, passage, inner[n]):
            run.append(n)
            continue
        if len(run) >= 3:
            for i in run:
                found[i].add("toc")
        run = []


def _inner_chars(passages: Sequence[Passage], links: Sequence[tuple[int, int, str]]) -> list[int]:
    """Characters of each passage that link into the page itself."""
    found = [0] * len(passages)
    starts = [p.start for p in passages]
    for start, end, href in links:
        if href.startswith("#"):
            found[bisect_right(starts, start) - 1] += end - start
    return found


def _is_pointer(text: str, passage: Passage, inner: int) -> bool:
    length = passage.end - passage.start
    if length > 160:
        return False
    if inner >= 0.7 * length:
        return True
    words = text[passage.start : passage.end]
    return "...." in words and re.search(r"\.{4,}\s*\d{1,3}$", words) is not None


def _by_section(text: str, passages: Sequence[Passage], sections: Sequence[Section], found: list[set[str]]) -> None:
    for section in sections:
        mark = _section_mark(section)
        if mark:
            first = bisect_left(passages, section.start, key=lambda p: p.start)
            last = bisect_left(passages, section.end, key=lambda p: p.start)
            for n in range(first, last):
                _mark_inside(text, passages[n], mark, found[n])


def _section_mark(section: Section) -> str:
    heading = section.heading
    if not heading:
        return ""
    if _SUMMARY.match(heading):
        return "summary"
    if _DEFINITIONS.match(heading):
        return "definition"
    return "toc" if _TOC.fullmatch(heading.strip(" :")) else ""


def _mark_inside(text: str, passage: Passage, mark: str, marks: set[str]) -> None:
    if passage.kind is PassageKind.HEADING:
        return
    words = text[passage.start : min(passage.end, passage.start + 200)]
    defines = mark == "definition" and _PLAIN_DEFINED.match(words) is not None
    if defines or mark == "summary" or (mark == "toc" and passage.end - passage.start < 120):
        marks.add(mark)


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
    if start[:1] in _QUOTES and _DEFINED.match(start) is not None:
        marks.add("definition")
    if _SUMMARY.match(start) is not None and re.match(r".{0,40}[:–—-]", start) is not None:
        marks.add("summary")
    if len(words) < 1200 and _cookies(words.lower()) and _BANNER.search(words) is not None:
        marks.add("banner")


def _cookies(low: str) -> bool:
    return "cookies" in low or "kakor" in low
