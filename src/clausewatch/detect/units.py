"""Cuts passages into the smallest runs that can state one rule: sentences, and parts of long ones.

A boundary is the end of a sentence (not an abbreviation, an initial or an item number), and in
sentences longer than `LONG` characters also a semicolon or an enumerator such as `(b)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausewatch.model import Document, PassageKind

LONG = 330
_SHORTEST = 24
_LONGEST = 1500

_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?:\s+|(?<=[.!?][*_\"”’»])\b)(?=[\"'“‘„«(\[*_]*[^\W_a-zäöåéèàüß])|[ \t]*\n\s*\n\s*")
_PART = re.compile(
    r";\s+|(?<=[,:;.])\s+(?=\(?(?:[a-hj-z]|[ivx]{1,5}|\d{1,2})\)\s)|(?<=\w)\s+(?=\((?:[a-h]|[ivx]{1,5})\)\s)|[:;]?\s*\n\s*(?=[-*•·–]\s)"
)
_NUMBER = re.compile(r"(?:§\s*)?\d{1,3}(?:\.\d{1,3}){0,4}[.)]?\s+(?=\W?[^\W\d_])|\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s+")
_SHORT_FORMS = (
    r"e\.g|i\.e|etc|cf|vs|no|nos|art|arts|sec|sect|para|inc|ltd|co|corp|llc|dr|mr|mrs|ms|st|u\.s|u\.k|e\.u|approx|incl|resp",
    r"bl\.a|t\.ex|dvs|d\.v\.s|m\.fl|m\.m|kap|ev|fr\.o\.m|t\.o\.m|s\.k|jfr|nr",
    r"bzw|z\.\s?b|d\.h|u\.a|abs|ziff|vgl|ggf|gem|lit|inkl|str|al",
    r"p\.ex|c\.-à-d|ch|vol|ed|p|pp|l|d|fig",
)
_ABBREVIATION = re.compile(r"(?:^|[\s(\[“\"'’/-])(?:[^\W\d_]|\d{1,3}|[ivx]{1,4}|" + "|".join(_SHORT_FORMS) + ")$", re.IGNORECASE)
_COUNTRY = re.compile(r"\b[UE]\.[SKU]$")
_BEGINS = re.compile(r"\W*(?:You|Your|We|Our|If|The|This|These|Those|By|It|When|Where|Any|All|In|For|However|Please|Such)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]` is one sentence or part of one, in `document.passages[passage]`."""

    start: int
    end: int
    passage: int


def units(document: Document) -> list[Unit]:
    """All units of a document in text order; headings are context, never units."""
    found = []
    for index, passage in enumerate(document.passages):
        if passage.kind is not PassageKind.HEADING and "hidden" not in passage.marks:
            if passage.kind is PassageKind.TABLE_ROW and passage.end - passage.start <= 2 * LONG:
                found.append(Unit(passage.start, passage.end, index))
            else:
                start = _after_number(document.text, passage.start, passage.end)
                found.extend(Unit(a, b, index) for a, b in cut(document.text, start, passage.end))
    return found


def _after_number(text: str, start: int, end: int) -> int:
    """Where a passage begins behind its own number (`9.5`, `(a)`, `§ 3`): the number cites, it states no rule."""
    number = _NUMBER.match(text, start, end)
    return number.end() if number and end - number.end() >= _SHORTEST else start


def cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of the units of `text[start:end]`."""
    for a, b in _join(text, _sentences(text, start, end)):
        if b - a > LONG:
            yield from _join(text, _cut_at(_PART, text, a, b))
        else:
            yield a, b


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(text, start, end):
        if match.group().strip() and _abbreviated(text, max(at, match.start() - 12), match):
            continue
        yield at, match.end()
        at = match.end()
    yield at, end


def _abbreviated(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a full stop belongs to a short form; `in the U.S. You agree` ends a sentence, `U.S. District Court` does not."""
    if not _ABBREVIATION.search(text, start, stop.start()):
        return False
    return not (_COUNTRY.search(text, start, stop.start()) and _BEGINS.match(text, stop.end()))


def _cut_at(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in pattern.finditer(text, start, end):
        yield at, match.end()
        at = match.end()
    yield at, end


def _join(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans without white space at their ends; one too short to state a rule goes to the next."""
    held = -1
    for a, b in spans:
        while b - a > _LONGEST:
            yield from _trimmed(text, held if held >= 0 else a, a + _LONGEST)
            held, a = -1, a + _LONGEST
        first = held if held >= 0 else a
        if len(text[first:b].strip()) < _SHORTEST:
            held = first
        else:
            held = -1
            yield from _trimmed(text, first, b)
    if held >= 0:
        yield from _trimmed(text, held, b)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    run = text[start:end]
    left = len(run) - len(run.lstrip())
    right = len(run.rstrip())
    if right > left:
        yield start + left, start + right
