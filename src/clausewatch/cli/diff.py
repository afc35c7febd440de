"""A judged change in the terminal: attribute changes on top, unchanged text folded, words marked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from clausewatch.cli.output import inert
from clausewatch.compare.render import folded, segments

if TYPE_CHECKING:
    from clausewatch.model import Change, ChangePart

_STYLE = {"added": "bold green underline", "removed": "red strike", "equal": ""}
_PLAIN = {"added": ("[+", "+]"), "removed": ("[-", "-]"), "equal": ("", "")}
_WORD = {0: "nothing to know", 1: "for the record", 2: "to be read", 3: "act before a deadline", 4: "the basis may be gone"}


def show(change: Change, lang: str = "en") -> None:
    """Print a change; where no terminal looks, added and removed words stand in brackets."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    console.print(Text(_verdict(change), style="bold"))
    if sentence := change.summary.get(lang):
        console.print(Text(inert(sentence)))
    for a in change.attributes:
        console.print(Text(f"  {a.type} {a.attribute}: {_value(a.old)} -> {_value(a.new)} ({a.direction.value})"))
    for sign, rows in (("+", change.subprocessors.added), ("-", change.subprocessors.removed)):
        for row in rows:
            console.print(Text(inert(f"  {sign} subprocessor {row.name} {' '.join(row.countries)}")))
    for old, new in change.subprocessors.changed:
        console.print(Text(inert(f"  ~ subprocessor {old.name} -> {new.name}")))
    for part in (p for p in change.parts if not p.noise):
        console.print()
        console.print(_part(part, coloured=console.is_terminal))
    if change.noise:
        console.print()
        console.print(Text(f"Without legal effect: {', '.join(change.noise)}.", style="dim"))


def _verdict(change: Change) -> str:
    if change.capture:
        return f"One side is not the document: {change.capture}."
    if not change.substantive:
        return "No change in substance."
    return f"Changed in substance, severity {change.severity} ({_WORD[change.severity]}; {change.rule})."


def _part(part: ChangePart, coloured: bool) -> Text:
    types = f" [{', '.join(part.types)}]" if part.types else ""
    text = Text(inert(f"{part.section or '(no section)'}: {part.kind}{types}\n"), style="dim")
    for kind, words in folded(segments(part.old, part.new)):
        opening, closing = ("", "") if coloured else _PLAIN[kind]
        text.append(inert(f"{opening}{words}{closing}"), style=_STYLE[kind])
    return text


def _value(value: object) -> str:
    if value is None:
        return "not said"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
