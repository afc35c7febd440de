"""Noise kinds of a unit that only one side has: menus, labels, addresses, dates, what surrounds a document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from clausewatch.compare import words as lexicon
from clausewatch.compare.runs import dateish, is_rule
from clausewatch.compare.units import Unit, words
from clausewatch.model import Document, PassageKind

_SHORT = 14
_LABEL = 8
_EDGE = 1500
_EDGE_SHARE = 0.08
_TOP = 0.15
_LEAD_IN = 5
_SHORT_ADDRESS = 20
_LINKED = 0.8
_QUESTION = 30
_FIELDS = 3


def linked(document: Document, start: int, end: int) -> bool:
    """True where links cover nearly all of a span."""
    covered = sum(min(b, end) - max(a, start) for a, b, _ in document.links if a < end and b > start)
    return covered >= _LINKED * max(1, len(document.text[start:end].strip()))


def invites(text: str, found: Sequence[str]) -> bool:
    """True for a sentence that invites the reader to ask, and grants or asks for nothing else."""
    start = lexicon.INVITATION.search(text)
    plain_one = len(found) <= _QUESTION and not is_rule(w for w in found if w not in {"can", "may", "not"})
    return plain_one and start is not None and lexicon.ASKED.search(text) is not None and not lexicon.RIGHTS.search(text)


def name_of(unit: Unit, document: Document, added: bool) -> str:
    """The noise kind of a unit that came (`added`) or went, empty if it has effect: the first test that fits."""
    text = document.text[unit.start : unit.end]
    short = _short(unit, text, document) if unit.weight <= _SHORT else ""
    dated = short if short == "date_only" else ""
    return dated or _reaching(unit, text) or short or _around(unit, document, added) or _titled(unit)


def _reaching(unit: Unit, text: str) -> str:
    """`contact` for an address or an invitation to ask."""
    address = not is_rule(unit.words) and unit.weight <= _SHORT_ADDRESS and _is_address(unit, text)
    return "contact" if address or invites(text, unit.words) else ""


def _around(unit: Unit, document: Document, added: bool) -> str:
    """Noise kind of a sentence that stands around the rules: banners, pointers, questions, credits."""
    text, rule = document.text[unit.start : unit.end], is_rule(unit.words)
    edge = min(unit.start, len(document.text) - unit.end) <= max(_EDGE, _EDGE_SHARE * len(document.text))
    tests = (
        ("ui_text", edge and _is_chrome(unit, text, rule)),
        ("links", (not rule or text.lstrip(" *_").startswith("Tip")) and lexicon.POINTER.match(text)),
        ("ui_text", not added and unit.start <= _TOP * len(document.text) and lexicon.BANNER.search(text)),
        ("ui_text", lexicon.CREDIT.search(text)),
        ("ui_text", not rule and (_is_form(unit, text) or _asks(unit, text))),
    )
    return next((kind for kind, fits in tests if fits), "")


def _titled(unit: Unit) -> str:
    return "formatting" if unit.kind is PassageKind.HEADING else ""


def _asks(unit: Unit, text: str) -> bool:
    return text.rstrip(" *_").endswith("?") and unit.weight <= _QUESTION


def _is_form(unit: Unit, text: str) -> bool:
    """Labels without what follows them, or blanks to fill in."""
    labels = text.count(":") >= _FIELDS and text.rstrip(" *_").endswith(":")
    return labels or (unit.weight <= _SHORT and lexicon.FORM.search(text) is not None)


def _names_title(unit: Unit, document: Document) -> bool:
    """True for a line of a table of contents: it says what a heading of the same document says."""
    if unit.kind not in {PassageKind.LIST_ITEM, PassageKind.PARAGRAPH}:
        return False
    spans = tuple((p.start, p.end) for p in document.passages if p.kind is PassageKind.HEADING)
    return unit.words in _titles_of(document.text, spans)


@lru_cache(maxsize=4)
def _titles_of(text: str, spans: tuple[tuple[int, int], ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words(text[a:b], first=True) for a, b in spans)


def _is_chrome(unit: Unit, text: str, rule: bool) -> bool:
    """Text of the page around the document: cookie banners, blurbs, sentences about nobody."""
    nobody = unit.kind is PassageKind.PARAGRAPH and lexicon.SUBJECTS.isdisjoint(unit.words)
    return lexicon.COOKIES.search(text) is not None or (not rule and (nobody or lexicon.PROMOTION.search(text) is not None))


def _is_address(unit: Unit, text: str) -> bool:
    """A line with an address; in a list only where it says that it is a way to write or call."""
    listed = unit.kind is PassageKind.LIST_ITEM and not lexicon.CONTACT_WORDS.isdisjoint(unit.words)
    return (listed or unit.kind is PassageKind.PARAGRAPH) and lexicon.CONTACT.search(text) is not None


def _short(unit: Unit, text: str, document: Document) -> str:
    """Noise kind of a line of a few words."""
    dates = all(dateish(w) or w in lexicon.DATE_LABELS for w in unit.words)
    labelled = any(w in lexicon.DATE_LABELS or w in lexicon.MONTHS for w in unit.words)
    tests = (
        ("navigation", _names_title(unit, document)),
        ("date_only", dates and labelled),
        ("extraction", dates or lexicon.METADATA.match(text) or lexicon.TEMPLATE.search(text)),
        ("ui_text", unit.kind is not PassageKind.TABLE_ROW and _is_interface(unit, text)),
        ("navigation", linked(document, unit.start, unit.end)),
        ("ui_text", _label(unit, text) or _asks(unit, text)),
    )
    return next((name for name, fits in tests if fits), "")


def _is_interface(unit: Unit, text: str) -> bool:
    """Words of a button or menu in a line that speaks of no rule and no right."""
    return lexicon.INTERFACE.search(text) is not None and not is_rule(unit.words) and not lexicon.RIGHTS.search(text)


def _label(unit: Unit, text: str) -> bool:
    """A line that is no sentence: a title, a label, a crumb."""
    bare = text.strip().strip("*_ ")
    reaching = "contact" in unit.words
    lead_in = bare.endswith(":") and unit.weight <= (_SHORT if reaching else _LEAD_IN)
    plain_line = unit.kind is PassageKind.PARAGRAPH and (lead_in or not bare.endswith((".", ";", ":", ",")))
    short = unit.weight <= _LABEL or (reaching and lead_in)
    return plain_line and not is_rule(unit.words) and short and not any(c.isdigit() for c in bare)
