"""Ways in that a person takes: `add-capture`, `check`, and the vendors of the home."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of

if TYPE_CHECKING:
    from clausewatch.model import Problem, Vendor
    from clausewatch.settings import Settings
    from clausewatch.trying import Trial

vendors = typer.Typer(help="List, draft and import vendors.", invoke_without_command=True)


def add_capture(  # budget: one parameter for each option
    vendor: Annotated[str, typer.Argument(help="Key of a declared vendor.")],
    document: Annotated[str, typer.Argument(help="Key of one of its documents.")],
    file: Annotated[Path, typer.Argument(help="The saved page, PDF, DOCX or text.")],
    home: HomeOption = None,
    url: Annotated[str, typer.Option(help="Where it was saved from (default: as declared).")] = "",
    at: Annotated[str, typer.Option(help="When it was saved, ISO 8601; UTC without an offset (default: now).")] = "",
    note: Annotated[str, typer.Option(help="How it was obtained; recorded.")] = "",
    by: Annotated[str, typer.Option(help="Who hands it in (default: your user name); recorded.")] = "",
    accept: Annotated[str, typer.Option(help="Take it as the document whatever it looks like; the reason is recorded.")] = "",
) -> None:
    """Hand in a page by hand, for vendors that refuse robots. It is judged and recorded like a fetched one.

    Example: clausewatch add-capture acme dpa dpa.html --note 'saved from Firefox' --at 2026-03-31T14:05+02:00
    """
    from clausewatch import telling
    from clausewatch.intake import Handed, add_capture, moment
    from clausewatch.tools import opened

    handed = Handed(by or getpass.getuser(), moment(at) if at else None, url, note, accept)
    with opened(settings_of(home)) as tools:
        result = add_capture(tools, f"{vendor}/{document}", file, handed)
        telling.deliver(tools)
    change = result.change
    said = change.summary.get("en", "") if change else result.detail
    output.say(f"{result.source.key}: {result.state}. {said}".strip())
    if result.state == "quarantined":
        output.say("It lies in quarantine. If it is the document all the same: --accept 'REASON'.")
        raise typer.Exit(1)


def check(
    names: Annotated[list[str], typer.Argument(help="Vendors, vendor/document or collections.")],
    home: HomeOption = None,
) -> None:
    """Try sources before relying on them: fetched, selected, long enough, twice the same. Nothing is recorded.

    Example: clausewatch check acme/dpa
    """
    from clausewatch import trying
    from clausewatch.errors import NothingToDo
    from clausewatch.tools import asking

    failed = 0
    with asking(settings_of(home)) as asker:
        sources = asker.sources(tuple(names))
        if not sources:
            raise NothingToDo("Nothing of that is declared for today.", "See `valid_from` and `valid_to`.")
        for source in sources:
            trial = trying.check(asker, source)
            _show(trial)
            failed += not trial.passed
    are = "source is" if len(sources) == 1 else "sources are"
    output.say(f"{len(sources) - failed} of {len(sources)} {are} sound.")
    if failed:
        raise typer.Exit(1)


def _show(trial: Trial) -> None:
    lines = [f"{trial.source.key}  {trial.source.url}"]
    lines += [f"  {'ok  ' if s.passed else 'FAIL'} {s.name:<7} {s.note}".rstrip() for s in trial.steps]
    for name, shown in (("first lines", trial.first), ("last lines", trial.last)):
        lines += [f"  {name}:", *(f"    | {line[:110]}" for line in shown)] if shown else []
    lines += ["  it might be declared as:", *(f"    {a}" for a in trial.advice)] if trial.advice else []
    for line in lines:
        print(output.inert(line))


COMMANDS: dict[str, Callable[..., None]] = {"add-capture": add_capture, "check": check}


@vendors.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    home: HomeOption = None,
    collection: Annotated[str, typer.Option(help="Only vendors of this collection.")] = "",
) -> None:
    """List the declared vendors and their documents; `add` and `import` declare more.

    Example: clausewatch vendors --collection public-sector-cloud
    """
    from clausewatch import resources
    from clausewatch.declarations import load
    from clausewatch.errors import UnknownVendor

    if context.invoked_subcommand is not None:
        return
    loaded = load(resources.corpus(), settings_of(home).home)
    if collection and collection not in loaded.collections:
        raise UnknownVendor(collection, loaded.collections, noun="collection")
    keys = loaded.collections[collection] if collection else sorted(loaded.vendors)
    rows = [
        [v.key, v.entity or v.name, v.country, v.parent_country, " ".join(s.document for s in v.sources)]
        for v in (loaded.vendors[k] for k in keys)
    ]
    output.table(["vendor", "legal entity", "country", "parent in", "documents"], rows)


@vendors.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Address of one of the vendor's documents.")],
    home: HomeOption = None,
    javascript: Annotated[bool, typer.Option("--javascript", help="The page needs a browser.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Write it into the home instead of printing it.")] = False,
) -> None:
    """Draft a declaration from a page, for you to review: kind, title, language, selector.

    Example: clausewatch vendors add https://acme.example/legal/dpa > acme.yml
    """
    from clausewatch.declarations.dump import dump_vendor
    from clausewatch.errors import UsageError
    from clausewatch.tools import asking
    from clausewatch.trying import propose

    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url} is not the address of a page.", f"With its scheme: https://{url.rpartition('://')[2]}")
    settings = settings_of(home)
    with asking(settings) as asker:
        proposal = propose(asker, url, javascript)
        taken = set(asker.declarations.vendors)
    if save:
        _write(settings, proposal.vendor, taken)
    else:
        print(dump_vendor(proposal.vendor), end="")
    for note in proposal.notes:
        output.say(note)
    output.say(f"Review it, put it into {settings.home / 'vendors'}, then: clausewatch check {proposal.vendor.key}")
    if not proposal.passed:
        raise typer.Exit(1)


@vendors.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="CSV with a column `url`, and any of vendor, entity, country, document, kind ...")],
    home: HomeOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also write vendors that are already declared.")] = False,
) -> None:
    """Turn a list of vendors and addresses into declarations of the home; rows with problems are named.

    Example: clausewatch vendors import our-vendors.csv
    """
    from clausewatch import resources
    from clausewatch.declarations import load
    from clausewatch.declarations.table import import_csv
    from clausewatch.errors import UsageError

    settings = settings_of(home)
    try:
        imported = import_csv(file)
    except OSError as e:
        raise UsageError(f"{file} cannot be read: {e.strerror}.", "Check the path.") from e
    taken = set() if replace else set(load(resources.corpus(), settings.home).vendors)
    fresh = [v for v in imported.vendors if v.key not in taken]
    for vendor in fresh:
        _write(settings, vendor, set())
    _conclude(settings, fresh, [v.key for v in imported.vendors if v.key in taken], imported.problems)


def _conclude(settings: Settings, written: Sequence[Vendor], taken: Sequence[str], problems: Sequence[Problem]) -> None:
    for problem in problems:
        output.say(str(problem))
    if taken:
        output.say(f"Already declared and left alone: {', '.join(taken)} (--replace writes them too).")
    then = f" Next: clausewatch check {_named(written)}" if written else ""
    output.say(f"{output.counted(len(written), 'vendor')} written to {settings.home / 'vendors'}.{then}")
    if problems:
        raise typer.Exit(1)


def _named(written: Sequence[Vendor]) -> str:
    return " ".join(v.key for v in written[:3])


def _write(settings: Settings, vendor: Vendor, taken: set[str]) -> None:
    """Write a vendor into the home; one that is declared already would hide the other's documents."""
    from clausewatch.declarations.dump import dump_vendor
    from clausewatch.errors import UsageError

    if vendor.key in taken:
        raise UsageError(
            f"The vendor {vendor.key!r} is already declared.", "Without --save it is printed; merge the two by hand."
        )
    folder = settings.home / "vendors"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{vendor.key}.yml").write_text(dump_vendor(vendor), "utf-8")
