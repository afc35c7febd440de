"""Whether another value is better or worse for the customer, by the order of each attribute."""

from __future__ import annotations

from collections.abc import Mapping

from clausewatch.model import AttributeValue, Direction

MORE_IS_BETTER = frozenset({"notice_days", "objection_days"})
FEWER_IS_BETTER = frozenset({"hours", "days"})
GAIN_IS_BETTER = frozenset({"commitments", "channels", "remedies", "mechanisms"})
GAIN_IS_WORSE = frozenset({"countries", "purposes", "documents"})
ORDERS: Mapping[str, Mapping[str, int]] = {
    "assent": {"opt_in": 3, "signed": 3, "silence": 2, "continued_use": 1, "none": 0},
    "authorisation": {"specific": 1, "general": 0},
    "forum": {"courts": 2, "both": 1, "arbitration": 0, "waiver": 0},
}
"""Values from worse (0) to better for the customer."""
_TURNED = {Direction.WEAKER: Direction.STRONGER, Direction.STRONGER: Direction.WEAKER, Direction.DIFFERENT: Direction.DIFFERENT}
_COUNTRIES_MOVE = frozenset({"governing_law", "dispute_venue"})


def direction(kind: str, name: str, old: AttributeValue | None, new: AttributeValue | None) -> Direction:
    """How a change of an attribute looks from the customer's side; `different` outside the order.

    None is silence. A period that goes away is weaker and one that comes is stronger only where the
    vendor owes it (breach notice, deletion).
    """
    if isinstance(old, tuple) or isinstance(new, tuple):
        return _of_lists(kind, name, _texts(old), _texts(new))
    if name in ORDERS:
        return _of_ranks(*(ORDERS[name].get(str(v)) for v in (old, new)))
    if name in MORE_IS_BETTER | FEWER_IS_BETTER:
        return _of_periods(name, old, new)
    return Direction.DIFFERENT


def _of_ranks(old: int | None = None, new: int | None = None) -> Direction:
    if old is None or new is None or old == new:
        return Direction.DIFFERENT
    return Direction.STRONGER if new > old else Direction.WEAKER


def _of_periods(name: str, old: AttributeValue | None, new: AttributeValue | None) -> Direction:
    if new is None:
        return Direction.WEAKER
    if old is None:
        return Direction.STRONGER if name in FEWER_IS_BETTER else Direction.DIFFERENT
    found = _of_ranks(int(old), int(new)) if isinstance(old, int) and isinstance(new, int) else Direction.DIFFERENT
    return _TURNED[found] if name in FEWER_IS_BETTER else found


def _of_lists(kind: str, name: str, old: frozenset[str], new: frozenset[str]) -> Direction:
    lost, gained = old - new, new - old
    if name == "purposes" and "none" in old | new:
        return Direction.WEAKER if "none" in lost else Direction.STRONGER
    if _unclear(kind, name, old, new) or (lost and gained) or name not in GAIN_IS_BETTER | GAIN_IS_WORSE:
        return Direction.DIFFERENT
    return Direction.STRONGER if bool(gained) == (name in GAIN_IS_BETTER) else Direction.WEAKER


def _unclear(kind: str, name: str, old: frozenset[str], new: frozenset[str]) -> bool:
    """Places where one text is silent or that only move, and mechanisms of which some stay."""
    both = bool(old and new)
    return (name == "countries" and (kind in _COUNTRIES_MOVE or not both)) or (name == "mechanisms" and both)


def _texts(value: AttributeValue | None) -> frozenset[str]:
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return frozenset(map(str, values))
