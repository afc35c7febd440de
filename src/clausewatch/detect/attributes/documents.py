"""`documents` that an agreement takes in or ranks: names and addresses as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausewatch.detect.attributes.clause import Clause, Mark
from clausewatch.detect.attributes.words import pattern

_ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+|\b[a-z0-9.-]+\.(?:com|org|net|eu|io|ai|se|de|fr)/[^\s<>\"')\]]+"
)
_LEADING = re.compile(r"^(?:(?:These|This|The|Our|Your|If|In|By|Any|All|Each|For|Such|Any)\s+)+|^[\w-]+'s\s+")
_GENERIC = frozenset({"Agreement", "Agreements", "Terms", "Principal Agreement", "Policies", "Documentation"})
_LOOK_BACK = 14


def documents(clause: Clause) -> Iterator[Mark]:
    """Documents named in the clause other than the one that speaks ("these Terms"), without repeats.

    A short name given in brackets (“DPA”) and the plain word for the agreement count only where
    nothing else is named.
    """
    found = [*_named(clause), *(m.group().rstrip(".,;:") for m in _ADDRESS.finditer(clause.text))]
    full = [name for name in found if name not in _GENERIC]
    if values := tuple(dict.fromkeys(full or found)):
        yield Mark("documents", values, "; ".join(values))


def _named(clause: Clause) -> Iterator[str]:
    own = pattern("documents.own", clause.lang)
    addresses = [m.span() for m in _ADDRESS.finditer(clause.text)]
    for m in pattern("documents.named", clause.lang).finditer(clause.text):
        before = clause.text[max(0, m.start() - _LOOK_BACK) : m.start()]
        name = _LEADING.sub("", m.group()).strip(" ,")
        alias = before.endswith(('("', '(the "', "('")) and clause.text[m.end() : m.end() + 1] in {'"', "'"}
        if name and not alias and not own.search(before) and not any(a <= m.start() < b for a, b in addresses):
            yield name
