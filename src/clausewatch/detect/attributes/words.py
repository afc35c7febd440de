"""Word tables of the grammars: regular expressions by value and language in `corpus/lexicon/attributes`.

A pattern is named `file.key` or `file.values.value`. Patterns are written for text in small letters.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from clausewatch import resources

Words = dict[str, list[str]]


@cache
def pattern(name: str, lang: str) -> re.Pattern[str]:
    """The pattern of a language joined with the English one, since terms of art stay English everywhere.

    A language without words of its own gets a pattern that matches nothing.
    """
    file, _, key = name.partition(".")
    words = _words(file, key)
    own = [p for code in dict.fromkeys((lang, "en")) for p in words.get(code, ())]
    return re.compile("|".join(f"(?:{p})" for p in own) or r"(?!)")


@cache
def values(file: str) -> tuple[str, ...]:
    """The values that a word table tells apart, in its order."""
    table = _table(file)["values"]
    return tuple(table)


def _words(file: str, key: str) -> Words:
    node = _table(file)
    for step in key.split("."):
        node = node[step]
    found: Words = node
    return found


@cache
def _table(file: str) -> Any:
    return yaml.load(
        resources.corpus("lexicon", "attributes", f"{file}.yml").read_text("utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506  # both are safe loaders
    )
