"""What a passage is beside running terms: contents list, definition, summary, banner, EU clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from clausewatch.model import PassageKind, Section
from clausewatch.parse.drafts import Draft

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


def contents(text: str, drafts: Sequence[Draft], links: Sequence[tuple[int, int, str]]) -> None:
    """Mark contents lists; asked before sections are made, since they open none."""
    inner = _inner_chars(drafts, links)
    run: list[Draft] = []
    for n, draft in enumerate(drafts):
        if _is_pointer(text, draft, inner.get(n, 0)):
            run.append(draft)
            continue
        _toc(run)
        run = []
    _toc(run)


def _toc(run: Sequence[Draft]) -> None:
    for draft in run if len(run) >= 3 else ():
        draft.mark("toc")


def marked(text: str, drafts: Sequence[Draft], sections: Sequence[Section]) -> None:
    """Mark all else."""
    _by_section(text, drafts, sections)
    _scc(text, drafts)
    for draft in drafts:
        if draft.kind is not PassageKind.HEADING:
            _by_words(text[draft.start : draft.end], draft)


def _inner_chars(drafts: Sequence[Draft], links: Sequence[tuple[int, int, str]]) -> Counter[int]:
    """Characters of each passage that link into the page itself."""
    found = Counter[int]()
    inner = [link for link in links if link[2].startswith("#")]
    starts = [d.start for d in drafts] if inner else []
    for start, end, _ in inner:
        found[bisect_right(starts, start) - 1] += end - start
    return found


def _is_pointer(text: str, draft: Draft, inner: int) -> bool:
    length = draft.end - draft.start
    if length > 160:
        return False
    if inner >= 0.7 * length:
        return True
    words = text[draft.start : draft.end]
    return "...." in words and re.search(r"\.{4,}\s*\d{1,3}$", words) is not None


def _by_section(text: str, drafts: Sequence[Draft], sections: Sequence[Section]) -> None:
    for section in sections:
        mark = _section_mark(section)
        if mark:
            first = bisect_left(drafts, section.start, key=lambda d: d.start)
            last = bisect_left(drafts, section.end, key=lambda d: d.start)
            for draft in drafts[first:last]:
                _mark_inside(text, draft, mark)


def _section_mark(section: Section) -> str:
    heading = section.heading
    if not heading:
        return ""
    if _SUMMARY.match(heading):
        return "summary"
    if _DEFINITIONS.match(heading):
        return "definition"
    return "toc" if _TOC.fullmatch(heading.strip(" :")) else ""


def _mark_inside(text: str, draft: Draft, mark: str) -> None:
    if draft.kind is PassageKind.HEADING:
        return
    words = text[draft.start : min(draft.end, draft.start + 200)]
    defines = mark == "definition" and _PLAIN_DEFINED.match(words) is not None
    if defines or mark == "summary" or (mark == "toc" and draft.end - draft.start < 120):
        draft.mark(mark)


def _scc(text: str, drafts: Sequence[Draft]) -> None:
    inside = False
    for draft in drafts:
        words = text[draft.start : min(draft.end, draft.start + 80)]
        if inside and draft.kind is PassageKind.HEADING and _SCC_END.match(words):
            inside = False
        elif not inside and draft.end - draft.start < 80 and _SCC_START.match(words):
            inside = _SCC_TEXT.search(text[draft.start : draft.start + 4000]) is not None
        if inside:
            draft.mark("scc")


def _by_words(words: str, draft: Draft) -> None:
    start = words[:200].lstrip("*_ 0123456789.()")
    if start[:1] in _QUOTES and _DEFINED.match(start) is not None:
        draft.mark("definition")
    if _SUMMARY.match(start) is not None and re.match(r".{0,40}[:–—-]", start) is not None:
        draft.mark("summary")
    if len(words) < 1200 and _cookies(words.lower()) and _BANNER.search(words) is not None:
        draft.mark("banner")


def _cookies(low: str) -> bool:
    return "cookies" in low or "kakor" in low
