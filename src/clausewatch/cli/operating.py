"""Commands of those who keep it running: backups, moving, workers, retention and erasure."""

from __future__ import annotations

import getpass
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import IntegrityError, UsageError

if TYPE_CHECKING:
    from clausewatch.record.backup import Restored

records = typer.Typer(help="Move the record to another database, or mend its search.", no_args_is_help=True)

NameOption = Annotated[str, typer.Option("--name", help="Who says so (default: the account).", show_default=False)]


def backup(
    target: Annotated[Path | None, typer.Argument(help="A folder (again and again), or a new file NAME.tar.")] = None,
    home: HomeOption = None,
    drill: Annotated[
        bool, typer.Option("--drill", help="Also restore it into an empty place, verify, and throw that away.")
    ] = False,
) -> None:
    """Write a backup while the record is in use: rows of one moment, the blobs they name, settings and keys.

    It holds the signing key and addresses of channels: keep it as safe as the home.

    Example: clausewatch backup /srv/backup/clausewatch --drill
    """
    from clausewatch.record.backup import backup as write
    from clausewatch.tools import utc_now

    if target is None and not drill:
        raise UsageError("Where to? Name a folder or a file NAME.tar.", "`clausewatch backup --drill` alone only tries it out.")
    with tempfile.TemporaryDirectory(prefix="clausewatch-drill-") as scratch:
        place = target.expanduser().resolve() if target else Path(scratch) / "backup"
        settings = settings_of(home)
        if place == settings.home or settings.home in place.parents:
            raise UsageError(f"{place} lies in the home that it would save.", "Name a place outside of it, best on another disk.")
        copied = write(settings, place, utc_now())
        output.say(f"{copied.rows} rows, {copied.blobs} blobs ({copied.copied} new), {copied.leaves} leaves in {place}.")
        _unbroken(copied.broken, "The record")
        if drill:
            from clausewatch.record.backup import drill as try_out

            _report(try_out(place, Path(scratch) / "home"), "Drill")


def restore(
    source: Annotated[Path, typer.Argument(help="A backup: its folder or its .tar file.")],
    home: HomeOption = None,
    record: Annotated[str, typer.Option(help="URL of an empty database (default: as in the backup's settings).")] = "",
) -> None:
    """Bring a backup back into an empty home and verify all of it.

    Example: clausewatch restore /srv/backup/clausewatch --home /srv/clausewatch
    """
    from clausewatch.record.backup import restore as bring_back

    _report(bring_back(source, settings_of(home).home, os.environ, record), "Restore")


@records.command("migrate-to")
def migrate_to(
    url: Annotated[str, typer.Argument(help="An empty database: postgresql://user@host/name or sqlite:////path/file.")],
    home: HomeOption = None,
) -> None:
    """Copy the record to another database with all proofs, verify it there, and let the home use it.

    Example: clausewatch record migrate-to postgresql://clausewatch@db/clausewatch
    """
    from clausewatch.record.moving import migrate_to as move
    from clausewatch.tools import utc_now

    moved = move(settings_of(home), url, utc_now())
    output.say(f"{moved.rows} rows and {moved.leaves} leaves are in {moved.new}, and verified. {moved.old} is as it was.")
    if not moved.pinned:
        output.say("The URL holds a password, so the settings were not changed: set CLAUSEWATCH_RECORD to it.")


@records.command("reindex")
def reindex(home: HomeOption = None) -> None:
    """Make the search anew from the recorded texts: for when `verify` names passages of the search.

    Example: clausewatch record reindex
    """
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        count = tools.record.reindex()
    output.say(f"{count} passages can be searched.")


def work(
    names: Annotated[
        list[str] | None, typer.Argument(help="Vendors, vendor/document or collections (default: all chosen).")
    ] = None,
    home: HomeOption = None,
    fresh: Annotated[float, typer.Option(help="Hours: what was tried since then is done.")] = 12.0,
    patience: Annotated[float, typer.Option(help="Seconds to wait for what others hold and do not finish.")] = 900.0,
) -> None:
    """Take part in a round that several workers share over one record, then send what waits.

    Example: clausewatch work public-sector-cloud --fresh 12
    """
    from clausewatch import sharing, telling
    from clausewatch.cli.progress import progress
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        sources = tools.sources(tuple(names or ()))
        with progress(len(sources), quiet=False) as tell:
            summary = sharing.share(tools, sources, tools.clock() - timedelta(hours=fresh), tell, patience)
        sent = telling.deliver(tools)
    output.say(
        f"{len(summary.results)} observed here, {summary.left} left to others; {output.counted(sent['sent'], 'message')} sent."
    )
    if summary.count("failed") or summary.left:
        raise typer.Exit(1)


def deploy(
    pool: Annotated[str, typer.Option(help="Work pool of the Prefect server in PREFECT_API_URL.")] = "clausewatch",
    workers: Annotated[int, typer.Option(help="How many workers share a round.", min=1)] = 2,
    home: HomeOption = None,
    cron: Annotated[str, typer.Option(help="When to run (default: `cron` of the settings).")] = "",
) -> None:
    """Register the flows on a Prefect work pool; each worker has its own home, in CLAUSEWATCH_HOME.

    Example: PREFECT_API_URL=http://prefect:4200/api clausewatch deploy --workers 3
    """
    from clausewatch_flows.deploying import deploy as register

    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError("PREFECT_API_URL names no Prefect server.", "For one machine, `clausewatch serve` needs none.")
    settings = settings_of(home)
    for name in register(settings.home, pool, cron or settings.cron, workers):
        print(name)
    output.say(f"Start a worker on each machine: prefect worker start --pool {pool}")


def retain(
    raw_days: Annotated[int, typer.Option("--raw-days", min=1, help="Raw bytes captured earlier than this many days ago go.")],
    home: HomeOption = None,
    name: NameOption = "",
) -> None:
    """Remove old raw bytes; texts, findings, hashes and proofs stay, and what latest versions come from.

    Example: clausewatch retain --raw-days 1095
    """
    from clausewatch.record.keeping import Why
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        now = tools.clock()
        why = Why(name or getpass.getuser(), f"Kept for {raw_days} days.", now)
        count = tools.record.retain(now - timedelta(days=raw_days), why)
    were = "file was" if count == 1 else "files were"
    output.say(f"{count} captured {were} removed; their hashes stay, and `clausewatch verify` knows of them.")


def erase(
    capture: Annotated[int, typer.Argument(help="Number of the capture, as the desk and `status` show it.")],
    reason: Annotated[str, typer.Option(help="Why; kept for good, so without personal data.")],
    home: HomeOption = None,
    name: NameOption = "",
) -> None:
    """Erase personal data found in a capture: bytes, text, findings and quotes go; hash and reason stay.

    Example: clausewatch erase 812 --reason "names a private person"
    """
    from clausewatch.record.keeping import Why
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        count = tools.record.erase(capture, Why(name or getpass.getuser(), reason, tools.clock()))
    blobs = "blob was" if count == 1 else "blobs were"
    output.say(f"{count} {blobs} erased, with all that quoted the text. Earlier backups and sent alerts still hold it.")


def metrics(home: HomeOption = None) -> None:
    """Print metrics in the Prometheus text format, for the textfile collector of a node exporter.

    Example: clausewatch metrics > /var/lib/node_exporter/clausewatch.prom
    """
    import sys

    from clausewatch.measuring import exposition
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        sys.stdout.write(exposition(tools))


def _report(restored: Restored, what: str) -> None:
    output.say(f"{what}: {restored.rows} rows, {restored.blobs} blobs and {restored.leaves} leaves are back.")
    _unbroken(restored.broken, what)
    output.say(f"{what}: verified, nothing is broken.")


def _unbroken(broken: tuple[str, ...], what: str) -> None:
    for sentence in broken:
        output.say(sentence)
    if broken:
        raise IntegrityError(what, f"{len(broken)} things are broken")


COMMANDS: dict[str, Callable[..., None]] = {
    "backup": backup,
    "restore": restore,
    "retain": retain,
    "erase": erase,
    "work": work,
    "deploy": deploy,
    "metrics": metrics,
}
