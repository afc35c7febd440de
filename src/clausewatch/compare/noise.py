"""What of a difference is without effect, by name; an empty answer means that it has effect.

The names are those of docs/changes.md. A sentence is noise only if every place where it differs is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausewatch.compare import alone, runs
from clausewatch.compare import words as lexicon
from clausewatch.compare.align import Match
from clausewatch.compare.runs import hunks, is_rule
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


_SHORT = 14
_LABEL = 8
_DATED = lexicon.DATE_LABELS | {"ago"}
_DOUBTFUL = frozenset({"ui_text", "navigation", "links", "formatting", "contact"})
_FEWEST_STEMS = 3


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
    return _one_sided(match, old, new, claimed)


def _one_sided(match: Match, old: Document, new: Document, claimed: bool) -> tuple[str, ...]:
    unit, document = (match.new[0], new) if match.new else (match.old[0], old)
    name = alone.name_of(unit, document, bool(match.new))
    sure = lexicon.CONSENT_BANNER.search(document.text[unit.start : unit.end]) is not None
    return (name,) if name and (sure or not (claimed and name in _DOUBTFUL)) else ()


def of_document(old: Document, new: Document) -> Iterator[str]:
    """Noise that the text does not show: addresses behind links, layout."""
    if sorted(u for _, _, u in old.links) != sorted(u for _, _, u in new.links):
        yield "links"
    if old.text == new.text and [p.kind for p in old.passages] != [p.kind for p in new.passages]:
        yield "formatting"


def raw(side: Sequence[Unit], document: Document) -> str:
    """The text of units as it stands in their document."""
    return " ".join(document.text[u.start : u.end] for u in side)


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
    menu = all(alone.linked(doc, u.start, u.end) for doc, side in ((old, match.old), (new, match.new)) for u in side)
    return ("navigation",) if menu and not is_rule((*match.old_words, *match.new_words)) else ()


def _edited(match: Match, old: str, new: str) -> tuple[str, ...]:
    if _titles(match) or (lexicon.CODE.search(old) and lexicon.CODE.search(new)):
        return ("formatting",)
    if whole := _whole(match, old, new):
        return (whole,)
    dated = not _DATED.isdisjoint((*match.old_words, *match.new_words))
    names = _contact_data(match, old, new)
    found = [runs.name(h, dated, names.issuperset((*h.gone, *h.come))) for h in hunks(match.old_words, match.new_words)]
    return tuple(dict.fromkeys(found)) or ("wording",) if all(found) else ()


def _whole(match: Match, old: str, new: str) -> str:
    """Noise kind of an edited sentence by what it is before and after, whichever words differ."""
    weight = max(len(match.old_words), len(match.new_words))
    signed = weight <= _SHORT and all(lexicon.SIGNED.search(text) for text in (old, new))
    tests = (
        ("contact", (alone.invites(old, match.old_words) and alone.invites(new, match.new_words)) or signed),
        ("ui_text", weight <= _SHORT and lexicon.FORM.search(old) and lexicon.FORM.search(new)),
        ("ui_text", lexicon.CREDIT.search(old) and lexicon.CREDIT.search(new)),
        ("wording", _rephrased(match.old_words, match.new_words)),
    )
    return next((name for name, fits in tests if fits), "")


def _rephrased(old: Sequence[str], new: Sequence[str]) -> bool:
    """True for the same words in other forms: `refunds are processed` and `we process refunds`."""
    stems = [sorted(runs.stem(w) for w in side if w not in lexicon.FUNCTION and w != "we") for side in (old, new)]
    return len(stems[0]) >= _FEWEST_STEMS and stems[0] == stems[1]


def _contact_data(match: Match, old: str, new: str) -> frozenset[str]:
    """Names, numbers and words for ways to write, of text with an address that states no rule but where notices go."""
    rows = any(u.kind is PassageKind.TABLE_ROW for u in (*match.old, *match.new))
    notices = not lexicon.NOTICES.isdisjoint(match.old_words) and not lexicon.NOTICES.isdisjoint(match.new_words)
    if rows or (is_rule(match.new_words) and not notices) or not (lexicon.CONTACT.search(old) and lexicon.CONTACT.search(new)):
        return frozenset()
    written = f"{old} {new}".replace(".", "").replace(",", " ").split()
    proper = {w.casefold() for w in written if w[0].isupper() or w[0].isdigit()}
    return frozenset(proper | {"⟨mail⟩"} | lexicon.CONTACT_WORDS | lexicon.FUNCTION)


def _titles(match: Match) -> bool:
    """Headings, or a heading that became a line: they name rules and state none. Also words in another order."""
    units = (*match.old, *match.new)
    if sorted(match.old_words) == sorted(match.new_words):
        return True
    short = all(u.kind is PassageKind.HEADING or u.weight <= _LABEL for u in units)
    return short and any(u.kind is PassageKind.HEADING for u in units) and not is_rule((*match.old_words, *match.new_words))
