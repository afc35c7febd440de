"""Pieces of work by home and ids, as flows and the command line call them: open, do, close.

Arguments and results are plain values, so that a scheduler may keep them and run a piece anywhere
the record can be reached.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from clausewatch import rederive, reporting, sharing, telling, watch
from clausewatch.errors import UsageError
from clausewatch.settings import Settings, load
from clausewatch.tools import opened, utc_now
from clausewatch.watch import Result

Row = dict[str, object]


def shards(home: Path, names: Sequence[str], at: datetime | None = None) -> list[tuple[str, list[str]]]:
    """Chosen sources in groups by host, so that one host is never asked from two places at once."""
    with opened(_settings(home), clock=_clock(at)) as tools:
        sources = tools.sources(tuple(names))
    groups: dict[str, list[str]] = {}
    for source in sources:
        groups.setdefault(sharing.host_of(source), []).append(source.key)
    return sorted(groups.items())


def observe_keys(home: Path, keys: Sequence[str], at: datetime | None = None) -> list[Row]:
    """Observe the named sources once and give back a row each."""
    with opened(_settings(home), clock=_clock(at)) as tools:
        summary = watch.run(tools, tools.sources(tuple(keys)))
    return [row(r) for r in summary.results]


def share_round(home: Path, names: Sequence[str], since: datetime) -> list[Row]:
    """Take part in a round over what was not tried since a time; a row for each source observed here."""
    with opened(_settings(home)) as tools:
        return [row(r) for r in sharing.share(tools, tools.sources(tuple(names)), since).results]


def deliver_pending(home: Path, at: datetime | None = None) -> dict[str, int]:
    """Send what waits in the outbox; counts of sent, failed and dead messages."""
    with opened(_settings(home), clock=_clock(at)) as tools:
        return telling.deliver(tools)


def import_folder(home: Path, folder: str) -> list[Row]:
    """Dated snapshots of one document, each as if fetched at its date."""
    with opened(_settings(home)) as tools:
        return [row(r) for r in watch.import_snapshots(tools, Path(folder)).results]


def stale(home: Path, names: Sequence[str], history: bool = False) -> Iterator[tuple[str, int]]:
    """Versions that today's code would derive in another way: keys of sources, ids of versions."""
    with opened(_settings(home)) as tools:
        yield from rederive.stale(tools, tuple(names), history)


def origin(home: Path) -> str:
    """The name of the record that a home uses: the same on all machines that share it."""
    with opened(_settings(home)) as tools:
        return str(json.loads(tools.record.leaves(0, 1)[0].json)["origin"])


def derive(home: Path, chosen: Sequence[tuple[str, int]], dry_run: bool = False, record: str = "") -> list[Row]:
    """Derive versions again; a row for each that came out differently.

    Raises:
        UsageError: the home's record is not the one of that origin (a worker with another home).
    """
    if record and origin(home) != record:
        raise UsageError(
            f"The record of {home} is not {record}.", "Set CLAUSEWATCH_HOME on every worker to a home of that record."
        )
    with opened(_settings(home)) as tools:
        return [
            {"source": d.source, "cause": d.cause.value, "text_differs": d.text_differs, "version": d.version}
            for d in rederive.derive(tools, [(key, number) for key, number in chosen], dry_run)
        ]


def write_report(home: Path, vendor: str, lang: str, out: Path | None = None, form: str = "html") -> Path:
    """Write the evidence report of a vendor; default place: `reports/` in the home."""
    settings = _settings(home)
    with opened(settings) as tools:
        data = reporting.evidence(tools, vendor, lang, form)
        path = out or settings.home / "reports" / f"{vendor}-{tools.clock():%Y-%m-%d}-{lang}.{form}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror}.", "Name another file with -o.") from e
    return path


def row(result: Result) -> Row:
    """A result as plain values, for tables and artifacts."""
    change = result.change
    return {
        "source": result.source.key,
        "at": result.at.isoformat(),
        "outcome": result.outcome.value,
        "state": result.state,
        "severity": change.severity if change and change.substantive else "",
        "detail": (change.summary.get("en", "") if change else result.detail)[:300],
    }


def round_statement(rows: Sequence[Mapping[str, Any]], sent: Mapping[str, int]) -> str:
    """What a round did, in words: also a proof of silence when nothing happened."""
    states = [str(r["state"]) for r in rows]
    lines = [f"{len(rows)} sources asked."]
    words = {
        "unchanged": "unchanged",
        "cosmetic": "with a change without legal effect, held back",
        "changed": "changed in substance",
        "first": "seen for the first time",
        "quarantined": "not the document, quarantined",
        "failed": "could not be fetched",
    }
    lines += [f"- {states.count(state)} {said}" for state, said in words.items() if state in states]
    lines.append(f"{sent.get('sent', 0)} messages sent, {sent.get('failed', 0)} waiting to be sent again.")
    return "\n".join(lines) + "\n"


def _settings(home: Path) -> Settings:
    return load(home, os.environ)


def _clock(at: datetime | None) -> Any:
    return (lambda: at) if at else utc_now
