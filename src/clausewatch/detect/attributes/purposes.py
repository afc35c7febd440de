"""`purposes` of a vendor's own use of data, `none` for a promise not to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clausewatch.detect.attributes.clause import Clause, Mark, lowered
from clausewatch.detect.attributes.words import pattern, values

_SECURITY_FIRM = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+ Security\b(?! [A-Z])|^[A-Z][\w-]+ Security\b(?= (?:may|will|shall))")


def purposes(clause: Clause) -> Iterator[Mark]:
    """The purposes of the vendor's own that the clause states, part by part.

    "but", "except" and "provided that" divide a clause: a part that denies a use gives `none`
    unless a part before it states uses ("for research, provided that we do not train models"). Data
    "that cannot be linked to you" deny nothing. A use
    without a purpose of the table is `other`. Items below "we shall not:" are denied one by one.
    """
    if lead_in := pattern("purposes.denied_below", clause.lang).search(lowered(clause.context)):
        yield Mark("purposes", ("none",), lead_in.group())
        return
    found: dict[str, str] = {}
    bare = pattern("purposes.apart", clause.lang).sub(" ", lowered(_SECURITY_FIRM.sub(" ", clause.text)))
    for part in pattern("purposes.turn", clause.lang).split(bare):
        piece = replace(clause, folded=part)
        if denied := piece.first("purposes.denied"):
            found = found or {"none": denied}
        else:
            found |= _stated(piece)
    if not found and (only := clause.first("purposes.only")):
        found = {"none": only}
    if not found and (used := clause.first("purposes.used")):
        found = {"other": used}
    if found:
        yield Mark("purposes", tuple(found), "; ".join(found.values()))


def _stated(part: Clause) -> dict[str, str]:
    found = {v: words for v in values("purposes") if (words := part.first(f"purposes.values.{v}"))}
    if "aggregate" in found and found.get("analytics", "").startswith("statisti"):
        del found["analytics"]  # aggregated statistics are one thing, not two
    return found
