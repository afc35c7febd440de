"""One file to one vendor or collection, or to the problems that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from clausewatch.declarations import schema
from clausewatch.declarations.nodes import Items, Node, Refused, Table
from clausewatch.declarations.schema import Check, Findings
from clausewatch.model import Source, Vendor

_SPAN: Mapping[str, Check] = {"valid_from": schema.day, "valid_to": schema.day}
_CUT: Mapping[str, Check] = {
    "lang": schema.lang,
    "select": schema.css,
    "remove": schema.css,
    "javascript": schema.flag,
}
_PARENT: Mapping[str, Check] = {"name": schema.text, "country": schema.country}


def vendor(key: str, node: Node, substitutions: Mapping[str, str], found: Findings) -> Vendor:
    """The vendor that a file declares; only to be used when `found` stays empty."""
    checks: dict[str, Check] = {
        "name": schema.text,
        "entity": schema.text,
        "country": schema.country,
        "parent": lambda n: schema.fields(n, _PARENT, ("name",), found, "parent"),
        "documents": lambda n: _documents(key, n, substitutions, found),
    }
    values = schema.fields(node, checks, ("name", "documents"), found, "the vendor")
    parent = values.get("parent") or {}
    return Vendor(
        key=key,
        name=values.get("name", ""),
        entity=values.get("entity", ""),
        country=values.get("country", ""),
        parent=parent.get("name", ""),
        parent_country=parent.get("country", ""),
        sources=values.get("documents", ()),
    )


def collection(node: Node, found: Findings) -> tuple[tuple[str, int], ...]:
    """The vendor keys of a collection with their lines."""
    checks: dict[str, Check] = {"title": schema.text, "description": schema.text, "vendors": _members}
    members: tuple[tuple[str, int], ...] = schema.fields(node, checks, ("vendors",), found, "the collection").get("vendors", ())
    seen: set[str] = set()
    for name, line in members:
        if name in seen:
            found.add(line, f"{name!r} is listed twice")
        seen.add(name)
    return members


def _members(node: Node) -> tuple[tuple[str, int], ...]:
    if not isinstance(node, Items) or not node.nodes:
        raise Refused(node.line, "must be a list of vendor keys")
    return tuple((schema.text(n), n.line) for n in node.nodes)


def _documents(key: str, node: Node, substitutions: Mapping[str, str], found: Findings) -> tuple[Source, ...]:
    if not isinstance(node, Table) or not node.pairs:
        raise Refused(node.line, "must be a table of documents", "Declare at least one, such as `terms:`.")
    sources: list[Source] = []
    for name, body in node.pairs:
        if not schema.KEY.fullmatch(name.text):
            found.add(name.line, f"{name.text!r} is no document key", "Use small letters, digits and hyphens.")
        sources += _document(f"{key}/{name.text}", body, substitutions, found)
    return tuple(sources)


def _document(key: str, node: Node, substitutions: Mapping[str, str], found: Findings) -> list[Source]:
    where = f"document {key.partition('/')[2]!r}"
    checks: dict[str, Check] = {
        "kind": schema.kind,
        "title": schema.text,
        "url": schema.url(substitutions),
        **_CUT,
        **_SPAN,
        "verified": schema.verified,
        "ignore_robots": schema.text,
        "history": lambda n: _history(n, substitutions, found, where),
    }
    values = schema.fields(node, checks, ("kind", "url"), found, where)
    earlier: Sequence[dict[str, Any]] = values.pop("history", ())
    common = {name: values[name] for name in ("kind", "title", "lang", "url", "ignore_robots") if name in values}
    ends = [e["valid_to"] for e in earlier if "valid_to" in e]
    spans = [*({**common, **e} for e in earlier), {"valid_from": max(ends) if ends else None, **values}]
    if len(ends) == len(earlier):
        _check_spans(spans, node.line, found, where)
    vendor_key, _, document = key.partition("/")
    return [Source(vendor_key, document, span.pop("url", ""), **span) for span in spans]


def _history(node: Node, substitutions: Mapping[str, str], found: Findings, where: str) -> tuple[dict[str, Any], ...]:
    if not isinstance(node, Items):
        raise Refused(node.line, "must be a list of earlier states, each with valid_to")
    checks: dict[str, Check] = {"url": schema.url(substitutions), **_CUT, **_SPAN}
    return tuple(schema.fields(n, checks, ("valid_to",), found, f"history of {where}") for n in node.nodes)


def _check_spans(spans: Sequence[dict[str, Any]], line: int, found: Findings, where: str) -> None:
    """Validity runs from `valid_from` to the day before `valid_to`; spans of one document may not overlap."""
    bounds = sorted((s.get("valid_from") or date.min, s.get("valid_to") or date.max) for s in spans)
    for start, end in bounds:
        if start >= end:
            found.add(line, f"{where}: valid_to {end} is not after valid_from {start}")
    for (_, end), (start, _) in pairwise(bounds):
        if start < end:
            shown = "the beginning" if start == date.min else str(start)
            found.add(line, f"{where}: two states are valid from {shown} on", "valid_to is the first day of the next state.")
