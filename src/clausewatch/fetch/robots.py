"""robots.txt (RFC 9309), asked once per origin and hour, judged by the library protego."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from clausewatch.errors import FetchError
from clausewatch.fetch.faults import TooManyRedirects
from clausewatch.fetch.urls import Target
from clausewatch.model import Outcome

if TYPE_CHECKING:
    from protego import Protego

MAX_BYTES = 512 * 1024
"""RFC 9309 asks for 500 KiB at least; what follows is not read."""
MAX_AGE = 3600.0
"""Seconds; a service that runs for long asks again (RFC 9309 allows a day)."""
MAX_DELAY = 60.0
"""Seconds; a longer Crawl-delay is not waited for."""

Ask = Callable[[Target], tuple[int, bytes]]
"""Status and body of a robots.txt; raises FetchError when there is no answer."""
Origin = tuple[tuple[str, str, int], bool]


class Robots:
    """Whether a target may be asked, by the rules of its origin."""

    def __init__(self, user_agent: str, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._agent = user_agent.partition("/")[0].strip().lower()
        self._rules: dict[Origin, _Rules] = {}
        self._locks: dict[Origin, threading.Lock] = {}
        self._lock = threading.Lock()

    def check(self, where: Target, ask: Ask, exempt: bool = True) -> float:
        """Return the seconds between requests that the origin asks for (0: nothing said).

        `ask` is called for the first target of an origin. What was asked with the allow-list of
        addresses (`exempt`) does not count without it.

        Raises:
            FetchError: `DISALLOWED` with the line, `DEFERRED` when the server fails (5xx), or what
                kept us from the answer.
        """
        rules = self._of(where, ask, exempt)
        if rules.failure is not None:
            raise _again(rules.failure)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(str(where), self._agent):
            raise FetchError(
                Outcome.DISALLOWED,
                f"robots.txt of {where.host} disallows it: {blame(rules.text, str(where), self._agent)}",
                "Ask the vendor, or record a reason in `ignore_robots` of the declaration.",
            )
        return min(float(rules.parsed.crawl_delay(self._agent) or 0.0), MAX_DELAY)

    def _of(self, where: Target, ask: Ask, exempt: bool) -> _Rules:
        origin = (where.origin, exempt)
        if (known := self._fresh(origin)) is not None:
            return known
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if (known := self._fresh(origin)) is not None:
                return known
            rules = self._rules[origin] = _fetched(where, ask)
            rules.until = self._monotonic() + MAX_AGE
            return rules

    def _fresh(self, origin: Origin) -> _Rules | None:
        known = self._rules.get(origin)
        return known if known is not None and self._monotonic() < known.until else None


def _fetched(where: Target, ask: Ask) -> _Rules:
    try:
        status, body = ask(Target(where.scheme, where.host, where.port, "/robots.txt"))
    except FetchError as e:
        return _Rules(failure=_failure(e))
    if status >= 500:
        return _Rules(failure=_failure(FetchError(Outcome.SERVER_ERROR, f"status {status}", status=status)))
    if not 200 <= status < 300:
        return _Rules()
    text = body[:MAX_BYTES].decode("utf-8-sig", errors="replace")
    return _Rules(text, _parsed(text))


def _failure(error: FetchError) -> FetchError | None:
    """No rules were read: a failing server is left alone, endless redirects mean that there are none."""
    if isinstance(error, TooManyRedirects):
        return None
    if error.outcome is Outcome.REFUSED:
        return error
    waits = error.outcome in (Outcome.SERVER_ERROR, Outcome.DEFERRED)
    outcome = Outcome.DEFERRED if waits else error.outcome
    detail = f"robots.txt: {error}" + (", so the vendor is left alone for now" if waits else "")
    return FetchError(outcome, detail, error.hint, error.status)


def _again(error: FetchError) -> FetchError:
    """A fresh copy: an error that is raised many times would gather the frames of all of them."""
    return FetchError(error.outcome, str(error), error.hint, error.status)


class _Rules:
    """What one origin said."""

    def __init__(self, text: str = "", parsed: Protego | None = None, failure: FetchError | None = None) -> None:
        self.text = text
        self.parsed = parsed
        self.failure = failure
        self.until = 0.0


def _parsed(text: str) -> Protego | None:
    """None when the text holds no rule that could matter: most files, and no import for them."""
    lowered = text.lower()
    if "disallow" not in lowered and "crawl-delay" not in lowered:
        return None
    from protego import Protego

    return Protego.parse(text)


def blame(text: str, url: str, agent: str) -> str:
    """The line that disallows a URL, as `line 7: Disallow: /private`."""
    from protego import Protego

    own, general = [], []
    for number, agents, rule in _disallows(text):
        if not Protego.parse(f"User-agent: *\nDisallow: {rule}").can_fetch(url, agent):
            if any(a != "*" and a in agent for a in agents):
                own.append((number, rule))
            elif "*" in agents:
                general.append((number, rule))
    hits = own or general
    if not hits:
        return "its rules"
    number, rule = max(hits, key=lambda hit: len(hit[1]))
    return f"line {number}: Disallow: {rule[:120]}"


def _disallows(text: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Line number, user agents (lower case) and pattern of each Disallow line."""
    agents: list[str] = []
    in_rules = False
    for number, line in enumerate(text.splitlines(), 1):
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
        elif key in ("allow", "disallow"):
            in_rules = True
            if key == "disallow" and value:
                yield number, tuple(agents), value
