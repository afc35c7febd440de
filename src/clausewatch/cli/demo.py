"""`clausewatch demo`: three fictional vendors served on loopback and watched over three dates."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausewatch import resources
from clausewatch.cli import output
from clausewatch.errors import UsageError

if TYPE_CHECKING:
    from clausewatch.cli.demo_site import Site
    from clausewatch.model import Deadline, RecordedChange
    from clausewatch.settings import Settings

MARK = ".clausewatch-demo"


@contextmanager
def served(port: int = 0) -> Iterator[Site]:
    """The demo site, stopped at the end."""
    from clausewatch.cli.demo_site import Site

    site = Site(resources.corpus("demo", "site"), port)
    try:
        yield site
    finally:
        site.close()


def dates() -> list[str]:
    """The dates for which the demo has pages, oldest first."""
    return sorted(p.name for p in resources.corpus("demo", "site").iterdir() if p.is_dir())


def prepare_home(home: Path, base: str) -> Settings:
    """A fresh home that watches the demo vendors at `base`, with loopback allowed explicitly.

    Raises:
        UsageError: the folder holds something that is not an earlier demo.
    """
    from clausewatch.cli.setup import make_home
    from clausewatch.settings import FetchSettings, Settings

    home = home.resolve()
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise UsageError(f"{home} is not an empty folder and not an earlier demo.", "Name another folder with --home.")
    shutil.rmtree(home, ignore_errors=True)
    (home / "vendors").mkdir(parents=True)
    (home / MARK).touch()
    vendors = sorted(resources.corpus("demo", "vendors").glob("*.yml"))
    for path in vendors:
        (home / "vendors" / path.name).write_text(path.read_text("utf-8").replace("{base}", base), "utf-8")
    fetch = FetchSettings(interval=0.0, allow=(base.removeprefix("http://"),))
    channels = ("jsonl:alerts.jsonl", "atom:alerts.atom")
    return make_home(Settings(home=home, vendors=tuple(p.stem for p in vendors), channels=channels, fetch=fetch))


def demo(
    home: Annotated[Path, typer.Option("--home", help="Folder of the demo; an earlier demo in it is replaced.")] = Path(
        "clausewatch-demo"
    ),
    without_prefect: Annotated[bool, typer.Option("--without-prefect", help="Run in process, without the Prefect flow.")] = False,
    serve: Annotated[str, typer.Option(help="Only serve the pages of this date, until Ctrl-C.")] = "",
    port: Annotated[int, typer.Option(help="Port of the demo site (default: a free one).")] = 0,
) -> None:
    """Watch three fictional vendors over three dates: alerts with deadlines, and an evidence report.

    Example: clausewatch demo --home /tmp/demo
    """
    if serve:
        return _serve_only(serve, port)
    began = time.monotonic()
    with served(port) as site:
        settings = prepare_home(home, site.base)
        watch_once = _in_process if without_prefect else _by_flow(settings)
        for day in dates():
            site.date = day
            rows = watch_once(settings, datetime.fromisoformat(f"{day}T06:00:00").replace(tzinfo=UTC))
            states = [str(r["state"]) for r in rows]
            output.say(f"{day}: " + ", ".join(f"{states.count(s)} {s}" for s in sorted(set(states))))
    _conclude(settings)
    output.say(f"Done in {time.monotonic() - began:.0f} s; all texts are our own, all vendors fictional.")
    return None


COMMANDS: dict[str, Callable[..., None]] = {"demo": demo}


def _serve_only(date: str, port: int) -> None:
    if date not in dates():
        raise UsageError(f"The demo has no pages of {date}.", f"Dates: {', '.join(dates())}.")
    with served(port) as site:
        site.date = date
        output.say(f"The pages of {date} are at {site.base}; Ctrl-C ends.")
        threading.Event().wait()


def _in_process(settings: Settings, at: datetime) -> list[dict[str, object]]:
    from clausewatch import jobs

    keys = [key for _, shard in jobs.shards(settings.home, [], at) for key in shard]
    rows = jobs.observe_keys(settings.home, keys, at)
    jobs.deliver_pending(settings.home, at)
    return rows


def _by_flow(settings: Settings) -> Callable[[Settings, datetime], list[dict[str, object]]]:
    from clausewatch_flows.environment import prepare

    prepare(settings.home)
    output.say("Starting Prefect …")
    from clausewatch_flows.monitor import monitor

    def watch_once(settings: Settings, at: datetime) -> list[dict[str, object]]:
        return monitor(str(settings.home), [], at)

    return watch_once


def _conclude(settings: Settings) -> None:
    from clausewatch.jobs import write_report
    from clausewatch.tools import opened

    with opened(settings) as tools:
        changes = [c for c in tools.record.changes() if c.change.substantive]
        head = tools.record.checkpoint(tools.clock())
    today = datetime.fromisoformat(dates()[-1]).date()
    changes.sort(key=lambda c: (-c.change.severity, c.vendor, c.document))
    headers = ["sev", "document", "observed between", "what changed", "act by"]
    output.table(headers, [_cells(c, today) for c in changes], title="Alerts, as of " + today.isoformat())
    paths = [write_report(settings.home, vendor, lang) for vendor in settings.vendors for lang in ("en", "sv")]
    output.say(f"Log: {head.size} entries, root {head.root[:16]}…, signed. Alerts: {settings.home / 'alerts.jsonl'}, alerts.atom")
    output.say("Evidence reports (en and sv):")
    for path in paths:
        print(path)


def _cells(row: RecordedChange, today: date) -> list[object]:
    between = f"{row.old_captured_at:%Y-%m-%d} and {row.new_captured_at:%Y-%m-%d}"
    deadline = min(row.change.deadlines, key=lambda d: d.day, default=None)
    act = _act(deadline, today) if deadline else "-"
    return [row.change.severity, f"{row.vendor}/{row.document}", between, row.change.summary.get("en", ""), act]


def _act(deadline: Deadline, today: date) -> str:
    left = deadline.days_left(today)
    said = f"{output.counted(left, 'day')} left" if left >= 0 else f"passed {output.counted(-left, 'day')} ago"
    return f"{deadline.day}{' (est.)' if deadline.estimated else ''}, {said}"
