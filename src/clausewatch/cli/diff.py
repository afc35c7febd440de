"""A judged change in the terminal: what a reader must know on top, unchanged text folded, words marked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausewatch.cli.output import inert
from clausewatch.compare.render import Segment, folded, segments
from clausewatch.wording import SHAPES, capital, listing, place, term, value

if TYPE_CHECKING:
    from clausewatch.model import Change, ChangePart

_STYLE = {"added": "bold green underline", "removed": "red strike", "equal": ""}
_PLAIN = {"added": ("[+", "+]"), "removed": ("[-", "-]"), "equal": ("", "")}
_WORDS = {
    "trouble": {"en": "One side is not the document: {kind}.", "sv": "Den ena sidan är inte dokumentet: {kind}."},
    "nothing": {"en": "No change in substance.", "sv": "Ingen ändring i sak."},
    "verdict": {"en": "{shape} {word} (severity {n}, rule {rule})", "sv": "{shape} {word} (allvarlighet {n}, regel {rule})"},
    "noise": {"en": "Without legal effect: {names}.", "sv": "Utan rättslig verkan: {names}."},
    "heads": {"en": "before|after", "sv": "före|efter"},
    "edited": {"en": "changed", "sv": "ändrat"},
    "added": {"en": "added", "sv": "tillkommet"},
    "removed": {"en": "removed", "sv": "borttaget"},
    "moved": {"en": "moved", "sv": "flyttat"},
    "nowhere": {"en": "(no section)", "sv": "(utan avsnitt)"},
    "subprocessor": {"en": "subprocessor", "sv": "underbiträde"},
}


def show(change: Change, lang: str = "en", beside: bool = False) -> None:
    """Print a change; where no terminal looks, added and removed words stand in brackets.

    `beside` puts the text before and after in two columns, else both stand in one run.
    """
    console = Console(file=sys.stdout, highlight=False, soft_wrap=not beside)
    console.print(Text(_verdict(change, lang), style="bold"))
    if sentence := change.summary.get(lang):
        console.print(Text(inert(sentence)))
    for line in (*_attributes(change, lang), *_named(change, lang)):
        console.print(Text(inert(line)))
    for part in (p for p in change.parts if not p.noise):
        console.print()
        console.print(_heading(part, lang))
        console.print(_beside(part, console.is_terminal, lang) if beside else _inline(part, console.is_terminal))
    if change.noise:
        names = listing((term("noise", n, lang) for n in change.noise), lang)
        console.print()
        console.print(Text(_say("noise", lang, names=names), style="dim"))


def _say(key: str, lang: str, **values: object) -> str:
    return _WORDS[key][lang].format(**values)


def _verdict(change: Change, lang: str) -> str:
    if change.capture:
        return _say("trouble", lang, kind=term("trouble", change.capture, lang))
    if not change.substantive:
        return _say("nothing", lang)
    key = str(change.severity)
    return _say("verdict", lang, shape=SHAPES[key], word=term("severity", key, lang), n=key, rule=change.rule)


def _attributes(change: Change, lang: str) -> Iterator[str]:
    for a in change.attributes:
        what = f"{capital(term('types', a.type, lang))}: {term('attributes', a.attribute, lang)}"
        old, new = (value(a.attribute, v, lang) for v in (a.old, a.new))
        yield f"  {what}: {old} → {new} ({term('directions', a.direction.value, lang)})"


def _named(change: Change, lang: str) -> Iterator[str]:
    word = _say("subprocessor", lang)
    for sign, rows in (("+", change.subprocessors.added), ("-", change.subprocessors.removed)):
        for row in rows:
            places = ", ".join(place(c, lang) for c in row.countries)
            yield f"  {sign} {word} {row.name}" + (f" ({places})" if places else "")
    for old, new in change.subprocessors.changed:
        yield f"  ~ {word} {old.name}" + (f" → {new.name}" if new.name != old.name else "")


def _heading(part: ChangePart, lang: str) -> Text:
    types = f" [{', '.join(term('types', t, lang) for t in part.types)}]" if part.types else ""
    return Text(inert(f"{part.section or _say('nowhere', lang)}: {_say(part.kind, lang)}{types}"), style="dim")


def _inline(part: ChangePart, coloured: bool) -> Text:
    return _marked(folded(segments(part.old, part.new)), coloured)


def _beside(part: ChangePart, coloured: bool, lang: str) -> Table:
    """Two columns: the text before with what went marked, the text after with what came."""
    table = Table(box=box.SIMPLE, expand=True, show_edge=False, pad_edge=False)
    for head in _say("heads", lang).split("|"):
        table.add_column(head, ratio=1, overflow="fold")
    found = folded(segments(part.old, part.new))
    table.add_row(*(_marked(tuple(s for s in found if s[0] != left_out), coloured) for left_out in ("added", "removed")))
    return table


def _marked(found: tuple[Segment, ...], coloured: bool) -> Text:
    text = Text()
    for kind, words in found:
        opening, closing = ("", "") if coloured else _PLAIN[kind]
        text.append(inert(f"{opening}{words}{closing}"), style=_STYLE[kind])
    return text
