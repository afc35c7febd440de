"""Where the data that ships with clausewatch lies: in the wheel, or beside `src/` in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _root() -> Path:
    packed = _PACKAGE / "_data"
    return packed if packed.is_dir() else _PACKAGE.parents[1]


def corpus(*parts: str) -> Path:
    """A file or folder below `corpus/` (vendors, rules, facts, demo ...)."""
    return _root().joinpath("corpus", *parts)


def models(*parts: str) -> Path:
    """A file below `models/` (trained artefacts)."""
    return _root().joinpath("models", *parts)
