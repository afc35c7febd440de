"""`notice_days`, `objection_days` and `business_days`: whose days a sentence counts.

A duration is notice when words of notice stand beside it; days to cure a breach, to pay, to object
or to leave are not. Words for "at once" or "without notice" give 0 where no days of notice are stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausewatch.detect.attributes import durations
from clausewatch.detect.attributes.clause import Clause, Mark
from clausewatch.detect.attributes.durations import Duration
from clausewatch.detect.attributes.words import pattern

_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)")
_BEFORE, _CURE_BEFORE, _CURE_AFTER = 140, 90, 60
_ENDING = frozenset({"suspension_termination", "auto_renewal"})


def notice(clause: Clause) -> Iterator[Mark]:
    """`notice_days` and `business_days`: stated days of notice, else 0 for "at once"."""
    found = [d for d in durations.find(clause.folded) if is_notice(clause, d)]
    by_vendor = [d for d in found if not clause_after(clause, d, "notice.to_vendor")]
    if found:
        yield from _days(clause, "notice_days", (by_vendor or found)[0])
    elif words := _at_once(clause):
        yield Mark("notice_days", 0, words)


def objection(clause: Clause) -> Iterator[Mark]:
    """`objection_days`: days within which the customer may object."""
    for d in durations.find(clause.folded):
        if is_objection(clause, d):
            yield from _days(clause, "objection_days", d)
            return


def is_objection(clause: Clause, d: Duration) -> bool:
    """True for days in a sentence about objecting that are neither advance notice nor time to settle."""
    start, end = sentence(clause, d)
    if not clause.first("notice.objecting", start, end) or clause_before(clause, d, "notice.settling", 60):
        return False
    counted = is_deadline(clause, d) or clause_after(clause, d, "notice.countdown")
    return bool(counted) or not clause_after(clause, d, "notice.after")


def is_deadline(clause: Clause, d: Duration) -> bool:
    """True for "within 30 days" without "before" or "notice" behind it."""
    before = clause_before(clause, d, "notice.deadline", 40)
    return bool(before) and not clause.folded[d.end :].startswith((" before", " prior to", " notice", " in advance"))


def is_notice(clause: Clause, d: Duration) -> bool:
    """True for days of advance notice by the vendor, or by either side where the clause ends a contract."""
    if is_objection(clause, d) or is_deadline(clause, d) or _is_cure(clause, d):
        return False
    if clause.type not in _ENDING and clause_before(clause, d, "notice.customers", _BEFORE):
        return False
    return bool(clause_before(clause, d, "notice.before", _BEFORE) or clause_after(clause, d, "notice.after"))


def sentence(clause: Clause, d: Duration) -> tuple[int, int]:
    """The sentence around a duration, half-open."""
    stops = [m.end() for m in _SENTENCE_END.finditer(clause.folded)]
    start = max((s for s in stops if s <= d.start), default=0)
    return start, min((s for s in stops if s >= d.end), default=len(clause.folded))


def clause_before(clause: Clause, d: Duration, name: str, reach: int) -> str:
    """What a pattern matches in the text before a duration, at most `reach` characters back in its sentence."""
    text = clause.folded[max(sentence(clause, d)[0], d.start - reach) : d.start]
    match = pattern(name, clause.lang).search(text)
    return match.group() if match else ""


def clause_after(clause: Clause, d: Duration, name: str) -> str:
    """What a pattern matches in the text that follows a duration."""
    match = pattern(name, clause.lang).search(clause.folded[d.end : d.end + _BEFORE])
    return match.group() if match else ""


def _is_cure(clause: Clause, d: Duration) -> bool:
    start, end = sentence(clause, d)
    near = clause.first("notice.cure", max(start, d.start - _CURE_BEFORE), min(end, d.end + _CURE_AFTER))
    return bool(near) and not clause_after(clause, d, "notice.plain")


def _at_once(clause: Clause) -> str:
    """Words for no notice; in a rule on subprocessors "immediately" speaks of something else."""
    return clause.first("notice.without" if clause.type == "subprocessor_change" else "notice.at_once")


def _days(clause: Clause, attribute: str, d: Duration) -> Iterator[Mark]:
    yield Mark(attribute, d.days, clause.text[d.start : d.end])
    if d.business:
        yield Mark("business_days", True, clause.text[d.start : d.end])
