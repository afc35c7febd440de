"""Named subprocessors that came, went, were renamed or changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from clausewatch.compare.pairing import similarity
from clausewatch.compare.runs import hunks, stem, wording_only
from clausewatch.compare.units import letters, words
from clausewatch.compare.words import FUNCTION
from clausewatch.model import SubprocessorChange, SubprocessorRow

_LEGAL_FORMS = (
    "incorporated corporation company limited gmbh inc llc ltd corp pbc plc sas sasu sa sarl sàrl ab bv nv oy as aps ag",
    "kg spa srl pty pte co llp lp emea international holdings group",
)
_FORMS = frozenset(form for row in _LEGAL_FORMS for form in row.split())
_SHARED = 0.6
_PARENTHESIS = re.compile(r"\(([^)]*)\)")


def compare_rows(
    old: Sequence[SubprocessorRow], new: Sequence[SubprocessorRow], old_text: str, new_text: str
) -> SubprocessorChange:
    """Rows matched by name, then by likeness; names are compared without legal form and order.

    A name that the other text holds as well did not come or go: it was only not read as a row there.
    """
    if not (old or new):
        return SubprocessorChange()
    pairs, gone, come = _by_name(old, new)
    renamed, gone, come = _renamed(gone, come)
    letters_old, letters_new = letters(old_text), letters(new_text)
    added = tuple(r for r in come if letters(_core(r.name)) not in letters_old)
    removed = tuple(r for r in gone if letters(_core(r.name)) not in letters_new)
    changed = tuple((a, b) for a, b in (*pairs, *renamed) if differs(a, b))
    return SubprocessorChange(added, removed, changed)


def name_key(name: str) -> frozenset[str]:
    """The words of a name that tell companies apart, in no order."""
    flat = unicodedata.normalize("NFKC", name).casefold().replace(".", "")
    found = re.findall(r"\w+", flat)
    return frozenset(w for w in found if w not in _FORMS) or frozenset(found)


def differs(old: SubprocessorRow, new: SubprocessorRow) -> tuple[str, ...]:
    """Fields of a row that differ in substance: `name`, `countries`, `purpose`, `safeguard`."""
    fields = []
    if name_key(old.name) != name_key(new.name):
        fields.append("name")
    if set(old.countries) != set(new.countries):
        fields.append("countries")
    fields += [f for f in ("purpose", "safeguard") if _reworded(getattr(old, f), getattr(new, f))]
    if not fields and _reworded(_beside(old), _beside(new)):
        fields.append("purpose")
    return tuple(fields)


def is_other_purpose(old: SubprocessorRow, new: SubprocessorRow) -> bool:
    """True where what a company does is another thing: no word of weight is left."""
    if "purpose" not in differs(old, new):
        return False
    one, two = ({stem(w) for w in words(r.purpose or _beside(r))} - FUNCTION for r in (old, new))
    return one.isdisjoint(two)


def _beside(row: SubprocessorRow) -> str:
    """What the row says beside its name, numbers of rows aside."""
    name = name_key(row.name) | _FORMS
    return " ".join(w for w in words(row.quote) if w not in name and not w.isdigit())


def _reworded(old: str, new: str) -> bool:
    a, b = words(old), words(new)
    return bool(a and b) and not wording_only(hunks(a, b))


def _by_name(
    old: Sequence[SubprocessorRow], new: Sequence[SubprocessorRow]
) -> tuple[list[tuple[SubprocessorRow, SubprocessorRow]], list[SubprocessorRow], list[SubprocessorRow]]:
    left: dict[frozenset[str], list[SubprocessorRow]] = {}
    for row in new:
        left.setdefault(name_key(row.name), []).append(row)
    pairs, gone = [], []
    for row in old:
        same = left.get(name_key(row.name))
        if same:
            best = max(same, key=lambda r: similarity(words(row.quote), words(r.quote)))
            same.remove(best)
            pairs.append((row, best))
        else:
            gone.append(row)
    known = {name_key(row.name) for row in old}
    come = [row for rows in left.values() for row in rows if name_key(row.name) not in known]
    return pairs, [r for r in gone if name_key(r.name) not in {name_key(n.name) for n in new}], come


def _renamed(
    gone: list[SubprocessorRow], come: list[SubprocessorRow]
) -> tuple[list[tuple[SubprocessorRow, SubprocessorRow]], list[SubprocessorRow], list[SubprocessorRow]]:
    """One name within the other, or names that share most of their words."""
    pairs: list[tuple[SubprocessorRow, SubprocessorRow]] = []
    for row in list(gone):
        match = next((c for c in come if _one_company(row.name, c.name)), None)
        if match is not None:
            pairs.append((row, match))
            gone.remove(row)
            come.remove(match)
    return pairs, gone, come


def _one_company(a: str, b: str) -> bool:
    if _variants(a) & _variants(b):
        return True
    one, two = name_key(a), name_key(b)
    shared = len(one & two)
    return shared >= 2 and shared >= _SHARED * max(len(one), len(two))


def _variants(name: str) -> set[frozenset[str]]:
    """The name, the name without its parentheses, and what stands in them."""
    return {name_key(name), name_key(_core(name)), *(name_key(part) for part in _PARENTHESIS.findall(name) if part.strip())}


def _core(name: str) -> str:
    return _PARENTHESIS.sub(" ", name).strip() or name


def names(rows: Iterable[SubprocessorRow]) -> list[str]:
    """Names as written, each once."""
    return list(dict.fromkeys(r.name for r in rows))
