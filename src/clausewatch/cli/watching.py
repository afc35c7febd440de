"""Commands that observe: `init`, `run`, `serve`, `import`, `reprocess`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Lang, settings_of
from clausewatch.errors import UsageError

if TYPE_CHECKING:
    from clausewatch.settings import Settings
    from clausewatch.watch import Result, Summary

imports = typer.Typer(help="Read history from elsewhere into the record.", no_args_is_help=True)


def init(  # budget: the options of a command
    folder: Annotated[
        Path | None, typer.Argument(metavar="[home]", help="The folder, as with --home.", show_default=False)
    ] = None,
    home: HomeOption = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of alerts and reports.")] = None,
    country: Annotated[str, typer.Option(help="Your country (ISO 3166-1 alpha-2), for holidays and home courts.")] = "",
    roles: Annotated[
        list[str] | None, typer.Option("--role", help="Who reads alerts: dpo, legal, security, procurement.")
    ] = None,
    collection: Annotated[list[str] | None, typer.Option(help="Collection of vendors to watch.")] = None,
) -> None:
    """Make a home: settings, record and signing key. Asks for what is not given as an option.

    Example: clausewatch init --lang sv --country SE --role dpo --collection public-sector-cloud
    """
    from clausewatch.cli.setup import answers, make_home, next_step

    settings = make_home(answers(settings_of(folder or home), lang.value if lang else "", country, roles, collection))
    output.say(f"The record is in {settings.home}. {next_step(settings)}")


def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="Vendors, vendor/document or collections (default: all chosen).")
    ] = None,
    home: HomeOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no table; errors and the exit code only.")
    ] = False,
) -> None:
    """Fetch the chosen sources once, record what is new, and send alerts.

    Example: clausewatch run microsoft-365 atlassian/dpa
    """
    from clausewatch import telling, watch
    from clausewatch.cli.progress import progress
    from clausewatch.tools import opened

    settings = settings_of(home)
    with opened(settings) as tools:
        sources = tools.sources(tuple(names or ()))
        with progress(len(sources), quiet) as tell:
            summary = watch.run(tools, sources, tell)
        sent = telling.deliver(tools)
    if not quiet:
        _show_results(summary.results)
        output.say(
            _counts(summary)
            + f"; {output.counted(sent['sent'], 'message')} sent"
            + (f", {sent['failed']} waiting" if sent["failed"] else "")
        )
    _finish(summary)


def serve(
    home: HomeOption = None,
    cron: Annotated[str, typer.Option(help="When to run (default: `cron` of the settings).")] = "",
    port: Annotated[int, typer.Option(help="Port of Prefect's server on loopback.")] = 4207,
) -> None:
    """Start Prefect's server and the schedule, both on loopback, until interrupted.

    Example: clausewatch serve --cron '0 5 * * *'
    """
    from clausewatch.tools import opened
    from clausewatch_flows.serving import serve as serve_flows

    settings = settings_of(home)
    with opened(settings):
        pass  # a home without a record must say so before a server is started
    output.say(f"Prefect's server: http://127.0.0.1:{port}; schedule: {cron or settings.cron}. Ctrl-C ends both.")
    serve_flows(settings.home, cron or settings.cron, port)


def reprocess(
    names: Annotated[list[str] | None, typer.Argument(help="Vendors or vendor/document (default: all recorded).")] = None,
    home: HomeOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be derived again.")] = False,
    history: Annotated[bool, typer.Option("--history", help="All versions, not the latest of each source alone.")] = False,
    on: Annotated[
        str, typer.Option(help="Dask scheduler (tcp://HOST:PORT, tls://...), or a number of processes of this machine.")
    ] = "",
) -> None:
    """Derive texts and findings again from stored raw bytes, where code or declaration changed. Never alerts.

    Example: clausewatch reprocess --history --on tcp://scheduler:8786
    """
    settings = settings_of(home)
    if on:
        _spread(settings, names or [], dry_run, (history, on))
        return
    from clausewatch import rederive
    from clausewatch.tools import opened

    with opened(settings) as tools:
        derived = rederive.reprocess(tools, tuple(names or ()), dry_run, history)
    output.table(
        ["source", "cause", "text differs", "version"], [[d.source, d.cause.value, d.text_differs, d.version] for d in derived]
    )
    would = "would be" if dry_run else "was" if len(derived) == 1 else "were"
    output.say(f"{output.counted(len(derived), 'version')} {would} derived again.")


def _spread(settings: Settings, names: list[str], dry_run: bool, where: tuple[bool, str]) -> None:
    """The same on many workers, by way of the flow."""
    from clausewatch_flows.environment import prepare
    from clausewatch_flows.spreading import check

    history, on = where
    check(on)
    prepare(settings.home)
    from clausewatch_flows.reprocess import reprocess as flow

    found = flow(names, str(settings.home), dry_run, history, on)
    output.table(["versions", "derived again by"], [[count, what] for what, count in sorted(found.items())], right=["versions"])
    output.say(f"{sum(found.values())} versions {'would be' if dry_run else 'were'} derived again.")


@imports.command("snapshots")
def snapshots(
    folder: Annotated[Path, typer.Argument(help="Dated raw files, YYYY-MM-DD[THH-MM-SSZ].ext, and an optional meta.json.")],
    home: HomeOption = None,
) -> None:
    """Read a folder of dated captures of one document, each as if fetched at its date. Makes a home where there is none.

    Example: clausewatch import snapshots captures/vendor-dpa
    """
    from clausewatch import watch
    from clausewatch.cli.progress import progress
    from clausewatch.cli.setup import ensure_home
    from clausewatch.tools import opened

    with opened(ensure_home(settings_of(home))) as tools, progress(0, quiet=False) as tell:
        summary = watch.import_snapshots(tools, folder, tell)
    output.say(_counts(summary))
    _finish(summary)


@imports.command("declarations")
def declarations(
    folder: Annotated[Path, typer.Argument(help="Folder of Open Terms Archive declarations (JSON).")],
    home: HomeOption = None,
) -> None:
    """Turn Open Terms Archive declarations into vendors of the home; what cannot be expressed is listed.

    Example: clausewatch import declarations contrib-declarations/declarations
    """
    from clausewatch.declarations.dump import dump_vendor
    from clausewatch.declarations.ota import import_folder

    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", "Name a folder of declarations, such as a clone's `declarations`.")
    imported = import_folder(folder)
    out = settings_of(home).home / "vendors"
    out.mkdir(parents=True, exist_ok=True)
    for vendor in imported.vendors:
        (out / f"{vendor.key}.yml").write_text(dump_vendor(vendor), "utf-8")
    for problem in imported.problems:
        output.say(str(problem))
    lost = output.counted(len(imported.problems), "thing")
    output.say(f"{output.counted(len(imported.vendors), 'vendor')} written to {out}; {lost} could not be expressed.")


COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "run": run,
    "serve": serve,
    "reprocess": reprocess,
}


def _show_results(results: Sequence[Result]) -> None:
    shown = [r for r in results if r.state not in ("unchanged", "cosmetic")]
    if shown:
        output.table(["source", "state", "severity", "what"], [_row(r) for r in shown])


def _row(result: Result) -> list[object]:
    change = result.change
    what = change.summary.get("en", "") if change else result.detail
    return [result.source.key, result.state, change.severity if change and change.substantive else "", what[:200]]


def _counts(summary: Summary) -> str:
    states = ("unchanged", "first", "cosmetic", "changed", "quarantined", "failed")
    return ", ".join(f"{summary.count(s)} {s}" for s in states if summary.count(s)) or "nothing"


def _finish(summary: Summary) -> None:
    if summary.left:
        one = summary.left == 1
        others = "1 source is" if one else f"{summary.left} sources are"
        output.say(f"{others} being observed by another run and {'was' if one else 'were'} left to it.")
    if n := summary.count("quarantined"):
        these = "1 capture is not the document and lies" if n == 1 else f"{n} captures are not the document and lie"
        output.say(f"{these} in quarantine: `clausewatch status` says why.")
    if summary.count("failed"):
        raise typer.Exit(1)
