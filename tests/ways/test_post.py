"""Webhooks leave the house through the same gate as everything that is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.cli.setup import make_home
from clausewatch.errors import FetchError
from clausewatch.fetch.http import World
from clausewatch.fetch.post import Poster
from clausewatch.model import Outcome
from clausewatch.settings import FetchSettings, Settings
from clausewatch.tools import opened
from receivers import http_receiver


def test_post_sends_the_body_once_and_gives_the_status() -> None:
    """Body and headers arrive as given; a redirect is an answer like any other."""
    with http_receiver(302) as (url, inbox):
        status = Poster(FetchSettings(allow=("127.0.0.1",))).post(f"{url}/hook", b'{"a":1}', {"Idempotency-Key": "k"})
    assert status == 302
    [(headers, body)] = inbox.got
    assert (body, headers["Idempotency-Key"], headers["Content-Length"]) == (b'{"a":1}', "k", "7")


@pytest.mark.parametrize("answer", [None, ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]])
def test_post_never_reaches_a_special_address(answer: list[str] | None) -> None:
    """Neither as a literal nor behind a name: the trap gets nothing."""
    with http_receiver() as (url, inbox):
        world = World(resolve=lambda *_: answer or [])
        where = url if answer is None else url.replace("127.0.0.1", "hook.example")
        with pytest.raises(FetchError) as caught:
            Poster(FetchSettings(), world).post(where, b"x", {})
    assert caught.value.outcome is Outcome.REFUSED
    assert inbox.got == []


def test_post_to_nobody_is_a_typed_error() -> None:
    """A receiver that is down is told as unreachable."""
    with http_receiver() as (url, _):
        pass
    with pytest.raises(FetchError) as caught:
        Poster(FetchSettings(allow=("127.0.0.1",))).post(url, b"x", {})
    assert caught.value.outcome is Outcome.UNREACHABLE


def test_webhook_of_a_home_can_be_opened(tmp_path: Path) -> None:
    """The channel of the settings gets the checked way out."""
    settings = make_home(Settings(tmp_path / "home", channels=("webhook+https://hook.example/x#secret=s",)))
    with opened(settings) as tools:
        assert len(tools.channels) == 1
