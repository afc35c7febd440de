"""Data on stdout, talk on stderr; no colour and no progress where nobody is looking."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

_LONG = 70  # characters of a cell from which rows need air between them
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def inert(text: str) -> str:
    """Vendor text without control characters, ANSI escapes and direction overrides."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def json_line(value: Any) -> None:
    """One JSON object on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def json_text(value: Any) -> None:
    """One indented JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def say(sentence: str) -> None:
    """A sentence for the person at the terminal, on stderr; one JSON object a line with `CLAUSEWATCH_LOG=json`."""
    if structured():
        log("said", text=inert(sentence).rstrip("\n"))
    else:
        sys.stderr.write(inert(sentence).rstrip("\n") + "\n")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 vendor`, `2 vendors`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def structured() -> bool:
    """True if talk is for a log collector, not for a person."""
    return os.environ.get("CLAUSEWATCH_LOG") == "json"


def log(event: str, **fields: object) -> None:
    """One event as a JSON object on one line of stderr, with its time in UTC."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
    sys.stderr.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], title: str = "", right: Sequence[str] = ()) -> None:
    """A table on stdout: ruled and coloured on a terminal, plain columns elsewhere.

    `right` names the headers whose columns are aligned to the right.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 160)
    rows = list(rows)
    spaced = int(any(len(str(cell)) > _LONG for row in rows for cell in row))
    shown = Table(title=title or None, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", leading=spaced)
    shown.title_justify = "left"
    for header in headers:
        shown.add_column(header, justify="right" if header in right else "left", overflow="fold", vertical="top")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text(inert(str(cell))) for cell in row))
    console.print(shown)


def csv_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV table on stdout; cells that a spreadsheet would run as formulas are quoted inert."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([_cell(c) for c in row] for row in rows)


def _cell(value: object) -> str:
    text = inert(str(value))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
