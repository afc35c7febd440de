"""F11: who does not want robots is not asked again; the way to hand in a copy is said."""

from __future__ import annotations

import pytest
from stranger import answer

from clausewatch.model import Outcome

CHALLENGES = [
    (403, {"cf-mitigated": "challenge"}), (503, {"cf-mitigated": "challenge"}), (200, {"cf-mitigated": "challenge"}),
    (202, {"x-amzn-waf-action": "challenge"}), (405, {"x-amzn-waf-action": "captcha"}),
]  # fmt: skip


@pytest.mark.parametrize("status", [401, 403, 451, 400, 402, 405, 406, 418, 421])
def test_f11_a_refusal_is_blocked_and_asked_once(client, stranger, status):
    url = stranger.on("/", answer(status, b"<h1>Access denied</h1>"))
    attempt = client().get(url)
    assert (attempt.outcome, attempt.status, attempt.tries) == (Outcome.BLOCKED, status, 1)
    assert attempt.body == b"<h1>Access denied</h1>"
    assert "clausewatch add-capture" in attempt.detail
    assert stranger.paths == ["/"]


@pytest.mark.parametrize(("status", "headers"), CHALLENGES)
def test_f11_a_bot_challenge_is_blocked_whatever_its_status(client, stranger, status, headers):
    url = stranger.on("/", answer(status, b"<h1>Just a moment...</h1>", **headers))
    attempt = client().get(url)
    assert attempt.outcome is Outcome.BLOCKED
    assert "bot challenge" in attempt.detail
    assert stranger.paths == ["/"]
