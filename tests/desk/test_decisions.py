"""Deciding, acknowledging and taking back, by forms as a browser without scripts sends them."""

from __future__ import annotations

import httpx
import pytest

from deskkit import Served, token


def send(client: httpx.Client, action: str, **fields: str) -> httpx.Response:
    """Fill in a form of the first change."""
    page = client.get("/changes/1").text
    given = {"csrf": token(page), "previous": "0", "name": "Anna", "reason": "Read with counsel.", **fields}
    return client.post(f"/changes/1/{action}", data=given)


def test_decided_change_leaves_today_and_comes_back_when_taken_back(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        assert "9 days left" in client.get("/").text
        assert send(client, "decision", decision="object").headers["location"] == "/changes/1#decision"
        assert "9 days left" not in client.get("/").text
        page = client.get("/changes/1").text
        assert "Read with counsel." in page
        assert "in force" in page
        number = str(fresh_desk.tools.record.in_force()[1].id)
        assert send(client, "undo", previous=number, reason="Too early.").status_code == 303
        assert "9 days left" in client.get("/").text
    assert [d.decision for d in fresh_desk.tools.record.decisions(1)] == ["object", "undo"]


def test_second_decider_is_told_and_nothing_of_his_is_kept(fresh_desk: Served) -> None:
    with fresh_desk.client() as first, fresh_desk.client() as second:
        assert send(first, "decision", decision="accept", name="Anna").status_code == 303
        answer = send(second, "decision", decision="object", name="Bo", reason="We cannot accept this.")
    assert answer.status_code == 409
    assert "Somebody else decided" in answer.text
    assert "We cannot accept this." in answer.text
    assert [d.name for d in fresh_desk.tools.record.decisions(1)] == ["Anna"]


@pytest.mark.parametrize(
    ("field", "value"), [("decision", ""), ("decision", "buy"), ("name", "  "), ("reason", ""), ("reason", "x" * 4001)]
)
def test_form_with_a_gap_says_where(open_desk: Served, field: str, value: str) -> None:
    with open_desk.client() as client:
        answer = send(client, "decision", **{"decision": "accept", field: value})
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not open_desk.tools.record.decisions(1)


def test_acknowledged_change_is_still_to_be_decided(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        assert send(client, "acknowledgement").status_code == 303
        assert "9 days left" in client.get("/").text
        assert "I have read this" not in client.get("/changes/1").text


def test_reason_is_shown_as_written_and_never_run(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        send(client, "decision", decision="accept", reason="<b>bold</b> & so\non")
        page = client.get("/changes/1").text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; so\non" in page


def test_accepted_capture_becomes_a_version_with_name_and_reason(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        page = client.get("/captures/7").text
        fields = {"csrf": token(page), "name": "Cia", "reason": "The vendor did cut the list."}
        assert client.post("/captures/7/acceptance", data={**fields, "reason": ""}).status_code == 422
        assert client.post("/captures/7/acceptance", data=fields).headers["location"] == "/documents/acme/subprocessors"
        assert "Too short." in client.get("/documents/acme/subprocessors").text
        assert client.post("/captures/7/acceptance", data=fields).status_code == 409
    audit = [r for r in fresh_desk.tools.record.audit() if r.action == "accept capture"]
    assert [(r.name, r.detail) for r in audit] == [("Cia", "The vendor did cut the list.")]
    assert not fresh_desk.tools.record.verify()
