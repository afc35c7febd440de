"""Lists: one item a subprocessor, fields below a name, and cards of short lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clausewatch.detect.subprocessors import names, where
from clausewatch.detect.subprocessors.entries import Fields, row
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.detect.subprocessors.tables import BULLETS
from clausewatch.detect.subprocessors.words import column, pattern
from clausewatch.model import Passage, PassageKind, SubprocessorRow

_SPLIT = re.compile(
    r"\s+[–—-]\s+|:\s+|\.\s+(?=[A-ZÅÄÖÉ])|\s*\((?=[^()]*\))|,\s+(?=(?:which|who|provides?|provid\w+|used|processes|for|som|der|die|qui|pour|zur?)\b)|\s+(?=provides\b)|\n"
)
_FIELD = re.compile(r"^\s*[*•-]?\s*([\w\s/-]{3,40}?)\s*:\s+(\S.*)$", re.DOTALL)
_CARD_WORDS = 14


def rows(reading: Reading) -> Iterator[SubprocessorRow]:
    """The subprocessors of lists, of names with fields below them and of cards."""
    passages = reading.passages
    for i, p in enumerate(passages):
        if p.kind is PassageKind.LIST_ITEM and (found := _item(reading, i)):
            yield found
        elif (p.kind in {PassageKind.PARAGRAPH, PassageKind.HEADING}) and reading.in_zone(i):
            yield from _fielded(reading, i)
            yield from _card(reading, i)


def _item(reading: Reading, index: int) -> SubprocessorRow | None:
    p = reading.passages[index]
    lead_in = reading.lead_in(p)
    announced = _announces(lead_in) if lead_in else reading.introduced(index, 8)
    if not announced and not reading.in_zone(index):
        return None
    text = reading.words(p)
    parts = _SPLIT.split(text, maxsplit=1)
    name = names.name_of([parts[0]])
    rest = text[len(parts[0]) :].strip(" \n.–—:-,")
    if column(name) or not names.is_name(name) or not (names.has_suffix(name) or _bare(reading, p, name, announced)):
        return None
    group = lead_in if where.countries(lead_in, reading.document.lang) else ""
    fields = Fields(purpose=_purpose(rest), place=_place(rest, reading.document.lang), group=group)
    return row(name, fields, (p.start, p.end), reading.document.text, reading.document.lang)


def _announces(lead_in: str) -> bool:
    return bool(pattern("subject").search(lead_in) and pattern("listing").search(lead_in[-200:]))


def _bare(reading: Reading, passage: Passage, name: str, announced: bool) -> bool:
    """True for a name without legal form that a list of subprocessors or a link vouches for."""
    linked = any(passage.start <= a <= passage.start + 3 for a, b, _ in reading.document.links if b <= passage.end)
    return (announced or linked) and len(name.split()) <= 6 and names.is_proper(name)


def _purpose(rest: str) -> str:
    return re.sub(r"^\(?(?:org|reg)[^()]*\)[\s,]*", "", rest, flags=re.IGNORECASE).rstrip(")") if rest else ""


def _place(rest: str, lang: str) -> str:
    """The bracketed or last part of a description that names a place and little else."""
    pieces = [*re.findall(r"\(([^()]*)\)?", rest), *re.split(r"\s[–—-]\s|;|,|\.\s", rest)]
    return next((piece for piece in pieces if len(piece.split()) <= 5 and where.countries(piece, lang)), "")


def _fielded(reading: Reading, index: int) -> Iterator[SubprocessorRow]:
    """A short line or heading with "Purpose: ..." and "Location: ..." below it."""
    p = reading.passages[index]
    name = names.name_of([reading.words(p)])
    if not names.is_name(name) or len(name.split()) > 7 or column(name):
        return
    said, end = _following_fields(reading, index)
    if {"purpose"} & set(said) and ({"processing", "place", "seat"} & set(said)) or (len(said) > 1):
        fields = Fields(**said)
        yield row(name, fields, (p.start, end), reading.document.text, reading.document.lang)


def _following_fields(reading: Reading, index: int) -> tuple[dict[str, str], int]:
    said: dict[str, str] = {}
    end = reading.passages[index].end
    for p in reading.passages[index + 1 : index + 9]:
        match = _FIELD.match(reading.words(p))
        kind = column(match.group(1)) if match else ""
        if p.kind is PassageKind.HEADING or not match or not kind:
            break
        if kind not in {"other", "name"}:
            said.setdefault(kind, match.group(2).strip())
        end = p.end
    return said, end


def _card(reading: Reading, index: int) -> Iterator[SubprocessorRow]:
    """Short lines: name, a lone bullet, what it does, where."""
    passages = reading.passages
    if index + 2 >= len(passages) or reading.words(passages[index + 1]).strip() not in BULLETS:
        return
    name = names.name_of([reading.words(passages[index])])
    purpose = reading.words(passages[index + 2])
    if not names.is_name(name) or len(purpose.split()) > _CARD_WORDS:
        return
    last, fields = passages[index + 2], Fields(purpose=purpose)
    if (
        index + 3 < len(passages)
        and ":" not in (place := reading.words(passages[index + 3]))
        and len(place.split()) <= _CARD_WORDS
    ):
        last, fields = passages[index + 3], replace(fields, processing=place)
    yield row(name, fields, (passages[index].start, last.end), reading.document.text, reading.document.lang)
