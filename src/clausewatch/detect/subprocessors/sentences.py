"""Sentences that name a company as a processor: "We use Acme Inc. as a subprocessor"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausewatch.detect.subprocessors import names
from clausewatch.detect.subprocessors.entries import Fields, row
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.model import PassageKind, SubprocessorRow

_NAME = r"(?P<name>[A-ZÅÄÖÉ][\w&'’.+-]*(?:,? (?:[A-ZÅÄÖÉ][\w&'’.+-]*|of|&)){0,6})"
_AS_PROCESSOR = re.compile(
    r"\b(?:us(?:e|es|ing)|engag\w+|appoint\w*|rel(?:y|ies) on|with|through|via|anlitar|använder|setzt|setzen|nutzt|nutzen|utilis\w+|"
    rf"fait appel à|recour\w+ à) {_NAME}(?: ?\((?P<place>[^()]*)\))?,? (?:as (?:a |an |our |its |the )?|who (?:also )?acts as (?:a |our )?|which acts as (?:a |our )?|"
    r"acting as (?:a |our )?|som (?:vårt |sitt |ett )?|als (?:unser\w* )?|en (?:tant que|qualité de) )"
    r"(?:authori[sz]ed )?(?:sub-?processor|data processor|subcontractor|underbiträde|unterauftragnehmer|unterauftragsverarbeiter|"
    r"auftragsverarbeiter|sous-traitant)",
)
_HOSTED = re.compile(
    r"\b(?:hosted|stored|gehostet|gespeichert|driftas|lagras|hébergée?s?|stockée?s?)\b[^.;]{0,40}?\b(?:by|at|with|on|bei|von|durch|hos|av|"
    r"par|chez|auprès de|l[’']intermédiaire de)\b (?P<list>[^;]{3,200})"
)
_BRACKETED = re.compile(r"\s*\(\s*(?P<place>[^()]{2,40}?)\s*\)")
_SENTENCE = re.compile(r"[^.!?]*(?:\.(?!\s+[A-ZÅÄÖ]|\s*$)[^.!?]*)*[.!?]?")


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
    for hosted in _HOSTED.finditer(text):
        for m in names.company_names(hosted.group("list")):
            bracket = _BRACKETED.match(hosted.group("list"), m.end())
            fields = Fields(
                place=bracket.group("place") if bracket else "", purpose=hosted.group()[: hosted.start("list") - hosted.start()]
            )
            if bracket and fields.countries(reading.document.lang):
                span = _sentence(text, hosted.start(), hosted.start("list") + m.end())
                yield row(
                    names.tidy(m.group()),
                    fields,
                    (start + span[0], start + span[1]),
                    reading.document.text,
                    reading.document.lang,
                )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around two offsets."""
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s+[A-ZÅÄÖÉ]|\s*$)", text)]
    begin = max((e for e in ends if e <= start), default=0)
    stop = min((e for e in ends if e >= end), default=len(text))
    return begin + len(text[begin:stop]) - len(text[begin:stop].lstrip()), stop
