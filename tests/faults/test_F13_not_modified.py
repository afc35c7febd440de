"""F13: validators make a conditional request; a 304 is `not_modified` and brings no body."""

from __future__ import annotations

import pytest
from stranger import answer, head, raw, redirect

from clausewatch.model import Outcome, Validators

KNOWN = Validators(etag='W/"7"', last_modified="Tue, 03 Mar 2026 05:00:00 GMT")


def test_f13_validators_are_sent_and_a_304_is_not_modified(client, stranger):
    url = stranger.on("/", answer(304))
    attempt = client().get(url, KNOWN)
    assert (attempt.outcome, attempt.body) == (Outcome.NOT_MODIFIED, b"")
    assert stranger.asked("/").headers["if-none-match"] == 'W/"7"'
    assert stranger.asked("/").headers["if-modified-since"] == "Tue, 03 Mar 2026 05:00:00 GMT"


def test_f13_without_validators_the_whole_page_is_asked_for(client, stranger):
    url = stranger.on("/", answer(200, b"terms", ETag='"8"'))
    attempt = client().get(url)
    assert not {"if-none-match", "if-modified-since"} & set(stranger.asked("/").headers)
    assert attempt.header("etag") == '"8"'


def test_f13_a_changed_page_comes_whole(client, stranger):
    url = stranger.on("/", answer(200, b"new terms"))
    assert client().get(url, KNOWN).body == b"new terms"


def test_f13_validators_reach_the_page_behind_a_redirect(client, stranger):
    stranger.on("/", redirect("/terms"))
    stranger.on("/terms", answer(304))
    assert client().get(stranger.url("/"), KNOWN).outcome is Outcome.NOT_MODIFIED


def test_f13_a_304_that_was_not_asked_for_is_a_server_error(client, stranger):
    url = stranger.on("/", answer(304))
    assert client().get(url).outcome is Outcome.SERVER_ERROR


def test_f13_a_304_with_a_lying_length_leaves_the_connection_usable(client, stranger):
    url = stranger.on("/", raw(head(304, Content_Length=5000)), answer(200, b"terms"))
    fetcher = client()
    assert fetcher.get(url, KNOWN).outcome is Outcome.NOT_MODIFIED
    assert fetcher.get(url).body == b"terms"


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', "\x00", "ä"])
def test_f13_a_validator_cannot_smuggle_headers(client, stranger, etag):
    url = stranger.on("/", answer(200, b"terms"))
    assert client().get(url, Validators(etag=etag)).outcome is Outcome.CAPTURED
    assert not {"if-none-match", "x-evil"} & set(stranger.asked("/").headers)


def test_f13_a_kept_connection_goes_on_after_a_304(client, stranger):
    url = stranger.on("/", answer(304))
    fetcher = client()
    outcomes = {fetcher.get(url, KNOWN).outcome for _ in range(3)}
    assert outcomes == {Outcome.NOT_MODIFIED}
    assert len(stranger.connections) == 1
