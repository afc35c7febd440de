"""Mail, webhook, Apprise and calendar against real receivers."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from alert_samples import DEADLINES, NOW, MemoryOutbox, Waiting, alert
from clausewatch.alert.channels.base import Channel, Parcel
from clausewatch.alert.channels.ical import Calendar
from clausewatch.alert.channels.registry import FACTORIES, Surroundings, open_channels
from clausewatch.alert.channels.webhook import signature
from clausewatch.alert.delivery import deliver
from clausewatch.alert.trouble import trial
from clausewatch.errors import DeliveryError, UsageError
from receivers import http_receiver, post, smtp_receiver

SECRET = "a shared secret"


def opened(address: str) -> Channel:
    """The first channel of an address."""
    return next(iter(open_channels((address,), Surroundings(Path("/nonexistent"), io.StringIO(), post)).values()))


def mailbox(port: int, to: str = "dpo@kommun.example") -> str:
    """A mail address of the receiver."""
    return f"smtp://127.0.0.1:{port}/?from=clausewatch@kommun.example&to={to}"


def parcel(**changes: object) -> Parcel:
    """The sample alert as a parcel."""
    return Parcel("m1", alert(**changes), NOW)


# --- mail ---------------------------------------------------------------------------------------


def test_mail_is_plain_text_and_html_that_say_the_same() -> None:
    with smtp_receiver() as (port, inbox):
        opened(mailbox(port)).send(parcel())
    (mail,) = inbox.mails
    assert mail["Subject"].startswith("[clausewatch] Fjällmoln, Data Processing Addendum: the notice period")
    assert mail["Subject"].endswith("(act by 18 Aug)")
    assert mail.get_content_type() == "multipart/alternative"
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert plain.startswith("Between 3 and 4 August 2026, the notice period")
    for part in (" ".join(plain.split()), " ".join(re.sub("<[^>]*>", "", html).split())):
        assert "You can object until 18 August 2026 (14 days left, estimated)" in part
        assert "at least 14 days before it processes" in part
    assert "<img" not in html
    assert "<script" not in html


def test_mail_marks_the_words_that_differ() -> None:
    with smtp_receiver() as (port, inbox):
        opened(mailbox(port)).send(parcel())
    html = inbox.mails[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert re.findall(r"<(?:del|ins)[^>]*>(.*?)</", html) == ["30", "14"]


def test_mail_in_swedish_says_so() -> None:
    with smtp_receiver() as (port, inbox):
        opened(mailbox(port)).send(parcel(lang="sv"))
    assert inbox.mails[0]["Content-Language"] == "sv"


def test_repeated_mail_carries_the_same_message_id() -> None:
    with smtp_receiver() as (port, inbox):
        channel = opened(mailbox(port))
        channel.send(parcel())
        channel.send(parcel())
    assert [m["Message-ID"] for m in inbox.mails] == ["<m1@kommun.example>"] * 2


@pytest.mark.parametrize("answer", ["451 try later", "554 no"])
def test_refused_mail_stays_in_the_outbox_and_goes_out_later(answer: str) -> None:
    with smtp_receiver(answer, "250 taken") as (port, _):
        channel = opened(mailbox(port))
        box = MemoryOutbox([Waiting("m1", "mail", alert())])
        assert deliver(box, {"mail": channel}, NOW).failed == 1
        assert answer in box.errors[0]
        assert deliver(box, {"mail": channel}, NOW + timedelta(minutes=2)).sent == 1


def test_unreachable_mail_server_is_a_delivery_error() -> None:
    with smtp_receiver() as (port, _):
        pass
    with pytest.raises(DeliveryError, match="cannot be reached"):
        opened(mailbox(port)).send(parcel())


def test_each_recipient_is_a_channel_of_its_own() -> None:
    channels = open_channels((mailbox(25, "a@x.example,b@x.example"),), Surroundings(Path(), io.StringIO()))
    assert len(channels) == 2


def test_channel_names_hold_no_secrets() -> None:
    addresses = (
        "smtps://user:hunter2@mail.example/?from=a@x.example&to=b@x.example",
        f"webhook+https://x.example/t0k3n#secret={SECRET}",
    )
    channels = open_channels(addresses, Surroundings(Path(), io.StringIO(), post))
    shown = "".join([*channels, *map(repr, channels.values())])
    assert not any(secret in shown for secret in ("hunter2", "t0k3n", SECRET, "user:"))


@pytest.mark.parametrize(
    "address",
    [
        "smtp://host/?to=a@x.example",
        "smtp://host/?from=a@x.example",
        "smtp:///?from=a@x.example&to=b@x.example",
        "smtp://host:99999/?from=a@x.example&to=b@x.example",
        "smtp://host/?from=a@x.example&to=b@x.example%0d%0aBcc:c@x.example",
        "smtp://host/?from=a@x.example&to=b@x.example#tls=maybe",
        "webhook+https://x.example/hook",
    ],
)
def test_addresses_that_cannot_work_are_refused_at_once(address: str) -> None:
    with pytest.raises(UsageError):
        opened(address)


def test_mail_beyond_this_machine_needs_tls() -> None:
    with smtp_receiver() as (port, inbox):
        channel = opened(f"{mailbox(port)}#tls=starttls")
        with pytest.raises(DeliveryError):
            channel.send(parcel())
    assert inbox.mails == []


# --- webhook ------------------------------------------------------------------------------------


def test_webhook_is_signed_over_time_and_body() -> None:
    with http_receiver() as (url, inbox):
        opened(f"webhook+{url}/hook#secret=a+shared+secret").send(parcel())
    headers, body = inbox.got[0]
    seconds, mac = (pair.partition("=")[2] for pair in headers["X-Clausewatch-Signature"].split(","))
    assert hmac.compare_digest(mac, hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest())
    assert int(seconds) == int(NOW.timestamp())
    assert json.loads(body)["alert"]["sentences"][0].startswith("Between 3 and 4 August 2026")


def test_webhook_repeats_the_same_key_and_bytes_after_a_kill() -> None:
    class Killed(MemoryOutbox):
        def sent(self, message: Waiting, at: datetime) -> None:
            raise KeyboardInterrupt

    with http_receiver() as (url, inbox):
        channel = opened(f"webhook+{url}#secret=s")
        waiting = [Waiting("m1", "hook", alert())]
        with pytest.raises(KeyboardInterrupt):
            deliver(Killed(waiting), {"hook": channel}, NOW)
        deliver(MemoryOutbox(waiting), {"hook": channel}, NOW + timedelta(hours=1))
    assert [h["Idempotency-Key"] for h, _ in inbox.got] == ["m1", "m1"]
    assert inbox.got[0][1] == inbox.got[1][1]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_webhook_takes_only_success_for_success(status: int) -> None:
    with http_receiver(status) as (url, inbox):
        with pytest.raises(DeliveryError, match=str(status)):
            opened(f"webhook+{url}#secret=s").send(parcel())
        assert len(inbox.got) == 1


def test_webhook_that_cannot_be_reached_is_a_delivery_error() -> None:
    with http_receiver() as (url, _):
        pass
    with pytest.raises(DeliveryError):
        opened(f"webhook+{url}#secret=s").send(parcel())


def test_signature_changes_with_time_and_body() -> None:
    later = NOW + timedelta(seconds=1)
    assert (
        len({signature("s", b"a", NOW), signature("s", b"b", NOW), signature("s", b"a", later), signature("t", b"a", NOW)}) == 4
    )


# --- apprise ------------------------------------------------------------------------------------


def test_apprise_url_delivers_title_and_text() -> None:
    with http_receiver() as (url, inbox):
        opened(url.replace("http://", "json://")).send(parcel())
    sent = json.loads(inbox.got[0][1])
    assert sent["title"].startswith("Fjällmoln")
    assert "You can object until" in " ".join(sent["message"].split())


def test_apprise_service_that_refuses_is_a_delivery_error() -> None:
    with http_receiver(500) as (url, _), pytest.raises(DeliveryError, match="did not take"):
        opened(url.replace("http://", "json://")).send(parcel())


@pytest.mark.parametrize(
    "address",
    [
        "workflows://prod-1.westeurope.logic.azure.com:443/643e69f83c8944438d68119179a10a64/abcdefgh0123456789/#severity=3",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ#role=legal",
        "matrixs://user:password@matrix.example/terms#digest=no",
        "mmosts://mattermost.example/3ccdd113474722377935511fc85d3dd4",
        "jira://a6k1bc2d-1234-1234-1234-123456789abc",
        "opsgenie://a6k1bc2d-1234-1234-1234-123456789abc",
        "pagerduty://A1BRTD4JDA1BRTD4JDA1BRTD4JDA1BRT@123456789012345678901234567890ab",
    ],
)
def test_services_that_the_docs_name_are_known_and_their_names_hold_no_secret(address: str) -> None:
    channel = opened(address)
    scheme = address.partition(":")[0]
    assert f"`{scheme}://`" in (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    assert channel.name.startswith(f"{scheme}:")
    assert not any(secret in channel.name for secret in ("643e69f8", "TIiajkdn", "password", "3ccdd113", "a6k1bc2d", "A1BRTD4J"))


def test_unknown_service_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="pigeon"):
        opened("pigeon://coop")


# --- calendar -----------------------------------------------------------------------------------


def events(path: Path) -> list[icalendar.Event]:
    """The events of a calendar file."""
    return [e for e in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT") if isinstance(e, icalendar.Event)]


def test_deadlines_become_all_day_events_with_reminders(tmp_path: Path) -> None:
    channel = Calendar(tmp_path / "deadlines.ics", "ical:x")
    channel.send(parcel())
    objection, effect = events(channel.path)
    assert objection["dtstart"].dt == date(2026, 8, 18)
    assert str(objection["summary"]) == (
        "Last day to object: Fjällmoln, Data Processing Addendum: the notice period for new subprocessors in section 9.2, "
        "from 30 to 14 days (estimated)"
    )
    assert str(effect["summary"]).startswith("Takes effect: ")
    assert [a["trigger"].dt for a in objection.walk("VALARM")] == [timedelta(days=-7), timedelta(days=-2)]


def test_repeated_alert_replaces_its_events(tmp_path: Path) -> None:
    channel = Calendar(tmp_path / "deadlines.ics", "ical:x")
    channel.send(parcel())
    channel.send(parcel())
    channel.send(parcel(id="f" * 16))
    assert len({str(e["uid"]) for e in events(channel.path)}) == len(events(channel.path)) == 4


def test_long_passed_deadlines_leave_the_calendar(tmp_path: Path) -> None:
    channel = Calendar(tmp_path / "deadlines.ics", "ical:x")
    channel.send(parcel())
    later = datetime(2028, 1, 1, tzinfo=UTC)
    due = replace(alert(), id="e" * 16, deadlines=(replace(DEADLINES[0], day=date(2028, 2, 1)),))
    channel.send(Parcel("m2", due, later))
    assert [e["dtstart"].dt for e in events(channel.path)] == [date(2028, 2, 1)]


def test_alert_without_deadline_makes_no_calendar(tmp_path: Path) -> None:
    channel = Calendar(tmp_path / "deadlines.ics", "ical:x")
    channel.send(parcel(deadlines=()))
    assert not channel.path.exists()


def test_file_that_is_no_calendar_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "deadlines.ics").write_text("notes of mine")
    with pytest.raises(DeliveryError, match="not a calendar"):
        Calendar(tmp_path / "deadlines.ics", "ical:x").send(parcel())


def test_trial_alert_goes_through_every_channel(tmp_path: Path) -> None:
    with http_receiver() as (url, web), smtp_receiver() as (port, mail):
        addresses = ("console:", "jsonl:a.jsonl", "atom:a.atom", mailbox(port), f"webhook+{url}#secret=s")
        channels = open_channels(addresses, Surroundings(tmp_path, io.StringIO(), post))
        box = MemoryOutbox([Waiting(f"m{i}", name, trial(NOW)) for i, name in enumerate(channels)])
        assert deliver(box, channels, NOW).sent == len(addresses)
    assert len(web.got) == len(mail.mails) == 1


def test_receiver_code_in_the_docs_checks_the_signature() -> None:
    text = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    found: dict[str, Callable[[bytes, str, bytes, float], bool]] = {}
    exec(code, found)  # the example that readers copy
    header = signature("s", b"body", NOW)
    assert found["genuine"](b"s", header, b"body", NOW.timestamp())
    assert not found["genuine"](b"s", header, b"other", NOW.timestamp())
    assert not found["genuine"](b"s", header, b"body", NOW.timestamp() + 900)


def test_every_scheme_of_our_own_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    assert [scheme for scheme in FACTORIES if f"`{scheme}:" not in text] == []
