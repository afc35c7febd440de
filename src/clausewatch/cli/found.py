"""How `detect` shows what was found: lines of JSON, a table, or the text with its quotes marked.

On a terminal a quote has the colour of its question (who reaches the data, what is asked of the
customer, who controls the terms), and the words that gave a value stand out. Where nobody sees colours,
quotes stand in brackets: ⟦quote⟧.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausewatch.cli import output
from clausewatch.model import QUESTIONS, Detection, Document, Finding, Passage, SubprocessorRow

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from clausewatch.detect.pipeline import Explained

_COLOURS = dict(zip(QUESTIONS, ("cyan", "yellow", "green"), strict=True))
_COLOUR = {t: _COLOURS[question] for question, types in QUESTIONS.items() for t in types}
_NEAR = 1.0  # scores this far below the threshold are told with --explain


def jsonl(file: Path, _document: Document, detection: Detection, _explained: Sequence[Explained]) -> None:
    """A JSON object a line: findings, then subprocessors."""
    for finding in detection.findings:
        output.json_line(_line("finding", file, finding))
    for row in detection.subprocessors:
        output.json_line(_line("subprocessor", file, row))


def _line(record: str, file: Path, value: Finding | SubprocessorRow) -> Mapping[str, Any]:
    from clausewatch.codec import plain

    return {"record": record, "file": str(file), **plain(value)}


def table(file: Path, document: Document, detection: Detection, explained: Sequence[Explained]) -> None:
    """A row a clause that rules between vendor and customer, then a row a subprocessor."""
    from rich.text import Text

    operative = [f for f in detection.findings if f.operative and not f.scc]
    headers = ["clause", "section", "quote", "attributes"] + (["why"] if explained else [])
    rows = []
    for f in operative:
        cells: list[object] = [Text(f.type, style=_COLOUR[f.type]), f.section[:40], _quote(f), _attributes(f)]
        rows.append([*cells, "\n".join(_why(f))] if explained else cells)
    output.table(headers, rows, title=f"{file.name}: {len(operative)} clauses ({document.lang}, {document.format})")
    if detection.subprocessors:
        named = [[r.name, " ".join(r.countries), _shortened(r.purpose), _shortened(r.safeguard)] for r in detection.subprocessors]
        output.table(["subprocessor", "countries", "purpose", "safeguard"], named)


def text(file: Path, document: Document, detection: Detection, explained: Sequence[Explained]) -> None:
    """The whole text with its quotes marked and numbered, and what each states below its passage."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    numbers = {id(f): n for n, f in enumerate(detection.findings, 1)}
    console.print(Text(output.inert(str(file)), style="bold"))
    starts = [f.start for f in detection.findings]
    longest = max((f.end - f.start for f in detection.findings), default=0)
    for passage in document.passages:
        here = slice(bisect_left(starts, passage.start - longest), bisect_left(starts, passage.end))
        touching = [f for f in detection.findings[here] if f.end > passage.start]
        console.print(_marked(document, passage, [(numbers[id(f)], f) for f in touching], console.is_terminal))
        for f in touching:
            if f.start >= passage.start:
                _tell(console, numbers[id(f)], f, bool(explained))
        for near in _near(passage, explained, touching):
            console.print(Text(f"    {near}", style="dim"))
    console.print(Text(f"{len(detection.findings)} clauses, {len(detection.subprocessors)} subprocessors", style="bold"))


SHOW: Mapping[str, Callable[[Path, Document, Detection, Sequence[Explained]], None]] = {
    "jsonl": jsonl,
    "table": table,
    "text": text,
}


def _marked(document: Document, passage: Passage, touching: Sequence[tuple[int, Finding]], coloured: bool) -> Text:
    """A passage with its quotes marked; a quote that begins here has its number behind it."""
    from rich.text import Text

    shown = Text(output.inert(document.passage_text(passage)), style="bold" if passage.kind.value == "heading" else "")
    marks: list[tuple[int, str, str]] = []
    for number, f in touching:
        start, end = (min(max(at, passage.start), passage.end) - passage.start for at in (f.start, f.end))
        shown.stylize(f"underline {_COLOUR[f.type]}", start, end)
        for a, b in _telling(f):
            shown.stylize("bold", *(min(max(f.start + at, passage.start), passage.end) - passage.start for at in (a, b)))
        if f.start >= passage.start:
            marks.append((end, f"[{number}]", f"bold {_COLOUR[f.type]}"))
        if not coloured:
            marks += [(end, "⟧", ""), (start, "⟦", "")]
    for at, mark, style in sorted(marks, key=lambda m: -m[0]) if marks else ():
        shown = Text.assemble(shown[:at], (mark, style), shown[at:])
    return shown


def _tell(console: Console, number: int, finding: Finding, explain: bool) -> None:
    from rich.text import Text

    apart = "(standard clauses)" if finding.scc else "" if finding.operative else "(not operative)"
    head = Text().append(f"  [{number}] ", style="bold").append(finding.type, style=_COLOUR[finding.type])
    console.print(head.append("".join(f"  {part}" for part in (_attributes(finding), apart) if part)))
    for line in _why(finding) if explain else ():
        console.print(Text(f"      {line}", style="dim"))


def _why(finding: Finding) -> Iterator[str]:
    """Reasons line by line: score and threshold first, then rules with their anchors, then values with their words."""
    scores = [r for r in finding.reasons if r.startswith("score ")]
    rules = [r for r in finding.reasons if r.startswith("rule ")]
    yield from (output.inert(r) for r in (*scores, *rules, *(r for r in finding.reasons if r not in scores + rules)))


def _near(passage: Passage, explained: Sequence[Explained], found: Sequence[Finding]) -> Iterator[str]:
    """Types that were nearly found in a passage, with score, threshold and the rules that fired."""
    known = {f.type for f in found}
    first, last = (bisect_left(explained, at, key=lambda one: one.start) for at in (passage.start, passage.end))
    for one in explained[first:last]:
        for name, score in one.scores.items():
            threshold = one.thresholds[name]
            if 0 < threshold - score <= _NEAR and name not in known:
                rules = ", ".join(r for r in one.rules if r.startswith(f"{name}/"))
                because = f"rule {rules}" if rules else "no rule fired"
                yield f"not found: {name}, score {score:.2f} under threshold {threshold:.2f}; {because}"


def _quote(finding: Finding) -> Text:
    """The quote, shortened, with the words that gave a value in bold."""
    from rich.text import Text

    quote = _shortened(finding.quote)
    shown = Text(output.inert(quote))
    for words in _words(finding):
        shown.highlight_words([words], "bold", case_sensitive=False)
    return shown


def _telling(finding: Finding) -> Iterator[tuple[int, int]]:
    """Half-open spans in the quote of the words that gave a value."""
    folded = finding.quote.lower()
    for words in _words(finding):
        if (at := folded.find(words.lower())) >= 0 and len(folded) == len(finding.quote):
            yield at, at + len(words)


def _words(finding: Finding) -> Iterator[str]:
    for reason in finding.reasons:
        value, _, words = reason.partition(": ")
        if "=" in value and not reason.startswith(("rule ", "score ")):
            yield from (w for w in words.split("; ") if len(w) > 1)


def _attributes(finding: Finding) -> str:
    return "; ".join(f"{k} {_value(v)}" for k, v in finding.attributes.items())


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _shortened(text: str, limit: int = 220) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rsplit(" ", 1)[0] + " …"
