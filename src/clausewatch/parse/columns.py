"""Rows that name the columns of a table."""

from __future__ import annotations

import re

from clausewatch.parse.blocks import Block, words_of

_COLUMNS = re.compile(
    r"\b(name|compan(?:y|ies)|entit(?:y|ies)|provider|vendor|sub-?processors?|purpose|service|location|countr(?:y|ies)|"
    r"region|description|type|address|activity|category|namn|företag|leverantör|underbiträde|ändamål|tjänst|plats|land|"
    r"anbieter|unternehmen|unterauftragnehmer|zweck|leistung|ort|sitz|nom|société|sous-traitant|finalité|pays|lieu)\b",
    re.IGNORECASE,
)


def names_columns(row: Block) -> bool:
    """True when a row looks like column names: short cells, bold or of the usual words."""
    cells = [words_of(c) for c in row.cells]
    if len(cells) < 2 or any(not c or len(c) > 60 for c in cells):
        return False
    bold = all(p.bold for c in row.cells for p in c if p.text.strip())
    return bold or sum(_COLUMNS.search(c) is not None for c in cells) * 2 >= len(cells)


def mentions_columns(text: str) -> bool:
    """True where a stretch has a word that names columns."""
    return _COLUMNS.search(text) is not None
