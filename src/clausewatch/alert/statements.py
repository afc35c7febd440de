"""What changed, as statements in the reader's language: the gravest first.

A statement has two forms: a clause that follows the adverbial of time, and a noun phrase for lists
and titles. Swedish puts the verb second, so its clauses begin with the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausewatch.alert.phrases import plural, say, subject
from clausewatch.alert.quotes import marked
from clausewatch.model import AttributeChange, Change, ChangePart, Direction, SubprocessorRow
from clausewatch.wording import listing, one_line, pick, place, term, value

_NUMBER = re.compile(r"(?:§\s*)?\d+(?:\.\d+)*(?:\s?\([a-z0-9]+\))?|[A-Z](?:\.\d+)+")
_WHOLE = frozenset({"governing_law", "dispute_venue"})
"""Types whose countries are one answer: said as from X to Y, not as a list that gains and loses."""
_ORDER = {Direction.WEAKER: 0, Direction.DIFFERENT: 20, Direction.STRONGER: 40}
_FIRST = (
    "commitments",
    "remedies",
    "objection_days",
    "notice_days",
    "assent",
    "countries",
    "mechanisms",
    "forum",
    "authorisation",
    "purposes",
    "hours",
    "days",
    "documents",
)
"""Which of several attributes of one severity and direction is named first; the others follow."""
_NAMES = 4
_TEXT = 90
"""Second part of the rank of a changed text that holds no clause."""
_TOO_SHORT = 5
"""Characters of a label (`v`, `iii`, `*`) that does not tell a reader where to look."""
_SNIPPET = 120


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that changed: `one` as a clause, `item` as a noun phrase; `rank` (severity, then weight) sorts, low first.

    `title` is the noun phrase without quoted words, for subject lines.
    """

    one: str
    item: str
    title: str
    rank: tuple[int, int]

    @property
    def is_petty(self) -> bool:
        """A changed text of severity 1 or less that holds no clause."""
        return self.rank[1] == _TEXT and self.rank[0] >= -1


def _statement(kind: str, rank: tuple[int, int], lang: str, **words: str) -> Statement:
    bare = {**words, "said": ""}
    return Statement(
        say(f"{kind}.one", lang, **words), say(f"{kind}.item", lang, **words), say(f"{kind}.item", lang, **bare), rank
    )


def statements(change: Change, lang: str) -> tuple[Statement, ...]:
    """The statements of a change: attributes, subprocessors, then clauses and other text.

    Small changes of text without a clause are left out where there is anything graver.
    """
    found = [*_attributes(change, lang), *_subprocessors(change, lang), *_clauses(change, lang)]
    graver = [s for s in found if not s.is_petty] or found
    return tuple(sorted(dict.fromkeys(graver), key=lambda s: s.rank))


def where(section: str, lang: str) -> str:
    """` in section 9.2`, or the heading where sections have no number; empty where neither helps to find it."""
    number = _NUMBER.match(section)
    if number:
        return say("section", lang, number=number[0])
    heading = one_line(section)
    return say("under", lang, heading=heading[:80]) if len(heading.strip("()[]. ")) > _TOO_SHORT else ""


def _attributes(change: Change, lang: str) -> Iterator[Statement]:
    for moved in change.attributes:
        home = _home(change.parts, moved.type)
        kind, old, new = _kind_of(moved, lang)
        words = {
            "what": _what(moved, lang),
            "where": where(home.section, lang) if home else "",
            "old": old,
            "new": new,
        }
        weight = _FIRST.index(moved.attribute) if moved.attribute in _FIRST else len(_FIRST)
        rank = (-(home.severity if home else change.severity), _ORDER[moved.direction] + weight)
        yield _statement(kind, rank, lang, **words)


def _what(moved: AttributeChange, lang: str) -> str:
    pattern = pick(subject(moved.attribute, moved.type), lang)
    return pattern.format(attribute=term("attributes", moved.attribute, lang), type=term("types", moved.type, lang))


def _kind_of(moved: AttributeChange, lang: str) -> tuple[str, str, str]:
    old, new = value(moved.attribute, moved.old, lang), value(moved.attribute, moved.new, lang)
    if moved.old is None or moved.old == ():
        return "stated", "", new
    if moved.new is None or moved.new == ():
        return "unstated", old, ""
    if isinstance(moved.old, tuple) and isinstance(moved.new, tuple) and moved.type not in _WHOLE:
        return _sets(moved.attribute, moved.old, moved.new, lang)
    return "changed", _shared_unit(old, new), new


def _sets(attribute: str, old: tuple[object, ...], new: tuple[object, ...], lang: str) -> tuple[str, str, str]:
    lost = value(attribute, tuple(str(v) for v in old if v not in new), lang)
    gained = value(attribute, tuple(str(v) for v in new if v not in old), lang)
    if lost == "–":
        return "gained", "", gained
    return ("lost", lost, "") if gained == "–" else ("swapped", lost, gained)


def _shared_unit(old: str, new: str) -> str:
    """`30` of `30 days` where the new value ends in the same word."""
    figure, _, unit = old.partition(" ")
    return figure if figure.isdigit() and new.endswith(f" {unit}") and new[:1].isdigit() else old


def _home(parts: Sequence[ChangePart], clause_type: str) -> ChangePart | None:
    own = [p for p in parts if clause_type in p.types and not p.noise]
    return max(own, key=lambda p: p.severity, default=None)


def _subprocessors(change: Change, lang: str) -> Iterator[Statement]:
    moved = change.subprocessors
    groups = (("subs_added", moved.added, 0), ("subs_removed", moved.removed, 50))
    for kind, rows, order in groups:
        if rows:
            yield _named(kind, [_who(row, lang, kind == "subs_added") for row in rows], (-change.severity, order), lang)
    if moved.changed:
        names = [one_line(new.name) for _, new in moved.changed]
        yield _named("subs_changed", names, (-change.severity, 30), lang)


def _named(kind: str, names: Sequence[str], rank: tuple[int, int], lang: str) -> Statement:
    shown = [*names[:_NAMES], *([say("names_more", lang, n=len(names) - _NAMES)] if len(names) > _NAMES else [])]
    words = {"names": listing(shown, lang)}
    one, item = (plural(f"{kind}.{form}", len(names), lang, **words) for form in ("one", "item"))
    return Statement(one, item, item, rank)


def _who(row: SubprocessorRow, lang: str, with_country: bool) -> str:
    if not with_country:
        return one_line(row.name)
    places = listing((place(c, lang) for c in row.countries), lang) or say("no_country", lang)
    return f"{one_line(row.name)} ({places})"


def _clauses(change: Change, lang: str) -> Iterator[Statement]:
    told = {a.type for a in change.attributes} | ({"subprocessor_list"} if change.subprocessors else set())
    for part in change.parts:
        if not _is_told(part, told, bool(change.subprocessors)):
            yield _clause(part, [t for t in part.types if t not in told], lang)


def _is_told(part: ChangePart, told: set[str], named: bool) -> bool:
    """Whether a part needs no statement of its own: noise, a move, or said by attributes and names."""
    if part.noise or part.kind == "moved":
        return True
    return told.issuperset(part.types) if part.types else named


def _clause(part: ChangePart, types: Sequence[str], lang: str) -> Statement:
    return _statement(
        f"{'clause' if types else 'text'}_{part.kind}",
        (-part.severity, 60 if types else _TEXT),
        lang,
        type=listing((term("types", t, lang) for t in types), lang),
        where=where(part.section, lang),
        said=_said(part, lang),
    )


def _said(part: ChangePart, lang: str) -> str:
    """The words themselves, where they are few enough to stand in a sentence."""
    if part.old and part.new:
        (_, old, _), (_, new, _) = marked(one_line(part.old), one_line(part.new))
        short = old and new and max(len(old), len(new)) <= _SNIPPET // 2
        return say("swap", lang, old=old, new=new) if short else ""
    text = one_line(part.new or part.old)
    if len(text) > _SNIPPET:
        text = f"{text[:_SNIPPET].rsplit(' ', 1)[0]} …"
    return say("snippet", lang, text=text) if text else ""
