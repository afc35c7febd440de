"""A list of vendors and addresses, as a spreadsheet saves it, to declarations.

Columns, in any order and case: `url` (required), `vendor`, `entity`, `country`, `parent`,
`parent_country`, `document`, `kind`, `title`, `lang`. What is not given is guessed from the address.
Commas, semicolons and tabs separate; UTF-8 and Windows-1252 are read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clausewatch.declarations import schema
from clausewatch.declarations.draft import draft
from clausewatch.declarations.nodes import Refused, Scalar
from clausewatch.declarations.ota import Imported
from clausewatch.declarations.ota_terms import slug
from clausewatch.declarations.schema import Check, Findings
from clausewatch.model import Source, Vendor

_CHECKS: Mapping[str, Check] = {
    "url": schema.url({}),
    "vendor": schema.text,
    "entity": schema.text,
    "country": schema.country,
    "parent": schema.text,
    "parent_country": schema.country,
    "document": schema.text,
    "kind": schema.kind,
    "title": schema.text,
    "lang": schema.lang,
}
MAX_ROWS = 20_000


def import_csv(path: Path) -> Imported:
    """The vendors of a list; a row with a problem is left out and the others are read."""
    found = Findings(str(path))
    vendors: dict[str, Vendor] = {}
    failed = 0
    for line, row in _rows(path, found):
        values = _checked(row, line, found)
        if values is None:
            failed += 1
            continue
        vendor = _vendor(values)
        known = vendors.get(vendor.key, replace(vendor, sources=()))
        vendors[vendor.key] = replace(known, sources=(*known.sources, _free(vendor.sources[0], known)))
    return Imported(tuple(vendors.values()), tuple(found.problems), 1, failed)


def _rows(path: Path, found: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    text = _decoded(path.read_bytes())
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    try:
        yield from _read(reader, found)
    except csv.Error as e:
        found.add(reader.line_num, f"the table cannot be read from here on ({e})")


def _read(reader: Any, found: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    columns = [name.strip().casefold() for name in next(reader, [])]
    for name in columns:
        if name not in _CHECKS:
            found.add(1, f"unknown column {name!r}", schema.nearest(name, _CHECKS))
    if "url" not in columns:
        found.add(1, "there is no column 'url'", f"Columns: {', '.join(_CHECKS)}.")
        return
    for number, row in enumerate(reader, 1):
        if number > MAX_ROWS:
            found.add(reader.line_num, f"only the first {MAX_ROWS} rows are read")
            return
        if any(cell.strip() for cell in row):
            yield reader.line_num, {k: v.strip() for k, v in zip(columns, row, strict=False) if v.strip()}


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _checked(row: Mapping[str, str], line: int, found: Findings) -> dict[str, str] | None:
    values: dict[str, str] = {}
    sound = True
    for name, cell in row.items():
        try:
            values[name] = _CHECKS[name](Scalar(line, cell, plain=False)) if name in _CHECKS else ""
        except Refused as e:
            found.add(line, f"{name}: {e.message}", e.hint)
            sound = False
    if "url" not in row:
        found.add(line, "the row has no url")
    return values if sound and "url" in values else None


def _vendor(values: Mapping[str, str]) -> Vendor:
    guess = draft(values["url"], values.get("title", ""), values.get("lang", ""))
    name = values.get("vendor", guess.name)
    key = slug(name) or guess.key
    kind = values.get("kind", guess.sources[0].kind)
    document = slug(values.get("document", "")) or kind.replace("_", "-")
    source = replace(guess.sources[0], vendor=key, document=document, kind=kind)
    about = {k: values.get(k, "") for k in ("entity", "country", "parent", "parent_country")}
    return Vendor(key, name, **about, sources=(source,))


def _free(source: Source, vendor: Vendor) -> Source:
    taken = {s.document for s in vendor.sources}
    names = (source.document, *(f"{source.document}-{n}" for n in range(2, MAX_ROWS + 2)))
    return replace(source, document=next(n for n in names if n not in taken))
