"""Commands that show what is recorded and prove it: `changes`, `subprocessors`, `report`, `verify`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, Rows, settings_of
from clausewatch.errors import IntegrityError, NothingToDo, UsageError

if TYPE_CHECKING:
    from clausewatch.model import RecordedChange

VendorOption = Annotated[str, typer.Option("--vendor", help="Only this vendor.")]
SinceOption = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only captures from this day on.")]
ALL = typer.Option("--all", help="Also cosmetic changes and those of our own making.")


def changes(
    home: HomeOption = None,
    vendor: VendorOption = "",
    since: SinceOption = None,
    form: Annotated[Rows, typer.Option("--format", help="table, jsonl or csv.")] = Rows.TABLE,
    everything: Annotated[bool, ALL] = False,
) -> None:
    """Recorded changes, oldest first. The table shows substantive ones; jsonl and csv hold all.

    Example: clausewatch changes --vendor github --since 2026-01-01
    """
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        rows = list(tools.record.changes(vendor, _utc(since)))
    if not rows:
        raise NothingToDo("No change is recorded.", "A change needs two versions: `clausewatch status` shows how many there are.")
    if form is Rows.JSONL:
        for change in rows:
            output.json_line(_change_line(change))
        return
    shown = rows if everything or form is Rows.CSV else [c for c in rows if c.change.substantive and c.cause == "content"]
    headers = ["id", "document", "between", "severity", "rule", "types", "what"]
    lines = [_change_cells(c, {Rows.CSV: ""}.get(form, "-")) for c in shown]
    output.csv_table(headers, lines) if form is Rows.CSV else output.table(headers, lines, right=["severity"])
    output.say(f"{len(shown)} shown, {len(rows) - len(shown)} without legal effect or of our own making held back.")


def subprocessors(
    vendor: Annotated[str, typer.Argument(help="A vendor (default: all).")] = "",
    home: HomeOption = None,
    form: Annotated[Rows, typer.Option("--format", help="table, jsonl or csv.")] = Rows.TABLE,
) -> None:
    """Named subprocessors of the latest versions: country, purpose, since when observed, standing in the facts.

    Example: clausewatch subprocessors --format csv > register.csv
    """
    from clausewatch import showing
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        rows = showing.subprocessors(tools, vendor)
    if not rows:
        raise NothingToDo("No subprocessor is named in the latest versions.")
    headers = list(rows[0])
    if form is Rows.JSONL:
        for row in rows:
            output.json_line(row)
    elif form is Rows.CSV:
        output.csv_table(headers, [list(r.values()) for r in rows])
    else:
        output.table(headers, [list(r.values()) for r in rows])


def checkpoint(home: HomeOption = None) -> None:
    """Print the signed head of the log. Keep it outside the house: it proves that history was not rewritten.

    Example: clausewatch checkpoint > checkpoint-2026-11.txt
    """
    from clausewatch.record.exported import written
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        print(written(tools.record.checkpoint(tools.clock())), end="")


def verify(
    pack: Annotated[
        Path | None, typer.Argument(help="An evidence pack (zip or folder); default: the record.", show_default=False)
    ] = None,
    home: HomeOption = None,
    against: Annotated[Path | None, typer.Option("--checkpoint", help="An earlier checkpoint, as printed.")] = None,
    key: Annotated[str, typer.Option("--key", help="The public key (hex) that a pack must be signed with.")] = "",
    tsa_ca: Annotated[
        Path | None,
        typer.Option("--tsa-ca", help="Certificates (PEM) by which the timestamp of a pack is checked, with openssl."),
    ] = None,
) -> None:
    """Check blobs, rows, log and signatures of the record, or an evidence pack; name what is broken (exit 4).

    Example: clausewatch verify --checkpoint checkpoint-2026-11.txt
    Example: clausewatch verify microsoft-365.zip
    """
    from clausewatch.tools import opened

    if pack is not None:
        return _verify_pack(pack, against, key, tsa_ca)
    with opened(settings_of(home)) as tools:
        broken = list(tools.record.verify())
        if against:
            broken += _against(tools.record, against)
        size, removed = tools.record.checkpoint(tools.clock()).size, len(tools.record.removals())
    if broken:
        for sentence in broken[:-1]:
            output.say(sentence)
        raise IntegrityError("The record is broken", broken[-1])
    gone = f", but for {output.counted(removed, 'thing')} removed or erased on purpose, as the log says" if removed else ""
    entries = "The one entry of the log agrees" if size == 1 else f"All {size} entries of the log agree"
    output.say(f"{entries} with rows and raw bytes{gone}.")
    return None


COMMANDS: dict[str, Callable[..., None]] = {
    "changes": changes,
    "subprocessors": subprocessors,
    "checkpoint": checkpoint,
    "verify": verify,
}


def _verify_pack(pack: Path, earlier: Path | None, key: str, tsa_ca: Path | None) -> None:
    from clausewatch import proving

    broken, proved = proving.verify(pack, earlier, key, tsa_ca)
    for sentence in broken[:-1] if broken else proved:
        output.say(sentence)
    if broken:
        error = IntegrityError("The pack is not sound", broken[-1])
        error.hint = "Ask for it again, from whoever keeps the record."
        raise error
    output.say("The pack is as it was signed.")


def _utc(moment: datetime | None) -> datetime | None:
    from datetime import UTC

    return moment.replace(tzinfo=UTC) if moment else None


def _change_cells(row: RecordedChange, none: str) -> list[object]:
    change = row.change
    between = f"{row.old_captured_at:%Y-%m-%d} and {row.new_captured_at:%Y-%m-%d}"
    severity = change.severity if change.substantive else none
    what = change.summary.get("en", "") or ", ".join(change.noise)
    return [row.id, f"{row.vendor}/{row.document}", between, severity, change.rule, " ".join(change.types), what[:300]]


def _change_line(row: RecordedChange) -> dict[str, Any]:
    from clausewatch.compare.render import as_dict

    return {
        "record": "change",
        "id": row.id,
        "vendor": row.vendor,
        "document": row.document,
        "old_captured_at": row.old_captured_at.isoformat(),
        "new_captured_at": row.new_captured_at.isoformat(),
        "cause": row.cause.value,
    } | as_dict(row.change)


def _against(record: Any, path: Path) -> list[str]:
    from clausewatch.record.exported import read

    try:
        text = path.read_text("utf-8")
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}") from e
    return list(record.against(read(text)))
