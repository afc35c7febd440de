"""One sentence that says what changed from what to what, in English and Swedish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clausewatch.compare.phrases import PHRASES
from clausewatch.compare.processors import names
from clausewatch.model import AttributeChange, Change, ChangePart, Direction, SubprocessorChange, SubprocessorRow
from clausewatch.wording import place, term, value

LANGS = ("en", "sv")
_MOST = 3
_LONGEST = 110
_BEFORE = 4
_MOST_WORDS = 18


def of_trouble(kind: str) -> Mapping[str, str]:
    """The sentence for a capture that is not the document."""
    return {lang: PHRASES[lang]["trouble"].format(kind=PHRASES[lang].get(kind, kind)) for lang in LANGS}


def of_change(change: Change) -> Mapping[str, str]:
    """The sentence for a judged change: the worst parts first, at most three of them."""
    return {lang: _sentence(list(_clauses(change, lang)), lang) for lang in LANGS}


def _clauses(change: Change, lang: str) -> Iterator[str]:
    if not change.substantive:
        noise = ", ".join(PHRASES[lang].get(n, n) for n in change.noise)
        yield PHRASES[lang]["nothing"].format(noise=noise) if noise else PHRASES[lang]["same"]
        return
    rows = change.severity if change.rule in {"S07", "S12"} else 1
    weighed = [(rows, text) for text in _processors(change.subprocessors, lang)]
    weighed += [(_severity(a, change), _attribute(a, lang)) for a in sorted(change.attributes, key=_urgency)]
    weighed += [(p.severity, _part(p, lang)) for p in _untold(change)]
    yield from (text for _, text in sorted(weighed, key=lambda w: -w[0]))


def _untold(change: Change) -> Iterator[ChangePart]:
    """Parts with effect that neither a row nor an attribute tells."""
    said = {a.type for a in change.attributes}
    told = (p for p in change.parts if not p.noise)
    return (p for p in told if not _in_rows(p, change.subprocessors) and not set(p.types) & said)


def _severity(attribute: AttributeChange, change: Change) -> int:
    """That of the worst part with the attribute's type."""
    return max((p.severity for p in change.parts if attribute.type in p.types), default=0)


def _urgency(change: AttributeChange) -> int:
    """What gets worse is said first."""
    return (Direction.WEAKER, Direction.DIFFERENT, Direction.STRONGER).index(change.direction)


def _in_rows(part: ChangePart, rows: SubprocessorChange) -> bool:
    """True for text that a named subprocessor's row already tells."""
    came = [*rows.added, *(new for _, new in rows.changed)]
    went = [*rows.removed, *(old for old, _ in rows.changed)]
    spans = ((part.new_span, came), (part.old_span, went))
    return any(span[1] and r.start < span[1] and span[0] < r.end for span, side in spans for r in side)


def _sentence(found: list[str], lang: str) -> str:
    found = list(dict.fromkeys(found))
    more = len(found) - _MOST
    text = "; ".join(found[:_MOST])
    if more > 0:
        text += "; " + PHRASES[lang]["one_more" if more == 1 else "more"].format(count=more)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _processors(rows: SubprocessorChange, lang: str) -> Iterator[str]:
    phrases = PHRASES[lang]
    if rows.added:
        shown = [f"{r.name} ({_places(r, lang)})" if r.countries else r.name for r in rows.added]
        yield phrases["added_one" if len(shown) == 1 else "added_many"].format(names=_listed(shown, lang))
    if rows.removed:
        shown = names(rows.removed)
        yield phrases["removed_one" if len(shown) == 1 else "removed_many"].format(names=_listed(shown, lang))
    for old, new in rows.changed:
        yield phrases["row"].format(name=new.name, old=_row(old, lang), new=_row(new, lang))


def _places(row: SubprocessorRow, lang: str) -> str:
    return ", ".join(place(c, lang) for c in row.countries)


def _row(row: SubprocessorRow, lang: str) -> str:
    shown = (_places(row, lang), row.purpose, row.safeguard)
    return _short(", ".join(part for part in shown if part)) or "-"


def _attribute(change: AttributeChange, lang: str) -> str:
    phrase = "now_stated" if change.old is None else "no_longer" if change.new is None else "from_to"
    return PHRASES[lang][phrase].format(
        type=term("types", change.type, lang),
        attribute=term("attributes", change.attribute, lang),
        old=value(change.attribute, change.old, lang),
        new=value(change.attribute, change.new, lang),
    )


def _part(part: ChangePart, lang: str) -> str:
    phrases = PHRASES[lang]
    where = phrases["in"].format(section=_short(part.section)) if part.section else ""
    types = " (" + ", ".join(term("types", t, lang) for t in part.types) + ")" if part.types else ""
    old, new = focus(part.old, part.new) if part.old and part.new else (_short(part.old), _short(part.new))
    return phrases[part.kind].format(old=old, new=new, where=where, types=types)


def focus(old: str, new: str) -> tuple[str, str]:
    """Both texts cut to the words around their first difference."""
    a, b = old.split(), new.split()
    start = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    first = max(0, start - _BEFORE)
    return _window(a, first, b), _window(b, first, a)


def _window(own: list[str], first: int, other: list[str]) -> str:
    """The words from `first` on, to the end of the difference or as many as fit."""
    same = 0
    while same < min(len(own), len(other)) - first and own[-1 - same] == other[-1 - same]:
        same += 1
    last = min(len(own), max(first + 1, len(own) - same + _BEFORE), first + _MOST_WORDS)
    return ("… " if first else "") + " ".join(own[first:last]) + (" …" if last < len(own) else "")


def _listed(items: list[str], lang: str) -> str:
    if len(items) > 6:
        items = [*items[:5], PHRASES[lang]["others"].format(count=len(items) - 5)]
    last = f" {PHRASES[lang]['and']} "
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
