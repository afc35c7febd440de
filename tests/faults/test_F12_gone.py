"""F12: 404 and 410 are `gone`, with the page that said so, and leave other sources alone."""

from __future__ import annotations

import pytest
from stranger import answer, redirect

from clausewatch.model import Outcome


@pytest.mark.parametrize("status", [404, 410])
def test_f12_a_missing_page_is_gone(client, stranger, status):
    url = stranger.on("/", answer(status, b"<h1>Not here</h1>"))
    attempt = client().get(url)
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.GONE, status, b"<h1>Not here</h1>")
    assert attempt.tries == 1


def test_f12_a_redirect_to_a_missing_page_is_gone(client, stranger):
    stranger.on("/", redirect("/moved"))
    attempt = client().get(stranger.url("/"))
    assert (attempt.outcome, attempt.final_url) == (Outcome.GONE, stranger.url("/moved"))
