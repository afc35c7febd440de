"""What time itself brings: reminders, digests with a quiet statement, facts, mutes, messages given up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from watch_pages import Page
from watchkit import At, Site

from clausewatch import announcing, health, telling
from clausewatch.alert.trouble import trial
from clausewatch.model import Alert, Deadline, Decision, Fact
from clausewatch.record.exported import read
from clausewatch.record.protocol import Mute
from clausewatch.settings import Settings
from clausewatch.tools import Tools, opened
from clausewatch.watch import run
from receivers import Inbox, smtp_receiver

SMALL = Alert(
    id="small",
    vendor="northwind",
    document="dpa",
    severity=2,
    created_at=datetime(2026, 3, 3, 5, tzinfo=UTC),
    sentences=("A duty was added.", "No date was found."),
    title="Northwind, DPA: a new duty",
    place="Northwind, DPA",
    rule="S13",
    kinds=("customer_duties",),
    thread="northwind-2026-03-03",
)


@pytest.fixture
def mailed(settings: Settings) -> Iterator[tuple[At, Inbox]]:
    """Tools of the home at a moment, with a mailbox for business readers."""
    with smtp_receiver() as (port, inbox):
        address = f"smtp://127.0.0.1:{port}/?from=cw@kommun.example&to=dpo@kommun.example"
        own = replace(settings, channels=(address,))

        def at(moment: str) -> AbstractContextManager[Tools]:
            now = datetime.fromisoformat(f"{moment}+00:00")
            return opened(own, clock=lambda: now)

        yield at, inbox


def announced(at: At, moment: str, *alerts: Alert) -> dict[str, int]:
    """Alerts put into the outbox, and a delivery."""
    with at(moment) as tools:
        tools.record.announce(alerts, tools.channel_names)
        return telling.deliver(tools)


def clock_at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def text(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_small_changes_of_a_day_are_one_mail_with_the_checkpoint_at_its_foot(mailed: tuple[At, Inbox]) -> None:
    """Severity 2 waits for the day's digest; what comes after it waits for the next day's."""
    at, inbox = mailed
    announced(at, "2026-03-03T05:00", SMALL, replace(SMALL, id="other", title="Northwind, DPA: a new fee"))
    (mail,) = inbox.mails
    assert "2 changes to be read" in mail["Subject"]
    said = text(mail)
    assert said.index("A new duty") < said.index("were held back") < said.index("Signed head")
    lines = said.splitlines()
    with at("2026-03-03T06:00") as tools:
        kept = read("\n".join(lines[lines.index("Signed head of the record; keep this message as proof:") + 1 :][:6]))
        assert tools.record.against(kept) == []
    announced(at, "2026-03-03T09:00", replace(SMALL, id="late"))
    assert len(inbox.mails) == 1
    announced(at, "2026-03-04T05:00")
    assert len(inbox.mails) == 2
    with at("2026-03-05T05:00") as tools:
        assert tools.record.messages() == {"sent": 5}
        assert tools.record.verify() == []


def test_grave_and_urgent_changes_and_reminders_do_not_wait(mailed: tuple[At, Inbox]) -> None:
    """Severity 3, a deadline within a week, a test of the channel: at once, each by itself."""
    at, inbox = mailed
    soon = (Deadline("objection", date(2026, 3, 9), True),)
    announced(
        at,
        "2026-03-03T05:00",
        replace(SMALL, id="grave", severity=3),
        replace(SMALL, id="soon", deadlines=soon),
        trial(datetime(2026, 3, 3, 5, tzinfo=UTC)),
    )
    assert len(inbox.mails) == 3


def test_changes_of_a_vendor_and_day_are_one_thread(mailed: tuple[At, Inbox]) -> None:
    """All refer to the same message, so that mail programs show them together."""
    at, inbox = mailed
    announced(at, "2026-03-03T05:00", replace(SMALL, id="a", severity=3), replace(SMALL, id="b", severity=4))
    assert {m["References"] for m in inbox.mails} == {"<thread.northwind-2026-03-03@kommun.example>"}
    assert len({m["Message-ID"] for m in inbox.mails}) == 2


def test_what_is_for_the_record_waits_for_the_week(mailed: tuple[At, Inbox], site: Site) -> None:
    """Severity 1 goes out with the first delivery of the next ISO week, which also proves the silence."""
    at, inbox = mailed
    site.pages["/dpa"] = Page().html()
    with at("2026-03-03T05:00") as tools:
        run(tools, tools.sources())
    announced(at, "2026-03-03T06:00", replace(SMALL, severity=1))
    announced(at, "2026-03-08T05:00")
    assert inbox.mails == []
    announced(at, "2026-03-09T05:00")
    (mail,) = inbox.mails
    assert "the week’s 1 change" in mail["Subject"]
    assert "1 document was fetched 1 time in all" in " ".join(text(mail).split())
    announced(at, "2026-03-10T05:00")
    assert len(inbox.mails) == 1


def test_quiet_week_is_said_in_swedish_too(settings: Settings, site: Site) -> None:
    """Nothing to tell is a message as well, once a week."""
    site.pages["/dpa"] = Page().html()
    with smtp_receiver() as (port, inbox):
        own = replace(settings, lang="sv", channels=(f"smtp://127.0.0.1:{port}/?from=a@x.example&to=b@x.example",))
        for moment in (datetime(2026, 3, 3, 5, tzinfo=UTC), datetime(2026, 3, 9, 5, tzinfo=UTC)):
            with opened(own, clock=clock_at(moment)) as tools:
                run(tools, tools.sources())
                telling.deliver(tools)
    (mail,) = inbox.mails
    assert "inget att läsa" in mail["Subject"]
    assert "0 ändringar utan rättslig verkan hölls inne" in " ".join(text(mail).split())
    assert mail["Content-Language"] == "sv"


def test_reminders_go_out_until_a_decision_is_recorded(at: At, site: Site, settings: Settings) -> None:
    """Seven and two days before, once each; a decision ends them."""
    site.pages["/dpa"] = Page().html()
    told(at, "2026-03-01T05:00")
    site.pages["/dpa"] = Page(notice="14 days").html()
    told(at, "2026-03-02T05:00")
    (first,) = lines(settings)
    day = min(date.fromisoformat(d["day"]) for d in first["deadlines"])
    for before in (7, 7, 2):
        told(at, f"{date.fromordinal(day.toordinal() - before)}T05:00")
    assert [line["reminds"] for line in lines(settings)] == ["", first["id"], first["id"]]


def test_decided_change_is_not_reminded_of(at: At, site: Site, settings: Settings) -> None:
    """With a decision in force there is nothing to remind of."""
    site.pages["/dpa"] = Page().html()
    told(at, "2026-03-01T05:00")
    site.pages["/dpa"] = Page(notice="14 days").html()
    told(at, "2026-03-02T05:00")
    (first,) = lines(settings)
    day = min(date.fromisoformat(d["day"]) for d in first["deadlines"])
    with at("2026-03-03T05:00") as tools:
        (waiting,) = tools.record.open_decisions()
        tools.record.decide(Decision(waiting.id, "accept", "Bo", "Fits us.", tools.clock()))
    told(at, f"{date.fromordinal(day.toordinal() - 2)}T05:00")
    assert len(lines(settings)) == 1


def told(at: At, moment: str) -> None:
    """A round and a delivery."""
    with at(moment) as tools:
        run(tools, tools.sources())
        telling.deliver(tools)


def lines(settings: Settings) -> list[dict[str, Any]]:
    """The alerts that left the house for people who read of contracts."""
    path = settings.home / "alerts.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    return [row for row in rows if row["audience"] == "business"]


def test_document_is_gone_after_two_answers_a_day_apart_and_told_once(at: At, site: Site, settings: Settings) -> None:
    """F12: one 404 is the operator's; the second, a day later, is told to those who rely on the text."""
    site.pages["/dpa"] = Page().html()
    told(at, "2026-03-01T05:00")
    site.pages["/dpa"] = 404
    told(at, "2026-03-02T05:00")
    told(at, "2026-03-02T17:00")
    assert lines(settings) == []
    told(at, "2026-03-03T05:00")
    told(at, "2026-03-04T05:00")
    (gone,) = lines(settings)
    assert gone["rule"] == "F12"
    assert "1 March 2026" in str(gone["sentences"])


def test_fact_that_begins_or_ends_is_one_alert_that_names_the_clauses(
    at: At, site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The texts are unchanged, and mean something else from that day on."""
    site.pages["/dpa"] = Page().html()
    told(at, "2027-03-01T05:00")
    fact = Fact("test-ie", "eea", "Ireland left the EEA", "A treaty", "from memory", country="IE", valid_to=date(2027, 3, 2))
    monkeypatch.setattr(Tools, "facts", (fact,))
    for moment in ("2027-03-01T06:00", "2027-03-02T05:00", "2027-03-03T05:00"):
        told(at, moment)
    alerts = [line for line in lines(settings) if line["rule"] == "E"]
    assert len(alerts) == 1
    assert "northwind, dpa" in str(alerts[0]["sentences"])


def test_muted_source_and_kind_are_recorded_but_not_told(at: At, settings: Settings) -> None:
    """The mute ends on its day; what was muted stays in the record."""
    with at("2026-03-03T05:00") as tools:
        tools.record.mute(Mute("kind", "customer_duties", date(2026, 3, 10), "Bo", "Known.", tools.clock()))
    both = replace(SMALL, id="both", kinds=("customer_duties", "price_change"))
    announced(at, "2026-03-03T06:00", SMALL, both)
    assert [line["id"] for line in lines(settings)] == ["both"]
    with at("2026-03-04T05:00") as tools:
        tools.record.mute(Mute("source", "northwind/dpa", date(2026, 3, 10), "Bo", "Rebuilt.", tools.clock()))
    announced(at, "2026-03-05T05:00", replace(SMALL, id="third", kinds=()))
    announced(at, "2026-03-10T05:00", replace(SMALL, id="fourth"))
    assert [line["id"] for line in lines(settings)] == ["both", "fourth"]
    with at("2026-03-11T05:00") as tools:
        assert {a.id for a in tools.record.told()} == {"small", "both", "third", "fourth"}


def test_dead_letters_are_told_to_the_operator_on_another_channel(settings: Settings, tmp_path: Path) -> None:
    """The channel that failed does not have to carry the news of its own failure."""
    (tmp_path / "folder.jsonl").mkdir()
    own = replace(settings, channels=(f"jsonl:{tmp_path}/folder.jsonl", "jsonl:alerts.jsonl"))
    with opened(own, clock=lambda: datetime(2026, 3, 3, 5, tzinfo=UTC)) as tools:
        tools.record.announce((SMALL,), tools.channel_names)
        announcing.give_up(tools, {own.channels[0]: 2})
        telling.deliver(tools)
    rows = [json.loads(line) for line in (settings.home / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert [(r["audience"], r["rule"]) for r in rows] == [("business", "S13"), ("operator", "P")]


def test_home_without_channels_still_records_what_waits_for_a_decision(site: Site, settings: Settings) -> None:
    """The desk shows it; nothing waits to be sent."""
    own = replace(settings, channels=())
    for moment, notice in ((datetime(2026, 3, 1, 5, tzinfo=UTC), "30 days"), (datetime(2026, 3, 2, 5, tzinfo=UTC), "14 days")):
        site.pages["/dpa"] = Page(notice=notice).html()
        with opened(own, clock=clock_at(moment)) as tools:
            run(tools, tools.sources())
            telling.deliver(tools)
            waiting = tools.record.open_decisions()
            assert tools.record.messages() == {}
    assert len(waiting) == 1


@pytest.mark.parametrize(("promise", "overdue"), [(3, []), (1, ["northwind/dpa"])])
def test_freshness_is_what_the_settings_promise(settings: Settings, site: Site, promise: int, overdue: list[str]) -> None:
    """A source not seen sound for longer than promised is named."""
    site.pages["/dpa"] = Page().html()
    seen, now = datetime(2026, 3, 3, 5, tzinfo=UTC), datetime(2026, 3, 5, 5, tzinfo=UTC)
    with opened(replace(settings, fresh_days=promise), clock=clock_at(seen)) as tools:
        run(tools, tools.sources())
        assert list(health.quiet(tools, seen, now).overdue) == overdue
