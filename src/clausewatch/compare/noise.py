"""What of a difference is without effect, by name; an empty answer means that it has effect.

The names are those of docs/changes.md. A sentence is noise only if every place where it differs is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausewatch.compare import runs
from clausewatch.compare import words as lexicon
from clausewatch.compare.align import Match
from clausewatch.compare.runs import dateish, hunks, is_rule
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
_EDGE = 1500
_EDGE_SHARE = 0.08
_TOP = 0.15
_DATED = lexicon.DATE_LABELS | {"ago"}
_LEAD_IN = 5
_SHORT_ADDRESS = 20
_DOUBTFUL = frozenset({"ui_text", "navigation", "links", "formatting", "contact"})
_LINKED = 0.8


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
    return ("navigation",) if menu and not is_rule((*match.old_words, *match.new_words)) else ()


def _edited(match: Match, old: str, new: str) -> tuple[str, ...]:
    if _titles(match) or (lexicon.CODE.search(old) and lexicon.CODE.search(new)):
        return ("formatting",)
    dated = not _DATED.isdisjoint((*match.old_words, *match.new_words))
    names = _contact_data(match, old, new)
    found = [runs.name(h, dated, names.issuperset((*h.gone, *h.come))) for h in hunks(match.old_words, match.new_words)]
    return tuple(dict.fromkeys(found)) or ("wording",) if all(found) else ()


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


def _alone(unit: Unit, document: Document, added: bool) -> str:
    """Noise kind of a unit that only one side has."""
    text, rule = document.text[unit.start : unit.end], is_rule(unit.words)
    edge = min(unit.start, len(document.text) - unit.end) <= max(_EDGE, _EDGE_SHARE * len(document.text))
    tests = (
        ("contact", not rule and unit.weight <= _SHORT_ADDRESS and _is_address(unit, text)),
        (_short(unit, text, linked(document, unit.start, unit.end)), unit.weight <= _SHORT),
        ("ui_text", edge and _is_chrome(unit, text, rule)),
        ("links", (not rule or text.lstrip(" *_").startswith("Tip")) and lexicon.POINTER.match(text)),
        ("ui_text", not added and unit.start <= _TOP * len(document.text) and lexicon.BANNER.search(text)),
        ("formatting", unit.kind is PassageKind.HEADING),
    )
    return next((name for name, fits in tests if fits and name), "")


def _is_chrome(unit: Unit, text: str, rule: bool) -> bool:
    """Text of the page around the document: cookie banners, blurbs, sentences about nobody."""
    nobody = unit.kind is PassageKind.PARAGRAPH and lexicon.SUBJECTS.isdisjoint(unit.words)
    return lexicon.COOKIES.search(text) is not None or (not rule and (nobody or lexicon.PROMOTION.search(text) is not None))


def _is_address(unit: Unit, text: str) -> bool:
    return unit.kind is PassageKind.PARAGRAPH and lexicon.CONTACT.search(text) is not None


def _short(unit: Unit, text: str, link: bool) -> str:
    """Noise kind of a line of a few words."""
    dates = all(dateish(w) or w in lexicon.DATE_LABELS for w in unit.words)
    labelled = any(w in lexicon.DATE_LABELS or w in lexicon.MONTHS for w in unit.words)
    tests = (
        ("date_only", dates and labelled),
        ("extraction", dates or lexicon.METADATA.match(text) or lexicon.TEMPLATE.search(text)),
        ("ui_text", not is_rule(unit.words) and unit.kind is not PassageKind.TABLE_ROW and lexicon.INTERFACE.search(text)),
        ("navigation", link),
        ("ui_text", _label(unit, text) or text.rstrip(" *_").endswith("?")),
    )
    return next((name for name, fits in tests if fits), "")


def _label(unit: Unit, text: str) -> bool:
    """A line that is no sentence: a title, a label, a crumb."""
    bare = text.strip().strip("*_ ")
    lead_in = bare.endswith(":") and unit.weight <= _LEAD_IN
    plain_line = unit.kind is PassageKind.PARAGRAPH and (lead_in or not bare.endswith((".", ";", ":", ",")))
    return plain_line and not is_rule(unit.words) and unit.weight <= _LABEL and not any(c.isdigit() for c in bare)
