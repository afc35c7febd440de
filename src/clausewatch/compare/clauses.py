"""The clauses that a change touches, old beside new.

Only findings in text with effect count, and only where their own words change with effect, so that a
detector that reads an unchanged sentence differently never makes a change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clausewatch.compare.align import Match
from clausewatch.compare.pairing import Words, candidates, similarity
from clausewatch.compare.runs import hunks, wording_only
from clausewatch.compare.units import Unit, words
from clausewatch.compare.words import FUNCTION, MODALS, TRAINING
from clausewatch.model import Detection, Finding

Touched = tuple[int, Finding]
_ONE_CLAUSE = 0.3
_ELSEWHERE = 0.3
_FEW_WORDS = 4
_STILL_THERE = 0.9
_NONE = Finding("", "", 0, 0)


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that text with effect touches: `old` or `new` is None where there is none."""

    type: str
    old: Finding | None
    new: Finding | None
    match: int

    @property
    def how(self) -> str:
        """`added`, `removed` or `edited`."""
        return "added" if self.old is None else "removed" if self.new is None else "edited"


def clauses(matches: Sequence[Match], old: Detection, new: Detection) -> tuple[ClauseChange, ...]:
    """The clauses touched by matches with effect, old and new paired by type and likeness."""
    gone = _touched(old, [m.old for m in matches])
    come = _touched(new, [m.new for m in matches])
    pairs = _paired(gone, come)
    paired = [ClauseChange(gone[x][1].type, gone[x][1], come[y][1], gone[x][0]) for x, y in pairs.items()]
    lost = [ClauseChange(f.type, f, None, i) for x, (i, f) in enumerate(gone) if x not in pairs]
    found = [ClauseChange(f.type, None, f, i) for y, (i, f) in enumerate(come) if y not in pairs.values()]
    return tuple(c for c in (*paired, *lost, *found) if _is_real(c, matches[c.match]))


def _paired(gone: list[Touched], come: list[Touched]) -> dict[int, int]:
    """Indexes of old clauses to those of new ones: the same type, the most alike first."""
    texts = [[words(f.quote) for _, f in side] for side in (gone, come)]
    near = {*candidates(texts[0], texts[1]), *_in_one_place(gone, come)}
    alike = ((x, y) for x, y in near if gone[x][1].type == come[y][1].type)
    scored = sorted((-_likeness(texts[0][x], texts[1][y], gone[x][0] == come[y][0]), x, y) for x, y in alike)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, x, y in scored:
        if -score >= _ONE_CLAUSE and x not in pairs and y not in taken:
            pairs[x] = y
            taken.add(y)
    return pairs


def _touched(side: Detection, sides: Iterable[Sequence[Unit]]) -> list[Touched]:
    """Findings that overlap a match, each with the index of the first one; rows of subprocessors aside."""
    spans = sorted((u.start, u.end, i) for i, units in enumerate(sides) for u in units)
    rows = [(r.start, r.end) for r in side.subprocessors if r.end > r.start]
    own = [f for f in side.findings if f.operative and not f.scc and not _inside(f, rows)]
    hits = [(next((i for a, b, i in spans if a < f.end and f.start < b), -1), f) for f in own]
    return [(i, f) for i, f in hits if i >= 0]


def _inside(finding: Finding, rows: Iterable[tuple[int, int]]) -> bool:
    return any(a <= finding.start and finding.end <= b for a, b in rows)


def _in_one_place(gone: list[Touched], come: list[Touched]) -> Iterator[tuple[int, int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for y, (at, _) in enumerate(come):
        places[at].append(y)
    return ((x, y) for x, (at, _) in enumerate(gone) for y in places[at])


def _likeness(old: Words, new: Words, same_place: bool) -> float:
    """Common words of two quotes; clauses in one edited place are one clause even if little is left."""
    score = similarity(old, new)
    return max(score, _ONE_CLAUSE) + 0.5 if same_place else score - _ELSEWHERE


def _is_real(change: ClauseChange, match: Match) -> bool:
    """False where the clause's own words stay, or change without effect."""
    if change.old is not None and change.new is not None:
        return _is_reworked(change.old, change.new)
    quote = words((change.old or change.new or _NONE).quote)
    other = match.new_words if change.new is None else match.old_words
    return (Counter(quote) & Counter(other)).total() < _STILL_THERE * len(quote)


def _whose_data(old: Finding, new: Finding, changed: Iterable[str]) -> bool:
    """True where a rule on training or advertising names another product or user: each name is its scope."""
    both = old.type == "vendor_data_use" and TRAINING.search(old.quote) and TRAINING.search(new.quote)
    return bool(both) and not FUNCTION.issuperset(changed)


def _is_reworked(old: Finding, new: Finding) -> bool:
    """True where a clause states other values, turns on a modal verb or number, or is largely rewritten."""
    found = hunks(words(old.quote), words(new.quote))
    if wording_only(found):
        return False
    changed = [w for hunk in found for w in (*hunk.gone, *hunk.come)]
    turned = any(w in MODALS or w[0].isdigit() for w in changed) or _whose_data(old, new, changed)
    return turned or len(changed) >= _FEW_WORDS or dict(old.attributes) != dict(new.attributes)
