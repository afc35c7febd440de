"""What robots.txt allows, for how long, and which line is named when it does not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausewatch.errors import FetchError
from clausewatch.fetch.robots import MAX_AGE, MAX_BYTES, Robots, blame
from clausewatch.fetch.urls import target
from clausewatch.model import Outcome

URL = "https://vendor.example/legal/terms.html"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("User-agent: *\nDisallow: /legal", "line 2: Disallow: /legal"),
        ("user-agent:*\ndisallow:/*.html$", "line 2: Disallow: /*.html$"),
        ("User-agent: *\nDisallow: /\nDisallow: /legal/", "line 3: Disallow: /legal/"),
        (
            "User-agent: otherbot\nUser-agent: clausewatch\nDisallow: /l\n\nUser-agent: *\nDisallow: /legal",
            "line 3: Disallow: /l",
        ),
        ("User-agent: otherbot\nDisallow: /legal/\nUser-agent: *\nDisallow: /l", "line 4: Disallow: /l"),
        ("\ufeffSitemap: x\r\n\r\nUser-agent: *\r\n# why\r\nDisallow: /legal # no", "line 5: Disallow: /legal"),
        ("nothing here", "its rules"),
    ],
)
def test_the_deciding_line_is_named(text, says):
    assert blame(text, URL, "clausewatch") == says


def test_rules_are_asked_for_again_after_an_hour():
    clock, asked = [0.0], []

    def ask(where):
        asked.append(str(where))
        return (500, b"") if len(asked) == 1 else (200, b"")

    robots = Robots("clausewatch/0.1", lambda: clock[0])
    for _ in range(3):
        with pytest.raises(FetchError) as caught:
            robots.check(target(URL), ask)
        assert caught.value.outcome is Outcome.DEFERRED
    assert asked == ["https://vendor.example/robots.txt"]
    clock[0] = MAX_AGE
    assert robots.check(target(URL), ask) == 0.0
    assert len(asked) == 2


def test_a_failure_does_not_gather_frames():
    robots = Robots("clausewatch", lambda: 0.0)
    depths = set()
    for _ in range(3):
        with pytest.raises(FetchError) as caught:
            robots.check(target(URL), lambda _: (500, b""))
        depths.add(len(caught.traceback))
    assert len(depths) == 1


@pytest.mark.parametrize(("delay", "seconds"), [("7", 7.0), ("0.5", 0.5), ("9999", 60.0), ("inf", 0.0), ("soon", 0.0)])
def test_a_crawl_delay_is_bounded(delay, seconds):
    text = f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /private\n"
    assert Robots("clausewatch", lambda: 0.0).check(target(URL), lambda _: (200, text.encode())) == seconds


def test_a_rule_beyond_the_cap_is_not_read():
    text = b"User-agent: *\nDisallow: /private\n" + b"#" * MAX_BYTES + b"\nDisallow: /legal\n"
    assert Robots("clausewatch", lambda: 0.0).check(target(URL), lambda _: (200, text)) == 0.0


ODD_LINES = [
    "User-agent: *", "User-agent:", "Disallow: /", "Disallow: /*$*", "Allow: %zz", "Request-rate: 1/0", ":", "\x00",
    "Request-rate: 9/9x 99-99", "Visit-time: 9999-x", "Crawl-delay: nan", "Crawl-delay: -1", "Sitemap: [",
]  # fmt: skip


@given(st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=20), max_size=12))
def test_any_file_is_survived(lines):
    body = "\n".join([*lines, "Disallow: /x"]).encode("utf-8", "surrogatepass")
    with contextlib.suppress(FetchError):
        assert Robots("clausewatch", lambda: 0.0).check(target(URL), lambda _: (200, body)) <= 60.0
