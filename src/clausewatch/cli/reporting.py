"""Commands that hand things to others: reports, the register, evidence packs, the signed copy."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Lang, settings_of
from clausewatch.errors import NothingToDo, UsageError

if TYPE_CHECKING:
    from clausewatch.report.blocks import Table
    from clausewatch.settings import Settings
    from clausewatch.tools import Tools


class Form(StrEnum):
    """Formats of a report."""

    HTML = "html"
    DOCX = "docx"
    CSV = "csv"
    XLSX = "xlsx"


class Shown(StrEnum):
    """Formats of a report that can also be looked at in the terminal."""

    TABLE = "table"
    HTML = "html"
    DOCX = "docx"
    CSV = "csv"
    XLSX = "xlsx"


OutOption = Annotated[Path | None, typer.Option("-o", "--out", help="File to write (default: reports/ in the home).")]
LangOption = Annotated[Lang | None, typer.Option(help="Language of the report (default: of the home).")]
VendorsArgument = Annotated[
    list[str] | None, typer.Argument(help="Vendors (default: all that are recorded).", show_default=False)
]


def report(  # budget: the options of a command
    vendor: Annotated[str, typer.Argument(help="The vendor to report on; optional with --changes.", show_default=False)] = "",
    home: HomeOption = None,
    lang: LangOption = None,
    out: OutOption = None,
    form: Annotated[
        Form | None, typer.Option("--format", help="html, docx, csv or xlsx (default: as -o ends, else html).")
    ] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Report on the changes of a period instead.")] = False,
    since: Annotated[str, typer.Option(help="First day of the period, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option(help="Last day of the period, YYYY-MM-DD (default: today).")] = "",
) -> None:
    """Write the evidence report of a vendor, every clause with its quote, place, hash and time; or the changes of a period.

    Example: clausewatch report microsoft-365 --lang sv -o microsoft.html
    Example: clausewatch report --changes --since 2026-07-01 --until 2026-09-30 --format docx
    """
    from clausewatch import jobs

    settings, written = settings_of(home), _form(form, out, "html")
    spoken = lang.value if lang else settings.lang
    if not changes:
        if not vendor or since or until:
            raise UsageError(
                "Name a vendor, or ask for the changes of a period.", "clausewatch report --changes --since 2026-01-01"
            )
        print(jobs.write_report(settings.home, vendor, spoken, out, written))
        return
    print(_changes(settings, vendor, (since, until), (spoken, written), out))


def matrix(
    vendors: VendorsArgument = None,
    home: HomeOption = None,
    lang: LangOption = None,
    form: Annotated[
        Shown | None, typer.Option("--format", help="table, html, docx, csv or xlsx (default: as -o ends, else table).")
    ] = None,
    out: OutOption = None,
) -> None:
    """Compare vendors clause by clause, for a procurement: what each says, where, or that it was not found.

    Example: clausewatch matrix microsoft-365 google-workspace -o comparison.xlsx
    """
    from clausewatch import reporting, showing
    from clausewatch.report.matrix import table

    settings, names, written = settings_of(home), tuple(vendors or ()), _form(form, out, "table")
    spoken = lang.value if lang else settings.lang

    def rows(tools: Tools) -> Table:
        return table(showing.all_evidence(tools, names), spoken)

    _shown(settings, rows, lambda tools: reporting.matrix(tools, names, spoken, written), ("matrix", spoken, written, out))


def register(
    vendors: VendorsArgument = None,
    home: HomeOption = None,
    lang: LangOption = None,
    form: Annotated[
        Shown | None, typer.Option("--format", help="table, html, docx, csv or xlsx (default: as -o ends, else table).")
    ] = None,
    out: OutOption = None,
) -> None:
    """The register of subprocessors with the columns of GDPR articles 28 and 30; what is not public stays open.

    Example: clausewatch register --lang sv -o register.docx
    """
    from clausewatch import reporting, showing
    from clausewatch.report.register import table

    settings, names, written = settings_of(home), tuple(vendors or ()), _form(form, out, "table")
    spoken = lang.value if lang else settings.lang

    def rows(tools: Tools) -> Table:
        return table(showing.all_evidence(tools, names), spoken)

    _shown(settings, rows, lambda tools: reporting.register(tools, names, spoken, written), ("register", spoken, written, out))


def pack(
    about: Annotated[str, typer.Argument(help="A vendor, a vendor/document, or the number of a change.")],
    home: HomeOption = None,
    out: OutOption = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="A checkpoint that the receiver holds; the pack proves that the log grew from it."),
    ] = None,
) -> None:
    """Write an evidence pack: raw bytes, texts, findings and proofs, with a verifier that runs offline anywhere.

    Example: clausewatch pack microsoft-365 -o microsoft.zip
    """
    from clausewatch import proving
    from clausewatch.record.exported import read
    from clausewatch.tools import opened

    settings = settings_of(home)
    held = [read(_text(path)) for path in earlier or ()]
    with opened(settings) as tools:
        data = proving.pack(tools, about, held)
        name = f"{about.replace('/', '-')}-{tools.clock():%Y-%m-%d}.zip"
    print(_write(out or settings.home / "reports" / name, data))


def add_signed(
    vendor: Annotated[str, typer.Argument(help="The vendor.")],
    document: Annotated[str, typer.Argument(help="The document that was signed, such as dpa.")],
    file: Annotated[Path, typer.Argument(help="Your own signed copy: PDF, DOCX, HTML or text.")],
    home: HomeOption = None,
) -> None:
    """Keep your own signed contract beside the public captures, apart from them and recorded like them.

    Example: clausewatch add-signed microsoft-365 dpa our-dpa-2024.pdf
    """
    from clausewatch import signing
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        result = signing.add(tools, signing.source_of(tools, vendor, document), file)
    if result.state in ("quarantined", "failed"):
        raise UsageError(
            f"{file} was kept, but could not be read as a document: {result.detail}", "Hand in a copy with text in it."
        )
    output.say(f"Recorded as {result.source.key}. Next: clausewatch compare-signed {vendor} {document}")


def compare_signed(  # budget: the options of a command
    vendor: Annotated[str, typer.Argument(help="The vendor.")],
    document: Annotated[str, typer.Argument(help="The document, such as dpa.")],
    home: HomeOption = None,
    lang: LangOption = None,
    form: Annotated[Form | None, typer.Option("--format", help="html or docx (default: as -o ends, else html).")] = None,
    out: OutOption = None,
) -> None:
    """Show where today's published terms differ from what you signed, and what is said about which prevails.

    Example: clausewatch compare-signed microsoft-365 dpa --lang sv -o differences.html
    """
    from clausewatch import reporting
    from clausewatch.tools import opened

    settings, written = settings_of(home), _form(form, out, "html")
    spoken = lang.value if lang else settings.lang
    with opened(settings) as tools:
        data = reporting.signed(tools, f"{vendor}/{document}", spoken, written)
        path = out or settings.home / "reports" / f"{vendor}-{document}-signed-{tools.clock():%Y-%m-%d}-{spoken}.{written}"
    print(_write(path, data))


COMMANDS: dict[str, Callable[..., None]] = {
    "report": report,
    "matrix": matrix,
    "register": register,
    "pack": pack,
    "add-signed": add_signed,
    "compare-signed": compare_signed,
}


def _form(form: StrEnum | None, out: Path | None, otherwise: str) -> str:
    """The format that was asked for, or the one by which the file's name ends."""
    if form or out is None:
        return form.value if form else otherwise
    ending = out.suffix.removeprefix(".").lower()
    if ending not in list(Form):
        raise UsageError(
            f"{out} does not say which format it shall have.", "End it with .html, .docx, .csv or .xlsx, or add --format."
        )
    return ending


def _changes(settings: Settings, vendor: str, span: tuple[str, str], how: tuple[str, str], out: Path | None) -> Path:
    from clausewatch import reporting
    from clausewatch.tools import opened

    (since, until), (lang, form) = span, how
    with opened(settings) as tools:
        first = reporting.day_of(since or "2000-01-01")
        last = reporting.day_of(until or f"{tools.clock():%Y-%m-%d}", ends=True)
        data = reporting.changes(tools, vendor, (first, last), lang, form)
        name = f"changes-{vendor or 'all'}-{tools.clock():%Y-%m-%d}-{lang}.{form}"
    return _write(out or settings.home / "reports" / name, data)


def _shown(
    settings: Settings,
    rows: Callable[[Tools], Table],
    data: Callable[[Tools], bytes],
    how: tuple[str, str, str, Path | None],
) -> None:
    """A table in the terminal, or a file; its path is printed."""
    from clausewatch.tools import opened

    name, lang, form, out = how
    with opened(settings) as tools:
        if form != "table":
            path = out or settings.home / "reports" / f"{name}-{tools.clock():%Y-%m-%d}-{lang}.{form}"
            print(_write(path, data(tools)))
            return
        found = rows(tools)
    if not found.rows:
        raise NothingToDo("Nothing of that is recorded yet.", "`clausewatch status` shows what was observed.")
    for row in found.rows:
        output.table(["", row[0]], [[n, v] for n, v in zip(found.header[1:], row[1:], strict=True) if v])


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path} cannot be read: {e}.") from e


def _write(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror}.") from e
    output.say(f"{len(data):,} bytes written.")
    return path
