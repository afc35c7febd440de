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
_LONGEST = 2000
_BRACKETED = re.compile(r"\s*\(\s*(?P<place>[^()]{2,40}?)\s*\)")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÅÄÖÉ]|\s*$)")


def rows(reading: Reading) -> Iterator[SubprocessorRow]:
    """The subprocessors that running sentences name."""
    for p in reading.passages:
        if p.kind in {PassageKind.PARAGRAPH, PassageKind.LIST_ITEM}:
            for start, end in _sentences(reading.words(p)):
                span = (p.start + start, p.start + end)
                yield from _as_processor(reading, span)
                yield from _hosts(reading, span)


def _as_processor(reading: Reading, span: tuple[int, int]) -> Iterator[SubprocessorRow]:
    document = reading.document
    for m in _AS_PROCESSOR.finditer(reading.text(*span)):
        name = names.tidy(m.group("name"))
        if names.is_name(name):
            yield row(name, Fields(place=m.group("place") or ""), span, document.text, document.lang)


def _hosts(reading: Reading, span: tuple[int, int]) -> Iterator[SubprocessorRow]:
    """Companies that host, with a legal form and a country in brackets behind each name."""
    document, sentence = reading.document, reading.text(*span)
    for hosted in _HOSTED.finditer(sentence):
        named = hosted.group("list")
        for m in names.company_names(named):
            bracket = _BRACKETED.match(named, m.end())
            fields = Fields(place=bracket.group("place") if bracket else "", purpose=sentence[: hosted.start()])
            if bracket and fields.countries(document.lang):
                yield row(names.tidy(m.group()), fields, span, document.text, document.lang)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a passage, half-open, without the space between them; one without end is cut."""
    start = 0
    for end in [*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]:
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            yield start, min(end, start + _LONGEST)
        start = end
