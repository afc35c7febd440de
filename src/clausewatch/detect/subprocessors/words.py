"""Word tables that tell where subprocessors are named and what a column or field holds."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from clausewatch import resources

COLUMNS = ("other", "processing", "seat", "name", "safeguard", "place", "purpose")
"""Kinds of columns; the first that a heading fits decides."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of a table (`subject`, `columns.name` ...), without regard to case."""
    node = _tables()
    for step in name.split("."):
        node = node[step]
    return re.compile("|".join(f"(?:{p})" for p in node), re.IGNORECASE)


def column(heading: str) -> str:
    """What a column or field of this heading holds (one of `COLUMNS`), or the empty string."""
    return next((kind for kind in COLUMNS if pattern(f"columns.{kind}").search(heading)), "")


@cache
def _tables() -> Any:
    return yaml.load(
        resources.corpus("lexicon", "subprocessors", "words.yml").read_text("utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506  # both are safe loaders
    )
