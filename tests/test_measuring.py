"""Metrics that Prometheus' own parser reads."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from clausewatch.measuring import exposition
from clausewatch.model import Outcome, PageKind
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from clausewatch.tools import Tools
from recordkit import OTHER, SOURCE, attempt, day, observation, quarantined, telling, unmodified


def test_metrics_are_read_by_prometheus_and_tell_the_record(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    record = create_record(settings)
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    record.observe(quarantined(2, "Cookies?", PageKind.CONSENT))
    record.attempted([(SOURCE, unmodified(3)), (OTHER, attempt(4, outcome=Outcome.BLOCKED, status=403, source=OTHER))])
    text = exposition(Tools(settings, record))
    record.close()
    found = {(s.name, *s.labels.values()): s.value for f in text_string_to_metric_families(text) for s in f.samples}
    assert found["clausewatch_last_good_fetch_timestamp_seconds", SOURCE.key] == day(3).timestamp()
    assert found["clausewatch_last_attempt_timestamp_seconds", OTHER.key] == day(4).timestamp()
    assert ("clausewatch_last_good_fetch_timestamp_seconds", OTHER.key) not in found
    assert found["clausewatch_attempts_total", "captured"] == 3
    assert found["clausewatch_attempts_total", "blocked"] == 1
    assert found["clausewatch_captures_total", "consent"] == 1
    assert found["clausewatch_messages", "pending"] == 2
    assert found["clausewatch_substantive_changes_total", "3"] == 1
    assert found["clausewatch_versions_total",] == 2
    assert found["clausewatch_log_leaves_total",] > 5
