"""Signing in with a provider: the whole way over HTTP, and every token that must not be believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clausewatch.settings import DeskSettings
from deskkit import NOW, Browser, Served, home, listening
from oidckit import CLIENT, SECRET, Provider, providing


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """An OpenID provider on loopback."""
    with providing(NOW.timestamp()) as made:
        yield made


@pytest.fixture(scope="module")
def desk(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that trusts the provider."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_SECRET", SECRET)
        roles = {"oidc_readers": ("*",), "oidc_deciders": ("deciders",), "oidc_operators": ("operators",)}
        settings = DeskSettings(oidc_issuer=provider.issuer, oidc_client=CLIENT, oidc_secret="env:DESK_SECRET", **roles)
        with listening(home(tmp_path_factory.mktemp("oidc") / "home", desk=settings), sign_in=True) as served:
            yield served


@pytest.fixture(autouse=True)
def sound(provider: Provider) -> None:
    """A provider without fault."""
    provider.fault = ""
    provider.claims = {"sub": "42", "email": "anna@example.org", "groups": ["deciders"]}


def enter(client: Browser, wanted: str = "/health") -> httpx.Response:
    """The way of a browser: to the provider, and back to the desk."""
    begun = client.get("/oidc/start", params={"next": wanted})
    assert begun.status_code == 303
    back = httpx.get(begun.headers["location"])
    return client.get(back.headers["location"])


def test_person_comes_in_with_the_role_of_the_claim_and_goes_on(desk: Served) -> None:
    with desk.client() as client:
        answer = enter(client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/health")
        page = client.get("/").text
    assert "anna@example.org" in page
    assert "decider" in page
    assert [r.name for r in desk.tools.record.audit() if r.action == "sign in"][-1] == "anna@example.org"


def test_page_of_signing_in_offers_the_provider(desk: Served) -> None:
    with desk.client() as client:
        assert 'href="/oidc/start?next=/"' in client.get("/login").text


@pytest.mark.parametrize(
    "fault", ["issuer", "audience", "expired", "future", "nonce", "none", "hmac", "stranger", "altered", "described"]
)
def test_token_that_is_wrong_in_one_thing_opens_nothing(desk: Served, provider: Provider, fault: str) -> None:
    with desk.client() as client:
        begun = client.get("/oidc/start")
        back = httpx.get(begun.headers["location"]).headers["location"]
        provider.fault = fault
        assert client.get(back).status_code == 403
        assert client.get("/").status_code == 303


def test_state_of_another_browser_is_refused(desk: Served) -> None:
    with desk.client() as one, desk.client() as other:
        back = httpx.get(one.get("/oidc/start").headers["location"]).headers["location"]
        other.get("/oidc/start")
        assert other.get(back).status_code == 403
        with desk.client() as third:
            assert third.get(back).status_code == 403


def test_code_opens_once(desk: Served) -> None:
    with desk.client() as client:
        begun = client.get("/oidc/start")
        trip = client.cookies.get("clausewatch_trip", path="/oidc")
        back = httpx.get(begun.headers["location"]).headers["location"]
        assert client.get(back).status_code == 303
    again = httpx.get(f"{desk.url}{back.partition(desk.url)[2]}", cookies={"clausewatch_trip": trip or ""})
    assert again.status_code == 403


def test_person_without_a_role_stays_outside(tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_SECRET", SECRET)
    given = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": "env:DESK_SECRET"}
    made = home(tmp_path / "home", desk=DeskSettings(**given, oidc_operators=("operators",)))
    with listening(made, sign_in=True) as served, served.client() as client:
        assert enter(client).status_code == 403
        assert client.get("/").status_code == 303


def test_unverified_address_is_no_name(desk: Served, provider: Provider) -> None:
    provider.claims = {"sub": "66", "email": "boss@example.org", "email_verified": False, "preferred_username": "eve"}
    with desk.client() as client:
        enter(client)
        page = client.get("/").text
    assert "boss@example.org" not in page
    assert "eve (66)" in page


def test_desk_without_provider_has_no_such_door(open_desk: Served) -> None:
    with open_desk.client() as client:
        assert client.get("/oidc/start").status_code == 404
        assert client.get("/oidc/callback?state=x&code=y").status_code == 404
