"""Console, JSON Lines, Atom and the registry of addresses."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from alert_samples import NOW, alert
from clausewatch.alert.channels.atom import ENTRIES, AtomFeed
from clausewatch.alert.channels.base import Parcel
from clausewatch.alert.channels.console import Console
from clausewatch.alert.channels.jsonl import JsonLines
from clausewatch.alert.channels.registry import FACTORIES, Surroundings, open_channels
from clausewatch.errors import DeliveryError, UsageError

A = "{http://www.w3.org/2005/Atom}"


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def parcel(**changes: object) -> Parcel:
    """The sample alert as a parcel."""
    return Parcel("m1", alert(**changes), NOW)


def test_console_away_from_a_terminal_is_plain_text() -> None:
    stream = io.StringIO()
    Console(stream).send(parcel())
    text = stream.getvalue()
    assert "\x1b" not in text
    assert "▲ Action needed (rule S06)" in text
    assert "Before:\n    The Vendor tells the Customer" in text


def test_console_on_a_terminal_says_the_same() -> None:
    stream = Tty()
    Console(stream).send(parcel())
    assert "Action needed" in stream.getvalue()
    assert "at least 14 days" in stream.getvalue()


def test_console_in_swedish_speaks_swedish() -> None:
    stream = io.StringIO()
    Console(stream).send(parcel(lang="sv"))
    assert "▲ Kräver åtgärd (regel S06)" in stream.getvalue()
    assert "Före:" in stream.getvalue()


def test_jsonl_writes_one_line_per_alert_with_its_id(tmp_path: Path) -> None:
    channel = JsonLines(tmp_path / "deep" / "alerts.jsonl", "jsonl:x")
    channel.send(parcel())
    channel.send(parcel(id="f" * 16))
    rows = [json.loads(line) for line in channel.path.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [alert().id, "f" * 16]
    assert rows[0]["deadlines"][0] == {"kind": "objection", "day": "2026-08-18", "estimated": True, "basis": ""}


def test_jsonl_does_not_repeat_an_id_that_it_holds(tmp_path: Path) -> None:
    channel = JsonLines(tmp_path / "alerts.jsonl", "jsonl:x")
    channel.send(parcel())
    channel.send(parcel())
    assert len(channel.path.read_text("utf-8").splitlines()) == 1


def test_jsonl_mends_a_line_that_a_kill_cut_off(tmp_path: Path) -> None:
    channel = JsonLines(tmp_path / "alerts.jsonl", "jsonl:x")
    channel.send(parcel(id="1" * 16))
    channel.send(parcel(id="2" * 16))
    whole = channel.path.read_bytes()
    channel.path.write_bytes(whole[:-40])
    channel.send(parcel(id="2" * 16))
    assert channel.path.read_bytes() == whole


def test_jsonl_keeps_a_last_line_that_only_lacks_its_end(tmp_path: Path) -> None:
    channel = JsonLines(tmp_path / "alerts.jsonl", "jsonl:x")
    channel.path.write_bytes(b'{"id": "0"}')
    channel.send(parcel())
    assert len(channel.path.read_text("utf-8").splitlines()) == 2


def test_jsonl_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError, match="cannot be written"):
        JsonLines(tmp_path / "file" / "alerts.jsonl", "jsonl:x").send(parcel())


def test_atom_feed_has_what_rfc_4287_asks_for(tmp_path: Path) -> None:
    channel = AtomFeed(tmp_path / "alerts.atom", "atom:x")
    channel.send(parcel())
    feed = ET.fromstring(channel.path.read_bytes())
    assert feed.tag == f"{A}feed"
    assert all(feed.findtext(f"{A}{tag}") for tag in ("id", "title", "updated"))
    assert feed.findtext(f"{A}author/{A}name")
    entry = feed.find(f"{A}entry")
    assert entry is not None
    assert all(entry.findtext(f"{A}{tag}") for tag in ("id", "title", "updated", "summary", "content"))
    assert str(entry.findtext(f"{A}id")).startswith("urn:uuid:")
    assert entry.find(f"{A}link").get("href") == "https://fjallmoln.example/dpa"  # type: ignore[union-attr]


def test_atom_repeats_replace_and_ids_stay(tmp_path: Path) -> None:
    channel = AtomFeed(tmp_path / "alerts.atom", "atom:x")
    channel.send(parcel())
    before = ET.fromstring(channel.path.read_bytes())
    channel.send(parcel())
    after = ET.fromstring(channel.path.read_bytes())
    assert len(after.findall(f"{A}entry")) == 1
    assert before.findtext(f"{A}id") == after.findtext(f"{A}id")
    assert before.findtext(f"{A}entry/{A}id") == after.findtext(f"{A}entry/{A}id")


def test_atom_keeps_the_newest_entries_on_top(tmp_path: Path) -> None:
    channel = AtomFeed(tmp_path / "alerts.atom", "atom:x", most=5)
    for n in range(8):
        made = replace(alert(), id=f"{n:016x}", created_at=NOW + timedelta(minutes=n), quotes=())
        channel.send(Parcel("m", made, NOW))
    feed = ET.fromstring(channel.path.read_bytes())
    entries = feed.findall(f"{A}entry")
    assert len(entries) == 5
    assert ENTRIES == 200
    assert entries[0].findtext(f"{A}updated") == feed.findtext(f"{A}updated") == "2026-08-04T05:08:00Z"


def test_atom_leaves_no_temporary_files(tmp_path: Path) -> None:
    AtomFeed(tmp_path / "alerts.atom", "atom:x").send(parcel())
    assert [p.name for p in tmp_path.iterdir()] == ["alerts.atom"]


def test_atom_does_not_overwrite_what_is_not_a_feed(tmp_path: Path) -> None:
    (tmp_path / "alerts.atom").write_text("notes of mine")
    with pytest.raises(DeliveryError, match="not a feed"):
        AtomFeed(tmp_path / "alerts.atom", "atom:x").send(parcel())
    assert (tmp_path / "alerts.atom").read_text() == "notes of mine"


def test_addresses_open_their_channels_in_the_home(tmp_path: Path) -> None:
    around = Surroundings(tmp_path, io.StringIO())
    opened = open_channels(("console:", "jsonl:a.jsonl", "atom:/srv/a.atom#severity=3"), around)
    assert list(opened) == ["console:", "jsonl:a.jsonl", "atom:/srv/a.atom#severity=3"]
    feed = opened["atom:/srv/a.atom#severity=3"]
    assert feed.route.severity == 3
    assert feed.route.audience == "business"
    assert opened["console:"].route.audience == "all"


def test_unknown_scheme_answers_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_channels(("pigeon:coop",), Surroundings(tmp_path, io.StringIO()))
    assert all(scheme in caught.value.hint for scheme in FACTORIES)


@pytest.mark.parametrize("address", ["jsonl:", "atom:x#audience=all-of-you", "atom:x#severity=9"])
def test_address_that_lacks_something_says_what(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        open_channels((address,), Surroundings(tmp_path, io.StringIO()))
