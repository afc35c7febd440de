"""The demo from fetch to alert: each step of `corpus/demo/expected.json` comes out as written there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from clausewatch import jobs, resources
from clausewatch.cli.demo import dates, prepare_home, served
from clausewatch.cli.main import app
from clausewatch.model import RecordedChange
from clausewatch.settings import Settings
from clausewatch.tools import opened

EXPECTED = json.loads(resources.corpus("demo", "expected.json").read_text("utf-8"))
STEPS = EXPECTED["steps"]


class Watched(NamedTuple):
    """A home after all dates, and what came of each source on each date."""

    settings: Settings
    rows: dict[tuple[str, str], dict[str, Any]]
    changes: dict[tuple[str, str], RecordedChange]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The demo vendors, watched in process over all dates."""
    rows = {}
    with served() as site:
        settings = prepare_home(tmp_path_factory.mktemp("demo") / "home", site.base)
        for day in dates():
            site.date = day
            at = datetime.fromisoformat(f"{day}T06:00:00").replace(tzinfo=UTC)
            for _, keys in jobs.shards(settings.home, [], at):
                rows |= {(day, str(r["source"])): r for r in jobs.observe_keys(settings.home, keys, at)}
            jobs.deliver_pending(settings.home, at)
        with opened(settings) as tools:
            found = {(f"{c.new_captured_at:%Y-%m-%d}", f"{c.vendor}/{c.document}"): c for c in tools.record.changes()}
        yield Watched(settings, rows, found)


TOUR = (Path(__file__).parents[2] / "docs" / "tour.md").read_text("utf-8")
EXAMPLES = [line.partition("  #")[0] for line in re.findall(r"^clausewatch .*$", TOUR, re.MULTILINE) if "--serve" not in line]


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_the_tour_runs_and_says_something(
    watched: Watched, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands there, over the demo's home; what it writes goes elsewhere."""
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setenv("CLAUSEWATCH_HOME", str(watched.settings.home))
    words = shlex.split(example)[1:]
    words += ["-o", str(tmp_path / "out.html")] if words[0] == "report" else []
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert done.output.strip()


def steps(result: str) -> list[Any]:
    """The expected steps of one result, named by date and document."""
    return [pytest.param(s, id=f"{s['date']}-{s['document']}") for s in STEPS if s["result"] == result]


@pytest.mark.parametrize("step", steps("alert"))
def test_change_in_substance_is_alerted(watched: Watched, step: dict[str, Any]) -> None:
    """At least as severe as written, with the clause types and the subprocessors concerned."""
    recorded = watched.changes[step["date"], step["document"]].change
    assert recorded.substantive
    assert recorded.severity >= step["min_severity"]
    assert set(step["types"]) <= set(recorded.types)
    named = {side: [r.name for r in getattr(recorded.subprocessors, side)] for side in ("added", "removed")}
    for side in named:
        assert named[side] == step.get("subprocessors", {}).get(side, [])


@pytest.mark.parametrize("step", steps("silent"))
def test_change_without_effect_is_silent(watched: Watched, step: dict[str, Any]) -> None:
    """Redesigns, dates and unchanged pages reach nobody."""
    assert watched.rows[step["date"], step["document"]]["state"] in ("unchanged", "cosmetic")


@pytest.mark.parametrize("step", steps("operator"))
def test_broken_capture_reaches_the_operator_only(watched: Watched, step: dict[str, Any]) -> None:
    """The cookie wall lies in quarantine and is no change."""
    assert watched.rows[step["date"], step["document"]]["state"] == "quarantined"
    assert (step["date"], step["document"]) not in watched.changes


def test_each_alert_leaves_once_through_each_channel(watched: Watched) -> None:
    """As many business alerts in the JSON Lines file as there are expected alerts, and a feed beside it."""
    lines = [json.loads(x) for x in (watched.settings.home / "alerts.jsonl").read_text("utf-8").splitlines()]
    business = [x for x in lines if x["audience"] == "business"]
    assert len(business) == len(steps("alert"))
    assert len({x["id"] for x in lines}) == len(lines)
    assert (watched.settings.home / "alerts.atom").read_text("utf-8").count("</entry>") == len(business)


def test_record_of_the_demo_verifies(watched: Watched) -> None:
    """Log, rows and raw bytes agree."""
    with opened(watched.settings) as tools:
        assert list(tools.record.verify()) == []


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_report_holds_every_quote_and_no_foreign_address(watched: Watched, lang: str, tmp_path: Path) -> None:
    """Self-contained: quotes verbatim, no script, no link that is loaded by itself."""
    html = jobs.write_report(watched.settings.home, "kilbracken", lang, tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in html
    assert ' src="http' not in html
    assert 'rel="stylesheet"' not in html
