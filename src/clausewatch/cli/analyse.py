"""Commands that read files: `parse`, `detect`, `compare`. They need no home and touch no network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clausewatch.cli import output
from clausewatch.errors import ParseError, UsageError
from clausewatch.settings import default_home, load

if TYPE_CHECKING:
    from clausewatch.model import Document
    from clausewatch.tools import Reader


class Format(StrEnum):
    """Formats of `detect`."""

    JSONL = "jsonl"
    TABLE = "table"
    TEXT = "text"


class TextFormat(StrEnum):
    """Formats of `parse`."""

    JSON = "json"
    TEXT = "text"


class DiffFormat(StrEnum):
    """Formats of `compare`."""

    JSON = "json"
    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"


LangOption = Annotated[str, typer.Option("--lang", help="Language of the files: en, sv, de or fr (default: recognised).")]


def parse(
    file: Annotated[Path, typer.Argument(help="HTML, PDF, DOCX, XLSX, Markdown or plain text.")],
    url: Annotated[str, typer.Option(help="Address that the file came from.")] = "",
    previous: Annotated[Path | None, typer.Option(help="Earlier capture of the same document.")] = None,
    form: Annotated[TextFormat, typer.Option("--format", help="json or text.")] = TextFormat.JSON,
) -> None:
    """Show what is read from a captured file: page kind, sections, passages, text.

    Example: clausewatch parse terms.html --url https://vendor.example/terms --format text
    """
    with _reader() as reader:
        before = reader.read_file(previous) if previous else None
        document = reader.read_file(file, url=url, previous=before)
    if form is TextFormat.TEXT:
        print(output.inert(document.text))
    else:
        output.json_text(_document(document))


def detect(
    files: Annotated[list[Path], typer.Argument(help="Files to search for clauses.")],
    form: Annotated[Format, typer.Option("--format", help="jsonl, table, or text with the quotes marked.")] = Format.TABLE,
    lang: LangOption = "",
    explain: Annotated[bool, typer.Option("--explain", help="Also print why: scores, thresholds, rules, anchors.")] = False,
) -> None:
    """Find the clauses and the named subprocessors in files, each with its verbatim quote.

    Example: clausewatch detect dpa.pdf terms.html

    Example: clausewatch detect terms.html --format text (the whole text, its quotes marked and numbered)

    Example: clausewatch detect terms.html --format text --explain (also why, and what was nearly found)

    Example: clausewatch detect *.pdf --format jsonl (a JSON object a line, for other programs)
    """
    from clausewatch.cli import found

    failed = 0
    with _reader() as reader:
        for file in files:
            try:
                document = reader.read_file(file, lang=lang)
            except ParseError as e:
                failed += 1
                output.say(" ".join(filter(None, [f"{e}".rstrip(".") + ".", e.hint])))
                continue
            if document.page_kind != "terms":
                output.say(f"{file}: looks like {document.page_kind.value}, not like terms: {document.page_reason}")
            detection = reader.detector.detect(document)
            if not detection.looked_for:
                output.say(f"{file}: not searched, its language is {document.lang or 'not recognised'}; known: en, sv, de, fr.")
            found.SHOW[form](file, document, detection, reader.detector.explain(document) if explain else ())
    if failed:
        raise typer.Exit(1)


def compare(  # budget: the options of a command
    old: Annotated[Path | None, typer.Argument(help="Earlier version.")] = None,
    new: Annotated[Path | None, typer.Argument(help="Later version.")] = None,
    pairs: Annotated[Path | None, typer.Option(help='File of lines {"pair", "old", "new"} to compare many.')] = None,
    form: Annotated[DiffFormat, typer.Option("--format", help="json, text, html; jsonl with --pairs.")] = DiffFormat.TEXT,
    lang: LangOption = "",
    beside: Annotated[
        bool, typer.Option("--beside/--inline", help="text and html: before and after in two columns, or in one.")
    ] = False,
) -> None:
    """Compare two versions of a document: what changed in substance, how severe, and what is only noise.

    Example: clausewatch compare dpa-2025.pdf dpa-2026.pdf
    """
    with _reader() as reader:
        if pairs:
            _compare_many(reader, pairs, lang)
        elif old and new:
            _compare_two(reader, (old, new), form, (lang, beside))
        else:
            raise UsageError("Two files are needed.", "clausewatch compare OLD NEW, or --pairs FILE.jsonl for many.")


COMMANDS: dict[str, Callable[..., None]] = {"detect": detect, "compare": compare, "parse": parse}


def _reader() -> Any:
    from clausewatch.tools import reading

    return reading(load(default_home(os.environ), os.environ))


# --- parse ------------------------------------------------------------------------------------


def _document(document: Document) -> Mapping[str, Any]:
    return {
        "page_kind": document.page_kind.value,
        "page_reason": document.page_reason,
        "title": document.title,
        "lang": document.lang,
        "format": document.format,
        "complete": document.complete,
        "notes": list(document.notes),
        "sections": [
            {"number": s.number, "heading": s.heading, "level": s.level, "start": s.start, "end": s.end}
            for s in document.sections
        ],
        "passages": [
            {"kind": p.kind.value, "start": p.start, "end": p.end, "section": p.section, "marks": list(p.marks)}
            for p in document.passages
        ],
        "text": document.text,
    }


# --- compare ----------------------------------------------------------------------------------


def _compare_two(reader: Reader, files: tuple[Path, Path], form: DiffFormat, how: tuple[str, bool]) -> None:
    """Print one comparison; `how` is the language of the files and whether the texts stand beside each other."""
    from clausewatch.compare import render
    from clausewatch.comparing import compare_readings

    (lang, beside), said = how, reader.settings.lang
    old, new = (reader.reading_of(f, lang) for f in files)
    change = compare_readings(reader, old, new)
    if form is DiffFormat.HTML:
        from clausewatch.report import comparison

        print(comparison.render(change, (files[0].name, files[1].name), said, beside))
    elif form is DiffFormat.TEXT:
        from clausewatch.cli.diff import show

        show(change, said, beside)
    else:
        output.json_text(render.as_dict(change))


def _compare_many(reader: Reader, pairs: Path, lang: str) -> None:
    from clausewatch.compare import render
    from clausewatch.comparing import compare_readings

    for line in _pairs(pairs):
        try:
            old, new = (reader.reading_of(Path(line[k]), lang) for k in ("old", "new"))
        except ParseError as e:
            output.json_line({"pair": line["pair"], "failed": str(e)})
            continue
        output.json_line({"pair": line["pair"]} | render.as_dict(compare_readings(reader, old, new)))


def _pairs(path: Path) -> Iterator[Mapping[str, str]]:
    import json

    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}") from e
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield {"pair": "", **json.loads(line)}
            except ValueError as e:
                raise UsageError(f"{path}:{number}: not a JSON object", 'Each line: {"pair", "old", "new"}.') from e
