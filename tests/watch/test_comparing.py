"""Every comparison takes the second look: a rule that was missed on one side is not told as gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clausewatch import showing
from clausewatch.comparing import compare_readings
from clausewatch.model import Detection, Reading, Source
from clausewatch.report.model import Captured, Watched
from clausewatch.settings import Settings
from clausewatch.tools import opened
from detectkit import document_of

SAME = [
    "# Data Processing Agreement",
    *(f"Clause {n}: the supplier keeps a record number {n} and hands it out." for n in range(8)),
]
OLD = "We will inform you by e-mail of any new subprocessor at least 30 days in advance, and you may object in writing."
NEW = (
    "The customer receives an e-mail 30 days before another subprocessor starts to work on personal data, and has the"
    " right to object to it on grounds of data protection."
)
DAY = datetime(2026, 6, 1, tzinfo=UTC)


def watched(source: Source, reading: Reading) -> Watched:
    return Watched(source, reading, Captured(source.url, source.url, "0" * 64, "0" * 64, DAY, DAY))


@pytest.mark.parametrize("way", ["published", "signed"])
def test_a_rule_missed_in_one_text_is_looked_for_again(settings: Settings, way: str) -> None:
    """Between two published versions, and between the signed copy and today's text."""
    source = Source("northwind", "dpa", "https://northwind.example/dpa", kind="dpa", lang="en")
    before, after = document_of("en", *SAME, OLD), document_of("en", *SAME, NEW)
    with opened(settings) as tools:
        sure = tools.detector.detect(before)
        assert "subprocessor_change" in {f.type for f in sure.findings}
        old, missed = Reading(before, sure, DAY), Reading(after, Detection(looked_for=sure.looked_for), DAY)
        if way == "published":
            change = compare_readings(tools, old, missed, source)
        else:
            copy = showing.beside(tools, source, watched(source, old), watched(source, missed))
            assert copy.change is not None
            change = copy.change
    assert change.substantive
    assert [(a.attribute, a.old, a.new) for a in change.attributes] == []
