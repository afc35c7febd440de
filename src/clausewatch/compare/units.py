"""Sentences as units of comparison: layout, case, list marks and addresses do not make them differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clausewatch.model import Document, Passage, PassageKind

URL = re.compile(
    r"<?(?:https?://|www\.)[^\s<>()\[\]|\"”⟩]+(?:\([^\s()]*\)[^\s<>()|\"”]*)*>?"
    r"|(?<![\w@./-])(?:[\w-]+\.)+[a-z]{2,}/[\w./%?=&#~+-]*",
    re.IGNORECASE,
)
"""A web address as it stands in running text."""
MAIL = re.compile(r"[\w.+\\-]+@[\w-]+(?:\.[\w-]+)+|\[email\s*protected\]\w{0,3}", re.IGNORECASE)
"""An e-mail address, or what a page's protection left of it."""
_TOKEN = re.compile(r"⟨\w+⟩|\d+(?:[.,:]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_MARKUP = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # pictures
    r"|\[([^\]\[]*)\](?:\((?:[^()\s]|\([^()]*\))*\)|\(\s*(?:[/.#⟨]|\{\{)[^()]*\)|\[[\w -]*\])"  # links: their text stays
    r"|\[/(?:a|url)\]|\[(?:a ?href|url)=[^\]]*\]"  # links of forums
    r"|\{\{[<%]\s*/?\s*\w+(?:\s+\"([^\"]*)\")?[^{}]*\}\}|\{[:.#%][^{}]*\}"  # shortcodes and attributes of page generators
    r"|<br\s*/?>|[*_`#|~\\]+|^[-=]{3,}$",
    re.MULTILINE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2061\ufeff]")
_END = re.compile(r"[.!?;][\"”’»)\]]*\s+(?=[\"“«(\[]*[A-ZÅÄÖÉÈÀÜ0-9])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)$")
_CONTRACTION = re.compile(r"\b(?:(ca|wo|sha)n|(\w+?)n)'t\b|\bcannot\b")
_FULL = {"ca": "can", "wo": "will", "sha": "shall"}
_COMPOUND = re.compile(r"\b(sub|e)[-\u2010\u2011 ](?=processor|contractor|mail\b)")
_OPENS = re.compile(r"\(?opens? in (?:a )?new (?:window or tab|window|tab)\)?")
_NO_LETTER = re.compile(r"[\W_]+")
_SHORTEST = 8
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_LEAD = re.compile(
    r"\s*(?:(?:[-*•·–—▪●○]|\\?#+)\s+)*"
    r"(?:(?:article|artikel|section|abschnitt|ziffer|clause|punkt|avsnitt|§+|annexe?|bilaga|anlage)?\s*"
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]{1,2}|[ivx]{1,5})\s?(?:[.):]|\s[-–:])\)?\s*"
    r"|(?:article|artikel|section|abschnitt|§+)\s*\d{1,3}(?:\.\d{1,3})*\s*[:.–-]?\s*|\d{1,2}(?:\.\d{1,3})+\s+)?",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset({"corp", "para", "bspw", "resp"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, heading, list item or table row: `document.text[start:end]`.

    `words` are its casefolded words without enumeration marks and mark-up, addresses as one
    placeholder each; a table row's cells are sorted, so that moved columns do not count.
    """

    start: int
    end: int
    passage: int
    words: tuple[str, ...]
    kind: PassageKind = PassageKind.PARAGRAPH

    @property
    def weight(self) -> int:
        """Number of words."""
        return len(self.words)


def units(document: Document, passage: int) -> Iterator[Unit]:
    """The units of one passage, in text order; units without a word are left out."""
    one = document.passages[passage]
    if one.cells:
        yield _row(document, passage, one)
        return
    text = document.passage_text(one)
    spans = [(0, len(text))] if one.kind is PassageKind.HEADING else list(_sentences(text))
    for start, end in spans:
        found = words(text[start:end], first=start == 0)
        if found:
            yield Unit(one.start + start, one.start + end, passage, found, one.kind)


def words(text: str, first: bool = False) -> tuple[str, ...]:
    """The compared words of a text; `first` drops an enumeration mark at its start."""
    text = plain(_addressed(text))
    if first and (lead := _LEAD.match(text)) and lead.end() < len(text):
        text = text[lead.end() :]
    return _tokens(text)


def plain(text: str) -> str:
    """Text without mark-up, soft hyphens and other invisible characters; compatibility forms unified."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if "[" in text or "(" in text or "*" in text or "|" in text or "_" in text or "#" in text or "<" in text or "{" in text:
        text = _MARKUP.sub(lambda m: m.group(1) or m.group(2) or " ", text)
    return text


def letters(text: str) -> str:
    """Only the letters and digits of a text, casefolded."""
    return _NO_LETTER.sub("", plain(text).casefold())


def lead_number(text: str) -> str:
    """The enumeration mark that a text starts with, empty without one."""
    found = _LEAD.match(text)
    return found.group().strip(" -*•·–—▪●○#\\\t\n") if found else ""


@cache
def _sentence_break(word: str) -> bool:
    return len(word) > 3 and word.casefold() not in _ABBREVIATIONS


def _addressed(text: str) -> str:
    """The text with a placeholder for each address, before mark-up is taken off: addresses hold its characters."""
    if "@" in text or "rotected]" in text:
        text = MAIL.sub("⟨mail⟩", text)
    return URL.sub("⟨url⟩", text) if "/" in text or "www." in text else text


def _tokens(text: str) -> tuple[str, ...]:
    text = text.casefold().replace("’", "'")
    text = _OPENS.sub(" ", _COMPOUND.sub(r"\1", text)).replace("mailto:", " ")
    text = _INITIALS.sub(lambda m: m.group().replace(".", ""), text)
    if "n't" in text or "cannot" in text:
        text = _CONTRACTION.sub(lambda m: f"{_FULL.get(m.group(1) or '', m.group(2) or 'can')} not", text)
    return tuple(_TOKEN.findall(text))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        if found.end() - start < _SHORTEST:
            continue
        before = _WORD_BEFORE.search(text, start, found.start())
        if before is None or text[found.start()] != "." or _sentence_break(before.group(1)):
            yield start, found.end()
            start = found.end()
    if start < len(text):
        yield start, len(text)


def _row(document: Document, index: int, passage: Passage) -> Unit:
    cells = sorted(words(document.text[a:b]) for a, b in passage.cells)
    return Unit(passage.start, passage.end, index, tuple(w for cell in cells for w in cell), passage.kind)
