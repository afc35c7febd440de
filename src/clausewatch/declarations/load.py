"""Folders of YAML files to vendors and collections, with every problem as a value.

A folder holds `vendors/*.yml` and `collections/*.yml`; the file's name is the key. A later folder
overrides an earlier one key by key, so that a home overrides the corpus. A file with a problem is
left out whole and the others load; it also hides what it was meant to override, because a source
must never be watched by a declaration that its owner has replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from clausewatch.declarations import nodes, reading, schema
from clausewatch.declarations.nodes import Node, Refused
from clausewatch.declarations.schema import Findings
from clausewatch.errors import UnknownVendor
from clausewatch.model import Problem, Source, Vendor

T = TypeVar("T")
Members = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Declarations:
    """What is declared; `collections` hold vendor keys, `problems` what was left out and why."""

    vendors: Mapping[str, Vendor] = field(default_factory=dict)
    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def sources(self, names: Sequence[str], on: date) -> tuple[Source, ...]:
        """The sources of vendors, `vendor/document` keys or collections that are valid on a day.

        Raises:
            UnknownVendor: a name that is none of these; it names the nearest.
        """
        found = (s for name in names for s in self._named(name))
        return tuple(dict.fromkeys(s for s in found if _valid(s, on)))

    def _named(self, name: str) -> Iterator[Source]:
        if name in self.collections:
            return (s for member in self.collections[name] for s in self.vendors[member].sources)
        key, _, document = name.partition("/")
        if key not in self.vendors:
            raise UnknownVendor(name, [*self.vendors, *self.collections])
        sources = self.vendors[key].sources
        if not document:
            return iter(sources)
        if document not in {s.document for s in sources}:
            raise UnknownVendor(name, dict.fromkeys(s.key for s in sources), "document")
        return (s for s in sources if s.document == document)


def load(*folders: Path, substitutions: Mapping[str, str] | None = None) -> Declarations:
    """Read all declarations; `substitutions` replace `{name}` in URLs.

    Never raises for what a file holds: that becomes a problem with file, line and a hint.
    """
    vendors: dict[str, Vendor | None] = {}
    members: dict[str, tuple[Path, Members] | None] = {}
    problems: list[Problem] = []
    for folder in folders:
        for _, key, node, found in _files(folder / "vendors"):
            made = reading.vendor(key, node, substitutions or {}, found) if node else None
            _keep(vendors, key, made, found, problems)
        for path, key, node, found in _files(folder / "collections"):
            listed = (path, reading.collection(node, found)) if node else None
            _keep(members, key, listed, found, problems)
    known = {key: v for key, v in vendors.items() if v is not None}
    listed_keys = {key: _resolved(key, c, vendors, problems) for key, c in members.items() if c is not None}
    collections = {key: names for key, names in listed_keys.items() if names is not None}
    return Declarations(known, collections, tuple(problems))


def _files(folder: Path) -> Iterator[tuple[Path, str, Node | None, Findings]]:
    seen: dict[str, str] = {}
    for path in sorted(p for p in folder.glob("*.y*ml") if p.suffix in {".yml", ".yaml"}):
        found = Findings(str(path))
        key = path.stem.casefold()
        if key in seen:
            found.add(1, f"the key {key!r} is already taken by {seen[key]}", "One file per vendor or collection.")
        elif not schema.KEY.fullmatch(path.stem):
            found.add(1, f"the file name {path.stem!r} is no key", "Use small letters, digits and hyphens.")
        seen.setdefault(key, path.name)
        yield path, key, _tree(path, found), found


def _tree(path: Path, found: Findings) -> Node | None:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return nodes.read(file.read(nodes.MAX_CHARS + 1))
    except Refused as e:
        found.add(e.line, e.message, e.hint)
    except UnicodeDecodeError as e:
        found.add(1, f"not UTF-8: {e.reason} at byte {e.start}", "Save the file as UTF-8.")
    except OSError as e:
        found.add(1, f"cannot be read: {e.strerror}")
    return None


def _keep(into: dict[str, T | None], key: str, value: T | None, found: Findings, problems: list[Problem]) -> None:
    into[key] = None if found.problems else value
    problems += found.problems


def _resolved(
    key: str, listed: tuple[Path, Members], vendors: Mapping[str, Vendor | None], problems: list[Problem]
) -> tuple[str, ...] | None:
    """The declared ones of a collection's vendors; None where its name is a vendor's."""
    path, members = listed
    if key in vendors:
        problems.append(Problem(str(path), 1, f"the collection {key!r} has the name of a vendor", "Rename one of the two."))
        return None
    for name, line in members:
        if name not in vendors:
            problems.append(Problem(str(path), line, f"no vendor {name!r} is declared", schema.nearest(name, vendors)))
    return tuple(name for name, _ in members if vendors.get(name) is not None)


def _valid(source: Source, day: date) -> bool:
    after = source.valid_from is None or source.valid_from <= day
    return after and (source.valid_to is None or day < source.valid_to)
