"""Commands about the past: `import ota`, `import warc`, `import git`, and `timeline`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Lang, Rows, settings_of
from clausewatch.errors import UsageError

if TYPE_CHECKING:
    from clausewatch.model import Source

VendorOption = Annotated[str, typer.Option("--vendor", help="Key of the vendor that the captures are of.")]
DocumentOption = Annotated[str, typer.Option("--document", help="Key of the document.")]
UrlOption = Annotated[str, typer.Option("--url", help="Address of the document.")]


def ota(
    place: Annotated[Path, typer.Argument(help="A clone of an Open Terms Archive versions repository, or a git bundle of one.")],
    home: HomeOption = None,
) -> None:
    """Read a whole Open Terms Archive versions repository; its re-extractions are kept with cause extractor.

    Example: clausewatch import ota genai-eu-versions.bundle
    """
    from clausewatch import replaying
    from clausewatch.cli.progress import progress
    from clausewatch.cli.setup import ensure_home
    from clausewatch.tools import opened

    with opened(ensure_home(settings_of(home))) as tools, progress(0, quiet=False) as tell:
        _said(replaying.import_ota(tools, place, tell))


def warc(
    file: Annotated[Path, typer.Argument(help="A WARC file, plain or gzipped.")],
    vendor: VendorOption = "",
    document: DocumentOption = "",
    url: UrlOption = "",
    home: HomeOption = None,
) -> None:
    """Read the captures of declared sources from a WARC file, or those of one URL as a document of your naming.

    Example: clausewatch import warc crawl.warc.gz --vendor acme --document dpa --url https://acme.example/dpa
    """
    from clausewatch import replaying
    from clausewatch.cli.progress import progress
    from clausewatch.cli.setup import ensure_home
    from clausewatch.tools import opened

    source = _named(vendor, document, url) if vendor or document or url else None
    if source and not url:
        raise UsageError("The address is missing.", "Give --url with --vendor and --document.")
    with opened(ensure_home(settings_of(home))) as tools, progress(0, quiet=False) as tell:
        _said(replaying.import_warc(tools, file, source, tell))


def git(  # budget: the options of a command
    place: Annotated[Path, typer.Argument(help="A git repository on this machine, or a bundle.")],
    path: Annotated[str, typer.Argument(help="The file whose history is read, also under earlier names.")],
    vendor: VendorOption,
    document: DocumentOption = "",
    url: UrlOption = "",
    home: HomeOption = None,
) -> None:
    """Read the history of one file in a git repository as that of a document.

    Example: clausewatch import git site-policy Policies/github-terms-of-service.md --vendor github --document terms
    """
    from clausewatch import replaying
    from clausewatch.cli.progress import progress
    from clausewatch.cli.setup import ensure_home
    from clausewatch.tools import opened

    source = _named(vendor, document or Path(path).stem, url)
    with opened(ensure_home(settings_of(home))) as tools, progress(0, quiet=False) as tell:
        _said(replaying.import_file(tools, place, path, source, tell))


def timeline(
    vendor: Annotated[str, typer.Argument(help="The vendor, or vendor/document.")],
    clause_type: Annotated[str, typer.Argument(metavar="[TYPE]", help="A clause type (default: all).")] = "",
    home: HomeOption = None,
    form: Annotated[Rows, typer.Option("--format", help="table, jsonl or csv.")] = Rows.TABLE,
    lang: Annotated[Lang | None, typer.Option(help="Language of names and values (default: of the home).")] = None,
) -> None:
    """How the attributes of clauses went over the recorded versions: from when until when each value was observed.

    Example: clausewatch timeline github terms_change
    """
    from clausewatch import past
    from clausewatch.tools import opened

    settings = settings_of(home)
    with opened(settings) as tools:
        rows = past.timeline(tools, vendor, clause_type, lang.value if lang else settings.lang)
    if form is Rows.JSONL:
        for row in rows:
            output.json_line(row.as_dict())
        return
    headers = ["document", "clause", "attribute", "value", "observed from", "until"]
    cells = [row.cells() for row in rows]
    output.csv_table(headers, cells) if form is Rows.CSV else output.table(headers, cells)


COMMANDS: dict[str, Callable[..., None]] = {"timeline": timeline}
IMPORTS: dict[str, Callable[..., None]] = {"ota": ota, "warc": warc, "git": git}


def _named(vendor: str, document: str, url: str) -> Source:
    from clausewatch.fetch.replay import slug
    from clausewatch.model import Source

    if not vendor or not document:
        raise UsageError("Vendor and document are needed to name a source.", "Give --vendor and --document.")
    return Source(slug(vendor), slug(document), url, lang="", title=document)


def _said(counts: Counter[str]) -> None:
    states = ("first", "unchanged", "cosmetic", "changed", "quarantined", "failed")
    output.say(f"{counts.total()} captures: " + ", ".join(f"{counts[s]} {s}" for s in states if counts[s]))
