"""What of a difference is without effect, by name; an empty answer means that it has effect.

The names are those of docs/changes.md. A sentence is noise only if every place where it differs is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clausewatch.compare import words as lexicon
from clausewatch.compare.align import Match
from clausewatch.compare.units import MAIL, URL, Unit, lead_number, plain
from clausewatch.model import Document, PassageKind

KINDS = (
    "date_only",
    "formatting",
    "typography",
    "wording",
    "navigation",
    "links",
    "renumbering",
    "move",
    "ui_text",
    "extraction",
    "near_empty",
    "wrong_page",
    "language",
    "contact",
)
"""All names of noise, in the order of the guide."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of words that differs, with the words before and after it in the old text."""

    gone: Words
    come: Words
    before: Words = ()
    after: Words = ()


_SHORT = 14
_LABEL = 8
_LEAD_IN = 5
_PROPER = 1
_STEM = 4
_SPELLING = 0.88
_SHORT_ADDRESS = 20
_DOUBTFUL = frozenset({"ui_text", "navigation", "links", "formatting", "contact"})
_LINK_WORDS = 5
_CONTEXT = 6
_LINKED = 0.8


def hunks(old: Words, new: Words) -> list[Hunk]:
    """The runs of words that differ in meaning."""
    canon_old, canon_new = ([lexicon.SAME.get(w, w) for w in side] for side in (old, new))
    codes = SequenceMatcher(None, canon_old, canon_new, autojunk=False).get_opcodes()
    return [
        Hunk(old[a:b], new[c:d], old[max(0, a - _CONTEXT) : a], old[b : b + 2]) for tag, a, b, c, d in codes if tag != "equal"
    ]


def wording_only(found: Iterable[Hunk]) -> bool:
    """True where runs that differ are typing, function words or words of one meaning."""
    return all(_run(hunk) in {"typography", "wording", "links"} for hunk in found)


def judge(match: Match, old: Document, new: Document, claimed: bool = False) -> tuple[str, ...]:
    """Names of the noise that a match is, or nothing if it has effect.

    `claimed` says that a clause was found in it: then it is no menu, label or pointer.
    """
    if match.kind in {"moved", "repeated"}:
        return ("move",) if match.kind == "moved" else ("extraction",)
    before, after = raw(match.old, old), raw(match.new, new)
    if match.kind == "same":
        return _cosmetic(before, after)
    if match.kind == "edited":
        return _menu(match, old, new) or _edited(match, before, after)
    unit, document = (match.new[0], new) if match.new else (match.old[0], old)
    name = _alone(unit, document, bool(match.new))
    return (name,) if name and not (claimed and name in _DOUBTFUL) else ()


def of_document(old: Document, new: Document) -> Iterator[str]:
    """Noise that the text does not show: addresses behind links, layout."""
    if sorted(u for _, _, u in old.links) != sorted(u for _, _, u in new.links):
        yield "links"
    if old.text == new.text and [p.kind for p in old.passages] != [p.kind for p in new.passages]:
        yield "formatting"


def raw(side: Sequence[Unit], document: Document) -> str:
    """The text of units as it stands in their document."""
    return " ".join(document.text[u.start : u.end] for u in side)


def linked(document: Document, start: int, end: int) -> bool:
    """True where links cover nearly all of a span."""
    covered = sum(min(b, end) - max(a, start) for a, b, _ in document.links if a < end and b > start)
    return covered >= _LINKED * max(1, len(document.text[start:end].strip()))


def is_date(run: Sequence[str], around: Sequence[str] = ()) -> bool:
    """True for a run of words that is a date or a version number, or a part of the date around it."""
    whole = any(_is_calendar(w) or _dotted(w) for w in run) or "ago" in around
    part = any(w[0].isdigit() for w in run) and any(_is_calendar(w) for w in around)
    return (whole or part) and all(_dateish(w) for w in run)


def _is_calendar(word: str) -> bool:
    return word in lexicon.MONTHS or (word[:2] in {"19", "20"} and len(word) == 4 and word.isdigit())


def _cosmetic(old: str, new: str) -> tuple[str, ...]:
    """Noise kinds of two texts with the same words."""
    if old.split() == new.split():
        return ("formatting",)
    tests = (
        ("links", URL.findall(old) != URL.findall(new)),
        ("contact", MAIL.findall(old) != MAIL.findall(new)),
        ("renumbering", lead_number(old) != lead_number(new)),
    )
    kinds = tuple(name for name, found in tests if found)
    if kinds:
        return kinds
    return ("formatting",) if plain(old).split() == plain(new).split() else ("typography",)


def _menu(match: Match, old: Document, new: Document) -> tuple[str, ...]:
    """Navigation: text that is nothing but links on both sides."""
    menu = all(linked(doc, u.start, u.end) for doc, side in ((old, match.old), (new, match.new)) for u in side)
    return ("navigation",) if menu and not _rules((*match.old_words, *match.new_words)) else ()


def _edited(match: Match, old: str, new: str) -> tuple[str, ...]:
    if _titles(match) or (lexicon.CODE.search(old) and lexicon.CODE.search(new)):
        return ("formatting",)
    dated = not lexicon.DATE_LABELS.isdisjoint((*match.old_words, *match.new_words)) or "ago" in match.new_words
    address = _addressed(match) and bool(lexicon.CONTACT.search(old) and lexicon.CONTACT.search(new))
    found = [_run(hunk, dated, address) for hunk in hunks(match.old_words, match.new_words)]
    return tuple(dict.fromkeys(found)) or ("wording",) if all(found) else ()


def _addressed(match: Match) -> bool:
    """Running text without a rule, in which an address may stand."""
    running = all(u.kind is not PassageKind.TABLE_ROW for u in (*match.old, *match.new))
    return running and not _rules(match.new_words)


def _titles(match: Match) -> bool:
    """Headings, or a heading that became a line: they name rules and state none. Also words in another order."""
    units = (*match.old, *match.new)
    if sorted(match.old_words) == sorted(match.new_words):
        return True
    short = all(u.kind is PassageKind.HEADING or u.weight <= _LABEL for u in units)
    return short and any(u.kind is PassageKind.HEADING for u in units) and not _rules((*match.old_words, *match.new_words))


def _run(hunk: Hunk, dated: bool = False, address: bool = False) -> str:
    """Noise kind of one run of words that differs: the first test that fits."""
    gone, come, both = hunk.gone, hunk.come, (*hunk.gone, *hunk.come)
    around = (*hunk.before[-3:], *hunk.after)
    tests = (
        ("typography", _joined(gone) == _joined(come) or _misspelling(gone, come)),
        ("date_only", dated and all(is_date(_unlabelled(side), around) for side in (gone, come) if side)),
        ("renumbering", _reference(hunk)),
        ("wording", lexicon.FUNCTION.issuperset(both)),
        ("wording", dated and lexicon.DATE_LABELS.issuperset(both)),
        ("links", _address(gone, come)),
        ("contact", set(both) == {"⟨mail⟩"} or (address and not _rules(both)) or _channel(both)),
        ("ui_text", len(both) in {len(gone), len(come)} and lexicon.INTERFACE.fullmatch(" ".join(both)) is not None),
    )
    return next((name for name, fits in tests if fits), "")


def _alone(unit: Unit, document: Document, added: bool) -> str:
    """Noise kind of a unit that only one side has."""
    text, rule = document.text[unit.start : unit.end], _rules(unit.words)
    tests = (
        ("contact", not rule and unit.weight <= _SHORT_ADDRESS and _is_address(unit, text)),
        (_short(unit, text, linked(document, unit.start, unit.end)), unit.weight <= _SHORT),
        ("ui_text", unit.kind is PassageKind.PARAGRAPH and not rule and lexicon.SUBJECTS.isdisjoint(unit.words)),
        ("ui_text", lexicon.COOKIES.search(text)),
        ("links", (not rule or text.lstrip(" *_").startswith("Tip")) and lexicon.POINTER.match(text)),
        ("ui_text", not added and lexicon.BANNER.search(text)),
        ("formatting", unit.kind is PassageKind.HEADING),
    )
    return next((name for name, fits in tests if fits and name), "")


def _is_address(unit: Unit, text: str) -> bool:
    return unit.kind is PassageKind.PARAGRAPH and lexicon.CONTACT.search(text) is not None


def _short(unit: Unit, text: str, link: bool) -> str:
    """Noise kind of a line of a few words."""
    dates = all(_dateish(w) or w in lexicon.DATE_LABELS for w in unit.words)
    labelled = any(w in lexicon.DATE_LABELS or w in lexicon.MONTHS for w in unit.words)
    tests = (
        ("date_only", dates and labelled),
        ("extraction", dates or lexicon.METADATA.match(text) or lexicon.TEMPLATE.search(text)),
        ("ui_text", not _rules(unit.words) and lexicon.INTERFACE.search(text)),
        ("navigation", link),
        ("ui_text", _label(unit, text) or text.rstrip(" *_").endswith("?")),
    )
    return next((name for name, fits in tests if fits), "")


def _label(unit: Unit, text: str) -> bool:
    """A line that is no sentence: a title, a label, a crumb."""
    bare = text.strip().strip("*_ ")
    lead_in = bare.endswith(":") and unit.weight <= _LEAD_IN
    plain_line = unit.kind is PassageKind.PARAGRAPH and (lead_in or not bare.endswith((".", ";", ":", ",")))
    return plain_line and not _rules(unit.words) and unit.weight <= _LABEL and not any(c.isdigit() for c in bare)


def _rules(found: Iterable[str]) -> bool:
    return any(w in lexicon.MODALS for w in found)


def _dateish(word: str) -> bool:
    return word[0].isdigit() or word in lexicon.MONTHS or word in lexicon.NUMERAL_WORDS


def _dotted(word: str) -> bool:
    return word[0].isdigit() and "." in word


def _address(gone: Words, come: Words) -> bool:
    """Only addresses differ, or an address became a link's text."""
    both = {*gone, *come}
    if "⟨url⟩" not in both:
        return False
    return both <= {"⟨url⟩", "⟨mail⟩"} or (
        {"⟨url⟩"} in ({*gone}, {*come}) and len(gone) + len(come) <= _LINK_WORDS and not _rules(both)
    )


def _channel(both: Words) -> bool:
    """A way to reach the vendor, for another one."""
    rest = [w for w in both if w not in lexicon.FUNCTION and w not in lexicon.CONTACT_WORDS and not w.startswith("⟨")]
    reached = len(both) - len(rest) >= 2 and not lexicon.CONTACT_WORDS.isdisjoint(both)
    return reached and len(rest) <= _PROPER and lexicon.SUBJECTS.isdisjoint(set(rest) - {"us", "our"}) and not _rules(rest)


def _joined(run: Words) -> str:
    return "".join(run).replace("'", "")


def _unlabelled(run: Words) -> list[str]:
    return [w for w in run if w not in lexicon.DATE_LABELS]


def _reference(hunk: Hunk) -> bool:
    """A number or letter of a section, named a few words before."""
    numbers = all(
        len(w) <= 2 or w[0].isdigit() or w in {"and", "to", "och", "und", "bis", "et"} for w in (*hunk.gone, *hunk.come)
    )
    return bool(numbers and hunk.gone and hunk.come) and not lexicon.SECTION_WORDS.isdisjoint(hunk.before)


def _misspelling(gone: Words, come: Words) -> bool:
    return len(gone) == len(come) and all(a == b or _misspelt(a, b) for a, b in zip(gone, come, strict=True))


def _one_word(a: str, b: str) -> bool:
    """Two forms of one word: another ending, or a letter doubled by mistake."""
    short, long = sorted((a, b), key=len)
    stem = len(short) >= _STEM and long.startswith(short) and long[len(short) :] in lexicon.ENDINGS
    doubled = len(long) == len(short) + 1 >= _STEM and any(
        long[:i] + long[i + 1 :] == short and long[i] == long[i - 1] for i in range(1, len(long))
    )
    return (stem or doubled) and short.isalpha() and not {a, b} & lexicon.MODALS


def _misspelt(a: str, b: str) -> bool:
    """One or two letters apart, alike at the start, and long enough not to be another word."""
    if _one_word(a, b):
        return True
    if min(len(a), len(b)) < 5 or not (a + b).isalpha() or a[:2] != b[:2] or {a, b} & lexicon.MODALS:
        return False
    return sorted(a) == sorted(b) or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SPELLING
