"""Digests: what may wait, the quiet statement in both languages, and how they are set."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from alert_samples import NOW, alert
from clausewatch.alert.channels.base import route_of
from clausewatch.alert.digest import DAILY, WEEKLY, Quiet, can_wait, digest_id, quiet_statement, together
from clausewatch.alert.text import html, plain
from clausewatch.errors import UsageError
from clausewatch.model import Deadline

QUIET = Quiet(
    since=NOW - timedelta(days=7),
    until=NOW,
    documents=41,
    fetches=1287,
    substantive=2,
    held_back={"date_only": 2, "navigation": 1},
    cosmetic=3,
    troubles={"consent": 1},
    overdue=("acme/dpa",),
    undecided=1,
    checkpoint=("clausewatch/0a", "12", "ab", "2026-08-04T05:01:00+00:00", "signature 0b", "key 0c"),
)
SMALL = alert(severity=2, deadlines=())


def test_quiet_statement_says_what_was_done_and_why_nothing_was_told() -> None:
    """Figures with the grouping of the language, kinds by their names."""
    assert quiet_statement(QUIET, "en") == (
        (
            "Between 28 July 2026 and 4 August 2026, 41 documents were fetched 1,287 times in all; "
            "2 changes with legal effect were observed."
        ),
        "3 changes without legal effect were held back: dates (2) and menus (1).",
        "1 source is overdue: acme/dpa.",
        "1 source is in trouble: a cookie or consent page (1).",
        "1 change waits for a decision.",
    )
    swedish = " ".join(quiet_statement(QUIET, "sv"))
    assert "hämtades 41 dokument sammanlagt 1\xa0287 gånger" in swedish
    assert "3 ändringar utan rättslig verkan hölls inne: datum (2) och menyer (1)." in swedish


def test_grave_urgent_and_personal_alerts_do_not_wait() -> None:
    """Severity 3, a deadline within a week, a reminder, the operator's."""
    today = NOW.date()
    assert can_wait(SMALL, today)
    assert can_wait(replace(SMALL, deadlines=(Deadline("effect", today + timedelta(days=8), False),)), today)
    for other in (
        replace(SMALL, severity=3),
        replace(SMALL, deadlines=(Deadline("effect", today + timedelta(days=7), False),)),
        replace(SMALL, reminds="a"),
        replace(SMALL, audience="operator"),
    ):
        assert not can_wait(other, today)


def test_nearest_deadline_comes_first_and_the_statement_last() -> None:
    """Then by gravity; the checkpoint keeps its lines."""
    near = replace(SMALL, title="Fjällmoln: near", place="Fjällmoln", deadlines=(Deadline("effect", date(2026, 8, 20), True),))
    far = replace(SMALL, title="Acme: far", place="Acme")
    also = replace(SMALL, title="Fjällmoln: also", place="Fjällmoln")
    digest = together("d1", [far, also, near], QUIET, DAILY, "en")
    assert [item.title for item in digest.items] == ["Near (act by 20 Aug, 16 days)", "Also", "Far"]
    assert html(digest).index("Near") < html(digest).index("Far")
    text = plain(digest)
    assert text.index("Near") < text.index("Far") < text.index("1,287")
    assert text.endswith("\n".join(QUIET.checkpoint) + "\n")
    assert digest.severity == 2


def test_html_of_a_digest_says_the_same_and_keeps_vendors_text_inert() -> None:
    """Markup of a vendor is shown, never run; no link but to the web."""
    evil = replace(SMALL, title="<script>x</script>", place="<b>Acme</b>", url="javascript:alert(1)", sentences=("<img src=x>",))
    page = html(together("d1", [evil], QUIET, WEEKLY, "sv"))
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert '<html lang="sv">' in page
    words = " ".join(re.sub("<[^>]*>", " ", page).split())
    for line in QUIET.checkpoint:
        assert line in words


def test_ids_are_one_for_a_day_and_one_for_a_week() -> None:
    """So that a digest is made once, whoever tries again."""
    monday = date(2026, 8, 3)
    days = [monday + timedelta(days=n) for n in range(7)]
    assert len({digest_id("mail", DAILY, day) for day in days}) == 7
    assert len({digest_id("mail", WEEKLY, day) for day in days}) == 1
    assert digest_id("mail", WEEKLY, monday) != digest_id("other", WEEKLY, monday)


def test_channels_may_say_that_they_want_no_digest() -> None:
    """People's channels gather unless told otherwise, machines' never do unless asked."""
    assert route_of({}, "mail", digest=True).digest
    assert not route_of({"digest": "no"}, "mail", digest=True).digest
    assert route_of({"digest": "yes"}, "file").digest
    with pytest.raises(UsageError):
        route_of({"digest": "hourly"}, "mail")
