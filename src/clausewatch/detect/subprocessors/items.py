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
_NUMBER = re.compile(r"^\(?\w{1,3}[.)]\s+(?=\S)")
_STREET = re.compile(r"^\d+\s|^[^,]{3,40}\s\d+\s?[a-z]?(?:,|$)")
_ADDRESS_LINES, _ADDRESS_WORDS = 5, 9
_CARD_WORDS = 14
_DEFINED_WORDS = 45
_NEAR = 160
_RULE_ENDS = (";", "; and", "; or", ", and", ";and")


def rows(reading: Reading) -> Iterator[SubprocessorRow]:
    """The subprocessors of lists, of names with fields below them and of cards."""
    passages = reading.passages
    for i, p in enumerate(passages):
        if p.kind is PassageKind.LIST_ITEM and (found := _item(reading, i)):
            yield found
        elif (p.kind in {PassageKind.PARAGRAPH, PassageKind.HEADING}) and reading.in_zone(i):
            yield from list(_fielded(reading, i)) or [*_card(reading, i), *_defined(reading, i)]


def _item(reading: Reading, index: int) -> SubprocessorRow | None:
    p = reading.passages[index]
    lead_in = reading.lead_in(p)
    announced = _announces(lead_in) if lead_in else reading.introduced(index, 8)
    if "toc" in p.marks or not (announced or reading.in_zone(index)):
        return None
    text = _NUMBER.sub("", reading.words(p))
    head = _SPLIT.split(text, maxsplit=1)[0]
    name, rest = names.name_of([head]), text[len(head) :].strip(" \n.–—:-,")
    vouched = _vouched(reading, p, announced, rest)
    if column(name) or not names.is_name(name) or not (names.has_suffix(name) or (vouched and _bare(name))):
        return None
    lang = reading.document.lang
    group = lead_in if where.countries(lead_in, lang) else ""
    fields = Fields(purpose=_purpose(rest), place=_place(rest, lang), group=group)
    return row(name, fields, (p.start, p.end), reading.document.text, lang)


def _vouched(reading: Reading, passage: Passage, announced: bool, rest: str) -> bool:
    """True if a name without legal form may be taken: the list is announced, or a link stands under such a heading."""
    if announced:
        return not reading.words(passage).endswith(_RULE_ENDS)
    return bool(rest) and _linked(reading, passage) and reading.headed(passage)


def _announces(lead_in: str) -> bool:
    near = lead_in[-_NEAR:]
    return bool(pattern("subject").search(near) and pattern("listing").search(near))


def _bare(name: str) -> bool:
    """True for a name without legal form that is short and written like a name."""
    return len(name.split()) <= 6 and names.is_proper(name)


def _linked(reading: Reading, passage: Passage) -> bool:
    """True if the item begins with a link to another site."""
    links = reading.document.links
    return any(passage.start <= a <= passage.start + 3 and not href.startswith("#") for a, b, href in links if b <= passage.end)


def _purpose(rest: str) -> str:
    return re.sub(r"^\(?(?:org|reg)[^()]*\)[\s,]*", "", rest, flags=re.IGNORECASE).rstrip(")") if rest else ""


def _place(rest: str, lang: str) -> str:
    """The bracketed or last part of a description that names a place and little else."""
    pieces = [*re.findall(r"\(([^()]*)\)?", rest), *re.split(r"\s[–—-]\s|;|,|\.\s", rest)]
    return next((piece for piece in pieces if len(piece.split()) <= 5 and where.countries(piece, lang)), "")


def _fielded(reading: Reading, index: int) -> Iterator[SubprocessorRow]:
    """A short line or heading with "Purpose: ..." and "Location: ..." below it, or below its postal address."""
    p = reading.passages[index]
    name = names.name_of([reading.words(p)])
    formed = names.has_suffix(name)
    if not names.is_name(name) or len(name.split()) > 7 or (column(name) and not formed) or _STREET.search(reading.words(p)):
        return
    address = _address_below(reading, index) if formed else []
    said, end = _following_fields(reading, index + len(address))
    if len(said) > (0 if address else 1):
        fields = Fields(**said, address="; ".join(address))
        yield row(name, fields, (p.start, end), reading.document.text, reading.document.lang)


def _address_below(reading: Reading, index: int) -> list[str]:
    """Short lines below a name, as a postal address is written, up to the first field."""
    lines: list[str] = []
    for p in reading.passages[index + 1 : index + 1 + _ADDRESS_LINES]:
        words = reading.words(p)
        plain = p.kind is PassageKind.PARAGRAPH and len(words.split()) <= _ADDRESS_WORDS and words[-1:] not in ".:;"
        if not plain or _FIELD.match(words) or names.has_suffix(words):
            break
        lines.append(words)
    return lines if any(c.isdigit() for line in lines for c in line) else []


def _defined(reading: Reading, index: int) -> Iterator[SubprocessorRow]:
    """A name with legal form that stands before what it does: "Acme Inc. Cloud hosting."."""
    p = reading.passages[index]
    text = reading.words(p)
    full = next(names.company_names(text), None)
    if full is None or full.start() or len(text.split()) > _DEFINED_WORDS or p.kind is not PassageKind.PARAGRAPH:
        return
    rest, end = text[full.end() :].lstrip(" .,:–—-"), p.end
    if not rest and index + 1 < len(reading.passages):
        below = reading.passages[index + 1]
        rest, end = (reading.words(below), below.end) if below.kind is PassageKind.PARAGRAPH else ("", end)
    name = names.name_of([full.group()])
    if rest[:1].isupper() and len(rest.split()) <= _DEFINED_WORDS and names.is_name(name) and not names.has_suffix(rest):
        fields = Fields(purpose=rest, place=_place(rest, reading.document.lang))
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
