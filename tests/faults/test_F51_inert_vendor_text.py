"""F51: vendor text with HTML, script, ANSI escapes, CSV formulas, RTL overrides or header injection is inert."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest

from clausewatch.alert.channels.atom import AtomFeed
from clausewatch.alert.channels.base import Parcel
from clausewatch.alert.channels.console import Console
from clausewatch.alert.channels.ical import Calendar
from clausewatch.alert.channels.jsonl import JsonLines
from clausewatch.alert.channels.mail import message
from clausewatch.alert.channels.webhook import body
from clausewatch.alert.policy import Occasion, alerts
from clausewatch.model import (
    Alert,
    Cause,
    Change,
    ChangePart,
    Deadline,
    Detection,
    Document,
    Finding,
    Reading,
    RecordedChange,
    Source,
    SubprocessorChange,
    SubprocessorRow,
    Vendor,
)
from clausewatch.report.diffview import page
from clausewatch.report.evidence import render
from clausewatch.report.model import Captured, Evidence, NotCaptured, Watched
from clausewatch.report.tables import change_rows, subprocessor_rows, to_csv
from clausewatch.wording import inert

NOW = datetime(2026, 8, 4, 5, tzinfo=UTC)
EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\x1b]0;title\x07\u202eterces\u202c\r\nBcc: all@x.example"
    "\x00\u2066\u200b}}{{7*7}}{% raw %}&quot;\"'\ud800"
)
FORMULA = '=HYPERLINK("http://x.example","click")'
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def change() -> Change:
    """A change in which every text is hostile."""
    row = SubprocessorRow(FORMULA, ("US",), EVIL, EVIL, EVIL)
    return Change(
        True,
        3,
        "S07",
        subprocessors=SubprocessorChange(added=(row,), removed=(replace(row, name=EVIL),)),
        parts=(ChangePart("edited", EVIL, EVIL + " more", section=EVIL, types=("terms_change",), severity=3),),
        deadlines=(Deadline("objection", date(2026, 8, 18), True),),
        summary={"en": EVIL, "sv": EVIL},
    )


def hostile_alert() -> Alert:
    """The alert of the hostile change, from a hostile vendor."""
    vendor, source = Vendor("x", EVIL, EVIL), Source("x", "d", "javascript:alert(1)", title=EVIL)
    (made,) = alerts(change(), Occasion(vendor, source, NOW, NOW, "a", "b", NOW))
    return made


def hostile_evidence() -> Evidence:
    """A report whose every text is hostile."""
    source = Source("x", "d", "javascript:alert(1)", title=EVIL)
    finding = Finding("terms_change", EVIL, 0, len(EVIL), EVIL, "en", {"documents": (EVIL,), "channels": (EVIL,)})
    row = SubprocessorRow(FORMULA, ("US",), EVIL, EVIL, EVIL)
    reading = Reading(Document(EVIL, EVIL, "en"), Detection((finding,), (row,), ("terms_change",)), NOW)
    watched = Watched(source, reading, Captured("javascript:alert(1)", "", "0" * 64, "1" * 64, NOW, NOW))
    recorded = RecordedChange(1, "x", "d", NOW, NOW, 1, 2, Cause.CONTENT, change())
    return Evidence(
        Vendor("x", EVIL, EVIL, "SE", EVIL, "US"),
        NOW,
        "0.1.0",
        (watched,),
        (NotCaptured(source, "blocked", EVIL, NOW),),
        (recorded,),
    )


class Tags(HTMLParser):
    """Collects elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_inert_html(html: str) -> None:
    """No foreign element, handler, script address or steering character."""
    tags = Tags()
    tags.feed(html)
    assert not tags.tags & {"script", "img", "iframe", "object", "form", "link", "base"}
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert not [v for name, v in tags.attributes if name in ("href", "src", "action") and not v.startswith(("#", "http"))]
    assert not STEERING.search(html)
    assert "49" not in html.partition("<body")[2].replace("x.example", "")


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_f51_report_shows_hostile_text_as_text(lang: str) -> None:
    html = render(hostile_evidence(), lang)
    assert_inert_html(html)
    assert "&lt;script&gt;alert(1)" in html
    html.encode("utf-8")


def test_f51_page_of_a_change_shows_hostile_text_as_text() -> None:
    html = page(change(), EVIL, EVIL)
    assert_inert_html(html)


def test_f51_tables_hold_no_formulas() -> None:
    evidence = hostile_evidence()
    for rows in (subprocessor_rows(evidence, "en"), change_rows(evidence.changes, "en")):
        cells = [cell for row in csv.reader(io.StringIO(to_csv(rows))) for cell in row]
        assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert not [c for c in cells if STEERING.search(c) or "\n" in c]


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_f51_console_steers_no_terminal(stream: io.StringIO) -> None:
    Console(stream).send(Parcel("m", hostile_alert(), NOW))
    own_colours = re.sub("\x1b\\[[0-9;]*m", "", stream.getvalue())
    assert not STEERING.search(own_colours)
    assert "title" in own_colours


def test_f51_mail_has_only_its_own_headers_and_inert_bodies() -> None:
    sender, recipient = Address(addr_spec="a@x.example"), Address(addr_spec="b@x.example")
    sent = message_from_bytes(message(Parcel("m", hostile_alert(), NOW), sender, recipient).as_bytes(), policy=policy.default)
    assert sent["Bcc"] is None
    assert sent["To"] == "b@x.example"
    assert_inert_html(sent.get_body(("html",)).get_content().replace("\r\n", "\n"))  # type: ignore[union-attr]
    assert not STEERING.search(sent.get_body(("plain",)).get_content().replace("\r\n", "\n"))  # type: ignore[union-attr]


def test_f51_feed_is_well_formed_and_links_to_no_script(tmp_path: Path) -> None:
    feed = AtomFeed(tmp_path / "a.atom", "atom:x")
    feed.send(Parcel("m", hostile_alert(), NOW))
    tree = ET.fromstring(feed.path.read_bytes())
    a = "{http://www.w3.org/2005/Atom}"
    assert tree.findall(f"{a}entry/{a}link") == []
    assert_inert_html(str(tree.findtext(f"{a}entry/{a}content")))


def test_f51_calendar_lines_cannot_be_forged(tmp_path: Path) -> None:
    calendar = Calendar(tmp_path / "a.ics", "ical:x")
    calendar.send(Parcel("m", hostile_alert(), NOW))
    (event,) = icalendar.Calendar.from_ical(calendar.path.read_bytes()).walk("VEVENT")
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}


def test_f51_json_lines_stay_one_line_of_ascii(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "a.jsonl", "jsonl:x")
    lines.send(Parcel("m", hostile_alert(), NOW))
    raw = lines.path.read_bytes()
    assert raw.count(b"\n") == 1
    assert raw.isascii()
    assert b"\x1b" not in raw


def test_f51_webhook_body_is_valid_utf8() -> None:
    body(Parcel("m", hostile_alert(), NOW)).decode("utf-8")


def test_f51_inert_text_keeps_what_can_be_read() -> None:
    assert inert("Åäö – “quoted” 日本\nnext\tcell") == "Åäö – “quoted” 日本\nnext\tcell"
    assert inert("a\u00adb\u200bc") == "abc"
    assert not STEERING.search(inert(EVIL))
