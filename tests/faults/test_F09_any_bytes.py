"""F09: whatever bytes a stranger sends, a fetch ends in a typed outcome and never in an exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stranger import Stranger, head, raw

from clausewatch.fetch.http import HttpFetcher, World
from clausewatch.model import Attempt, Outcome, Source
from clausewatch.settings import FetchSettings

SOUND = head(200, Content_Type="text/html", Transfer_Encoding="chunked", Set_Cookie="a=b", ETag="x") + b"5\r\nterms\r\n0\r\n\r\n"
FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def server():
    stranger = Stranger()
    yield stranger
    stranger.close()


@pytest.fixture(scope="module")
def fetcher():
    fetcher = HttpFetcher(
        FetchSettings(interval=0.0, allow=("127.0.0.1",), deadline=0.5, tries=1), world=World(sleep=lambda _: None)
    )
    yield fetcher
    fetcher.close()


def _fetched(fetcher, server, data) -> Attempt:
    server.on("/", raw(data))
    return fetcher.fetch(Source("vendor", "terms", server.url("/"), ignore_robots="a test"))


@FAST
@given(st.binary(max_size=300))
@example(b"HTTP/1.\t200")
def test_f09_noise_is_never_a_capture(fetcher, server, data):
    assert _fetched(fetcher, server, data).outcome is not Outcome.CAPTURED


@FAST
@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=6))
def test_f09_a_damaged_answer_is_typed(fetcher, server, place, noise):
    attempt = _fetched(fetcher, server, SOUND[:place] + noise + SOUND[place + 1 :])
    assert isinstance(attempt.outcome, Outcome)


@FAST
@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), min_size=1, max_size=40))
def test_f09_any_redirect_is_followed_or_refused(fetcher, server, location):
    attempt = _fetched(fetcher, server, head(302, Location=location, Content_Length=0))
    assert attempt.outcome is not Outcome.CAPTURED


@FAST
@given(
    st.sampled_from(["Content-Length", "Content-Encoding", "Retry-After", "Transfer-Encoding", "Set-Cookie"]),
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
    st.sampled_from([200, 304, 404, 429, 503]),
)
def test_f09_any_header_value_is_survived(fetcher, server, name, value, status):
    attempt = _fetched(fetcher, server, head(status, **{name: value}) + b"terms")
    assert isinstance(attempt.outcome, Outcome)
