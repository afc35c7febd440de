"""Sentences that name a company as a processor: "We use Acme Inc. as a subprocessor"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausewatch.detect.subprocessors import names
from clausewatch.detect.subprocessors.entries import Fields, row
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.model import PassageKind, SubprocessorRow

_NAME = r"(?P<name>[A-ZÅÄÖÉ][\w&'’.+-]*(?:,? (?:[A-ZÅÄÖÉ][\w&'’.+-]*|of|&)){0,6})"
_USE = (
    r"(?:us(?:e|es|ing)|engag\w+|appoint\w*|rel(?:y|ies) on|with|through|via|anlitar|använder|setzt|setzen|nutzt|nutzen|"
    r"utilis\w+|fait appel à|recour\w+ à)"
)
_ROLE = (
    r"(?:as (?:an? |our |its |the )?|(?:who|which) (?:also )?acts as (?:a |our )?|acting as (?:a |our )?|"
    r"som (?:vårt |sitt |ett )?|als (?:unser\w* )?|en (?:tant que|qualité de) )(?:authori[sz]ed )?"
)
_PROCESSOR = (
    r"(?:sub-?processor|data processor|subcontractor|underbiträde|Unterauftragnehmer|Unterauftragsverarbeiter|"
    r"Auftragsverarbeiter|sous-traitant)"
)
_AS_PROCESSOR = re.compile(rf"\b{_USE} {_NAME}(?: ?\((?P<place>[^()]*)\))?,? {_ROLE}{_PROCESSOR}")
_HOSTED = re.compile(
    r"\b(?:hosted|stored|gehostet|gespeichert|driftas|lagras|hébergée?s?|stockée?s?)\b[^.;]{0,40}?\b(?:by|at|with|on|bei|von|durch|hos|av|"
    r"par|chez|auprès de|l[’']intermédiaire de)\b (?P<list>[^;]{3,200})"
)
_BRACKETED = re.compile(r"\s*\(\s*(?P<place>[^()]{2,40}?)\s*\)")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÅÄÖÉ]|\s*$)")


def rows(reading: Reading) -> Iterator[SubprocessorRow]:
    """The subprocessors that running sentences name."""
    for p in reading.passages:
        if p.kind in {PassageKind.PARAGRAPH, PassageKind.LIST_ITEM}:
            text = reading.words(p)
            yield from _as_processor(reading, text, p.start)
            yield from _hosts(reading, text, p.start)


def _as_processor(reading: Reading, text: str, start: int) -> Iterator[SubprocessorRow]:
    for m in _AS_PROCESSOR.finditer(text):
        name = names.tidy(m.group("name"))
        if names.is_name(name):
            fields = Fields(place=m.group("place") or "")
            span = _sentence(text, m.start(), m.end())
            yield row(name, fields, (start + span[0], start + span[1]), reading.document.text, reading.document.lang)


def _hosts(reading: Reading, text: str, start: int) -> Iterator[SubprocessorRow]:
    """Companies that host, with a legal form and a country in brackets behind each name."""
    document = reading.document
    for hosted in _HOSTED.finditer(text):
        named, offset = hosted.group("list"), hosted.start("list")
        for m in names.company_names(named):
            bracket = _BRACKETED.match(named, m.end())
            fields = Fields(place=bracket.group("place") if bracket else "", purpose=_subject(text, hosted.start(), hosted.end()))
            if bracket and fields.countries(document.lang):
                begin, end = _sentence(text, hosted.start(), offset + m.end())
                yield row(names.tidy(m.group()), fields, (start + begin, start + end), document.text, document.lang)


def _subject(text: str, start: int, end: int) -> str:
    """What is hosted: the sentence up to its verb."""
    begin, _ = _sentence(text, start, end)
    return text[begin:start].strip()


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around two offsets."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    begin = max((e for e in ends if e <= start), default=0)
    stop = min((e for e in ends if e >= end), default=len(text))
    return begin + len(text[begin:stop]) - len(text[begin:stop].lstrip()), stop
