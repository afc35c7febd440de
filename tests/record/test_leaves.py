"""Leaves are canonical JSON: whoever follows RFC 8785 gets the same bytes, and so the same hash."""

from __future__ import annotations

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from clausewatch.record import leaves, schema

VALUES = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.booleans(), st.integers(1 - 2**53, 2**53 - 1))
COLUMNS = sorted({c.name for t in leaves.TABLES.values() for c in t.columns} | {c.name for c in schema.outbox.columns})


@given(st.dictionaries(st.sampled_from(COLUMNS), VALUES))
def test_leaf_is_written_as_the_rfc_says(content: dict[str, object]) -> None:
    assert leaves.canonical(content) == rfc8785.dumps(content).decode()


def test_names_of_columns_sort_alike_for_everybody() -> None:
    assert all(name.isascii() for name in COLUMNS)
