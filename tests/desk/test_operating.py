"""What the operator does on the desk: mutes, users, and the audit log that keeps both."""

from __future__ import annotations

import httpx
import pytest

from clausewatch.record.protocol import User
from deskkit import NOW, Served, token


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Send a form of the operator's pages."""
    return client.post(path, data={"csrf": token(client.get("/" + path.split("/")[1]).text), **fields})


MUTE = {"target": "source acme/dpa", "until": "2026-02-01", "name": "Cia", "reason": "The site is being rebuilt."}


def test_mute_is_in_force_until_somebody_ends_it(fresh_desk: Served) -> None:
    record = fresh_desk.tools.record
    with fresh_desk.client() as client:
        assert send(client, "/mutes", **MUTE).status_code == 303
        (muted,) = record.mutes(NOW)
        assert (muted.scope, muted.target, str(muted.until), muted.name) == ("source", "acme/dpa", "2026-02-01", "Cia")
        assert "The site is being rebuilt." in client.get("/mutes").text
        assert send(client, "/mutes/end", mute=str(muted.id), name="Cia").status_code == 303
        assert send(client, "/mutes/end", mute=str(muted.id), name="Cia").status_code == 409
    assert record.mutes(NOW) == []
    assert [row.action for row in record.audit()] == ["mute", "mute"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("target", value) for value in ("", "source acme/none", "acme")),
        *(("until", value) for value in ("", "soon", "2026-01-13", "2036-01-01")),
        ("name", " "),
        *(("reason", value) for value in ("", "x" * 4001)),
    ],
)
def test_mute_with_a_gap_says_where_and_mutes_nothing(open_desk: Served, field: str, value: str) -> None:
    with open_desk.client() as client:
        answer = send(client, "/mutes", **{**MUTE, field: value})
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert not open_desk.tools.record.mutes(NOW)


def test_user_added_elsewhere_shuts_a_desk_that_runs(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        assert client.get("/").status_code == 200
        fresh_desk.tools.record.set_user(User("bo", "operator", "x"), "the command line", NOW)
        fresh_desk.desk.shelf.touch()
        assert client.get("/").status_code == 303
        assert client.get("/api/sources").status_code == 401


def test_first_user_is_an_operator_and_shuts_the_desk_for_others(fresh_desk: Served) -> None:
    given = {"name": "cia@example.org", "password": "correct horse battery"}
    with fresh_desk.client() as client:
        assert send(client, "/users", **given, role="reader").status_code == 422
        assert send(client, "/users", **given, role="operator").status_code == 303
        assert client.get("/users").headers["location"].startswith("/login")
        page = client.get("/login").text
        assert client.post("/login", data={"csrf": token(page), "next": "/users", **given}).status_code == 303
        assert "cia@example.org" in client.get("/users").text
        assert send(client, "/users/removal", name="cia@example.org").status_code == 409
        assert send(client, "/users", name="cia@example.org", role="reader").status_code == 422
        assert send(client, "/users", name="bo", role="decider", password="short").status_code == 422
        made = send(client, "/users", name="bo", role="decider")
        assert "shown once" in made.text
        kept = fresh_desk.tools.record.users()["bo"].password
        assert send(client, "/users", name="bo", role="reader").status_code == 303
        assert fresh_desk.tools.record.users()["bo"].password == kept
        assert send(client, "/users/removal", name="bo").status_code == 303
        assert send(client, "/users/removal", name="bo").status_code == 422
    assert list(fresh_desk.tools.record.users()) == ["cia@example.org"]
    assert fresh_desk.tools.record.verify() == []
