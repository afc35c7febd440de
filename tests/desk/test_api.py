"""The API keeps to its own description; feeds hold what was asked for, and the checkpoint."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import icalendar
import jsonschema
import pytest

from deskkit import HOSTILE, Served

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CALLS = {
    "/api/sources": "/api/sources",
    "/api/documents/{vendor}/{document}/versions": "/api/documents/acme/dpa/versions",
    "/api/versions/{number}": "/api/versions/6",
    "/api/changes": "/api/changes?severity=2",
    "/api/changes/{number}": "/api/changes/3",
    "/api/subprocessors": "/api/subprocessors?vendor=acme",
    "/api/checkpoint": "/api/checkpoint",
}


@pytest.mark.parametrize("path", CALLS)
def test_answer_is_as_described(open_desk: Served, path: str) -> None:
    with open_desk.client() as client:
        spec = client.get("/api/openapi.json").json()
        answer = client.get(CALLS[path])
    assert answer.status_code == 200
    schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), {**schema, "components": spec["components"]})


def test_only_reading_is_described(open_desk: Served) -> None:
    with open_desk.client() as client:
        spec = client.get("/api/openapi.json").json()
    assert {method for path in spec["paths"].values() for method in path} == {"get"}
    assert set(spec["paths"]) == set(CALLS)


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("/api/changes/0", 422),
        ("/api/changes/99999999999999999999999", 422),
        ("/api/changes/9007199254740992", 404),
        ("/api/versions/x", 422),
        ("/api/versions/999", 404),
        ("/api/changes?since=yesterday", 422),
        ("/api/changes?since=2026-01-01T00:00:00", 422),
        ("/api/changes?severity=9", 422),
        ("/api/documents/a/b/versions", 404),
        ("/api/documents/a%2Fb/c/versions", 404),
        ("/api/nothing", 404),
        ("/api/changes?vendor=%00%ff", 200),
    ],
)
def test_bad_question_gets_a_described_fault(open_desk: Served, call: str, status: int) -> None:
    with open_desk.client() as client:
        answer = client.get(call)
    assert answer.status_code == status, answer.text
    assert status == 200 or set(answer.json()) == {"detail"}


def test_offsets_of_the_api_fit_its_text(open_desk: Served) -> None:
    with open_desk.client() as client:
        reading = client.get("/api/versions/5").json()
    assert HOSTILE in reading["text"]
    assert all(reading["text"][f["start"] : f["end"]] == f["quote"] for f in reading["findings"])


def test_atom_feed_holds_the_changes_of_one_vendor_and_the_checkpoint(open_desk: Served) -> None:
    with open_desk.client() as client:
        feed = ET.fromstring(client.get("/feeds/changes.atom?vendor=acme&severity=3&lang=sv").content)
        again = ET.fromstring(client.get("/feeds/changes.atom?vendor=acme&severity=3&lang=sv").content)
    titles = [e.findtext("a:title", "", ATOM) for e in feed.findall("a:entry", ATOM)]
    assert len(titles) == 2
    assert "från 30 till 14 dagar" in titles[0]
    assert len((feed.findtext("a:subtitle", "", ATOM)).split()) == 5
    ids = [[e.findtext("a:id", "", ATOM) for e in f.findall("a:entry", ATOM)] for f in (feed, again)]
    assert ids[0] == ids[1]


def test_feed_of_hostile_text_is_inert_and_parses(open_desk: Served) -> None:
    with open_desk.client() as client:
        feed = ET.fromstring(client.get("/feeds/changes.atom?vendor=globex").content)
    content = feed.findtext("a:entry/a:content", "", ATOM)
    assert "&lt;script&gt;" in content
    assert "<script" not in content


def test_calendar_holds_deadlines_until_somebody_decides(open_desk: Served) -> None:
    with open_desk.client() as client:
        found = icalendar.Calendar.from_ical(client.get("/feeds/deadlines.ics").content)
    events = list(found.walk("VEVENT"))
    assert [str(e.decoded("dtstart")) for e in events] == ["2026-01-22"]
    assert events[0]["url"].endswith("/changes/1")


def test_role_chooses_what_a_feed_holds(open_desk: Served) -> None:
    with open_desk.client() as client:
        counts = {
            role: len(ET.fromstring(client.get(f"/feeds/changes.atom?role={role}").content).findall("a:entry", ATOM))
            for role in ("", "dpo", "legal")
        }
    assert counts["legal"] < counts["dpo"] <= counts[""]
