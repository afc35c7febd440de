"""Runs of words that differ within an edited sentence, and which of them are without effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clausewatch.compare import words as lexicon

Words = tuple[str, ...]
_PROPER = 1
_STEM = 4
_SPELLING = 0.88
_LINK_WORDS = 5
_CONTEXT = 6
_TENSES = ("ing", "ed", "es", "s", "d", "e")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of words that differs, with the words before and after it in the old text."""

    gone: Words
    come: Words
    before: Words = ()
    after: Words = ()


def hunks(old: Words, new: Words) -> list[Hunk]:
    """The runs of words that differ in meaning."""
    canon_old, canon_new = ([lexicon.SAME.get(w, w) for w in side] for side in (old, new))
    codes = SequenceMatcher(None, canon_old, canon_new, autojunk=False).get_opcodes()
    return [
        Hunk(old[a:b], new[c:d], old[max(0, a - _CONTEXT) : a], old[b : b + 2]) for tag, a, b, c, d in codes if tag != "equal"
    ]


def wording_only(found: Iterable[Hunk]) -> bool:
    """True where runs that differ are typing, function words or words of one meaning."""
    return all(name(hunk) in {"typography", "wording", "links"} for hunk in found)


def name(hunk: Hunk, dated: bool = False, address: bool = False) -> str:
    """Noise kind of one run of words: the first test that fits, empty if it has effect.

    `dated` says that the sentence is a date line, `address` that the run stands in an address.
    """
    gone, come, both = hunk.gone, hunk.come, (*hunk.gone, *hunk.come)
    around = (*hunk.before[-3:], *hunk.after)
    tests = (
        ("typography", _joined(gone) == _joined(come) or _misspelling(gone, come)),
        ("date_only", dated and all(is_date(_unlabelled(side), around) for side in (gone, come) if side)),
        ("renumbering", _reference(hunk)),
        ("wording", lexicon.FUNCTION.issuperset(both) or both == ("we",) or _relative(both)),
        ("wording", dated and lexicon.DATE_LABELS.issuperset(both)),
        ("links", _address_only(gone, come)),
        ("contact", set(both) == {"⟨mail⟩"} or (address and not is_rule(both)) or _channel(both)),
        ("ui_text", len(both) in {len(gone), len(come)} and lexicon.INTERFACE.fullmatch(" ".join(both)) is not None),
    )
    return next((kind for kind, fits in tests if fits), "")


def is_date(run: Sequence[str], around: Sequence[str] = ()) -> bool:
    """True for a run of words that is a date or a version number, or a part of the date around it."""
    whole = any(_is_calendar(w) or _dotted(w) for w in run) or "ago" in around
    part = any(w[0].isdigit() for w in run) and any(_is_calendar(w) for w in around)
    return (whole or part) and all(dateish(w) for w in run)


def dateish(word: str) -> bool:
    """True for a word that may stand in a date."""
    return word[0].isdigit() or word in lexicon.MONTHS or word in lexicon.NUMERAL_WORDS


def is_rule(found: Iterable[str]) -> bool:
    """True for words that hold a modal verb, a negation or the like."""
    return any(w in lexicon.MODALS for w in found)


def _is_calendar(word: str) -> bool:
    return word in lexicon.MONTHS or (word[:2] in {"19", "20"} and len(word) == 4 and word.isdigit())


def _dotted(word: str) -> bool:
    return word[0].isdigit() and "." in word


def _address_only(gone: Words, come: Words) -> bool:
    """Only addresses differ, or an address became a link's text."""
    both = {*gone, *come}
    if "⟨url⟩" not in both:
        return False
    return both <= {"⟨url⟩", "⟨mail⟩"} or (
        {"⟨url⟩"} in ({*gone}, {*come}) and len(gone) + len(come) <= _LINK_WORDS and not is_rule(both)
    )


def _channel(both: Words) -> bool:
    """A way to reach the vendor, for another one."""
    rest = [w for w in both if w not in lexicon.FUNCTION and w not in lexicon.CONTACT_WORDS and not w.startswith("⟨")]
    reached = len(both) - len(rest) >= 2 and not lexicon.CONTACT_WORDS.isdisjoint(both)
    return reached and len(rest) <= _PROPER and lexicon.SUBJECTS.isdisjoint(set(rest) - {"us", "our"}) and not is_rule(rest)


def _relative(run: Words) -> bool:
    """`customers who are`: what follows is called by its kind as well."""
    return (
        len(run) == 3
        and run[1] in {"who", "which", "that", "som", "die", "qui"}
        and run[2] in {"is", "are", "är", "sind", "sont"}
    )


def stem(word: str) -> str:
    """The word without an ending of number or tense."""
    for ending in _TENSES:
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


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
