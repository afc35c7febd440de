"""One sentence that says what changed from what to what, in English and Swedish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clausewatch.compare.phrases import ATTRIBUTES, PHRASES, TYPES
from clausewatch.compare.processors import names
from clausewatch.model import AttributeChange, AttributeValue, Change, ChangePart, SubprocessorChange, SubprocessorRow

LANGS = ("en", "sv")
_MOST = 3
_LONGEST = 110


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
    yield from _processors(change.subprocessors, lang)
    yield from (_attribute(a, lang) for a in change.attributes)
    told = sorted((p for p in change.parts if not p.noise), key=lambda p: -p.severity)
    said = {a.type for a in change.attributes} | ({"subprocessor_list"} if change.subprocessors else set())
    yield from (_part(p, lang) for p in told if not set(p.types) & said or not p.types)


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
        shown = [f"{r.name} ({', '.join(r.countries)})" if r.countries else r.name for r in rows.added]
        yield phrases["added_one" if len(shown) == 1 else "added_many"].format(names=_listed(shown, lang))
    if rows.removed:
        shown = names(rows.removed)
        yield phrases["removed_one" if len(shown) == 1 else "removed_many"].format(names=_listed(shown, lang))
    for old, new in rows.changed:
        yield phrases["row"].format(name=new.name, old=_row(old), new=_row(new))


def _row(row: SubprocessorRow) -> str:
    shown = (", ".join(row.countries), row.purpose, row.safeguard)
    return _short(", ".join(part for part in shown if part)) or "-"


def _attribute(change: AttributeChange, lang: str) -> str:
    phrases = PHRASES[lang]
    what = phrases["attribute"].format(
        attribute=ATTRIBUTES[lang].get(change.attribute, change.attribute), type=TYPES[lang][change.type]
    )
    if change.old is None:
        return phrases["now_stated"].format(what=what, new=_value(change.new, lang))
    if change.new is None:
        return phrases["no_longer"].format(what=what, old=_value(change.old, lang))
    return phrases["from_to"].format(what=what, old=_value(change.old, lang), new=_value(change.new, lang))


def _part(part: ChangePart, lang: str) -> str:
    phrases = PHRASES[lang]
    where = phrases["in"].format(section=_short(part.section)) if part.section else ""
    types = " (" + ", ".join(TYPES[lang][t] for t in part.types) + ")" if part.types else ""
    return phrases[part.kind].format(old=_short(part.old), new=_short(part.new), where=where, types=types)


def _value(value: AttributeValue | None, lang: str) -> str:
    if isinstance(value, tuple):
        return _listed([str(v).replace("_", " ") for v in value], lang)
    return str(value).replace("_", " ")


def _listed(items: list[str], lang: str) -> str:
    if len(items) > 6:
        items = [*items[:5], PHRASES[lang]["others"].format(count=len(items) - 5)]
    last = f" {PHRASES[lang]['and']} "
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
