"""Fetching over HTTP: one keep-alive client per run, safe for many threads.

Everything that a network or a stranger can do ends in a typed outcome. The deadline covers all
hops and tries of one fetch; waiting for a host's turn and for Retry-After does not count.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path

from clausewatch.errors import FetchError
from clausewatch.fetch import addresses, statuses
from clausewatch.fetch.addresses import Dial, Gate, Resolve
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.decoding import decode
from clausewatch.fetch.faults import LOW_LEVEL, TooManyRedirects, Transient, typed
from clausewatch.fetch.polite import Politeness
from clausewatch.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from clausewatch.fetch.robots import Robots
from clausewatch.fetch.statuses import Answer
from clausewatch.fetch.trip import NO_ACCESS, Access, Trip
from clausewatch.fetch.urls import Target, joined, target
from clausewatch.fetch.wire import Connection, Pool
from clausewatch.model import Attempt, Outcome, Source, Validators
from clausewatch.settings import FetchSettings

BACK_OFF = 0.5
"""Seconds before the second try; doubled each time, with jitter of a half."""
_CHUNK = 64 * 1024
_KEPT = frozenset({Outcome.CAPTURED, Outcome.BLOCKED, Outcome.GONE})
_SECRET = frozenset({"set-cookie", "set-cookie2", "proxy-authenticate"})


@dataclass(frozen=True, slots=True)
class World:
    """What a fetcher takes from its surroundings; tests hand in their own.

    `now` gives UTC; `monotonic` and `sleep` count seconds; `jitter` is in [0, 1).
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    resolve: Resolve = addresses.resolve
    dial: Dial = addresses.dial


Way = Callable[[Target, Trip], Answer]
"""How a target becomes an answer; raises FetchError."""


class HttpFetcher:
    """Implements `fetch.protocol.Fetcher` over HTTP/1.1.

    `folder` holds the turns of hosts shared by processes; `access` gives secrets per source, and may
    raise FetchError where they are missing.

    Raises:
        UsageError: a malformed allow-list entry or proxy setting.
    """

    def __init__(
        self,
        settings: FetchSettings,
        folder: Path | None = None,
        *,
        access: Callable[[Source], Access] = lambda _: NO_ACCESS,
        world: World | None = None,
    ) -> None:
        self._settings = settings
        self._world = world = world or World()
        self._access = access
        self.pool = Pool(Gate(settings.allow, world.resolve, world.dial), settings)
        self._polite = Politeness(settings.interval, folder, world.monotonic, world.sleep)
        self._robots = Robots(settings.user_agent, world.monotonic)

    def fetch(self, source: Source, validators: Validators | None = None) -> Attempt:
        """Get one source; with `validators`, only if it changed since."""
        return self.through(source, self._follow, validators)

    def through(self, source: Source, way: Way, validators: Validators | None = None) -> Attempt:
        """Get one source by another way than ours: with the same budget, secrets and outcomes."""
        trip = Trip(self._budget(), source.lang, cap=self._settings.max_bytes)
        trip.validators = validators or trip.validators
        trip.robots = not source.ignore_robots
        trip.note(f"robots.txt not asked: {source.ignore_robots}" if source.ignore_robots else "")
        try:
            trip.access = self._access(source)
            where = target(source.url)
            trip.home = where.origin
            return self._judged(source, way(where, trip), trip)
        except FetchError as e:
            return self._failed(source, e, trip)

    def admit(self, where: Target, trip: Trip) -> None:
        """Ask robots.txt and wait for the host's turn; neither counts against the budget.

        Raises:
            FetchError: the vendor does not want it, or robots.txt could not be had.
        """
        trip.budget.grant(self._polite.wait(where.host, self._robots_delay(where, trip)))

    def close(self) -> None:
        """Close the kept connections."""
        self.pool.close()

    def _budget(self) -> Budget:
        return Budget(self._settings.deadline, self._world.monotonic)

    def _judged(self, source: Source, answer: Answer, trip: Trip) -> Attempt:
        outcome, detail = statuses.outcome(answer, trip.conditional)
        return Attempt(
            url=source.url,
            at=self._world.now(),
            outcome=outcome,
            detail="; ".join(filter(None, [detail, *answer.notes, *trip.notes])),
            final_url=str(answer.at),
            status=answer.status,
            headers=tuple((k, v) for k, v in answer.headers if k.lower() not in _SECRET and not trip.access.holds(v)),
            body=answer.body if outcome in _KEPT else b"",
            content_type=answer.header("content-type"),
            tries=trip.tries,
        )

    def _failed(self, source: Source, error: FetchError, trip: Trip) -> Attempt:
        detail = "; ".join([". ".join(filter(None, [str(error).rstrip("."), error.hint])), *trip.notes])
        return Attempt(source.url, self._world.now(), error.outcome, detail, status=error.status, tries=max(trip.tries, 1))

    def _follow(self, where: Target, trip: Trip) -> Answer:
        for _ in range(self._settings.max_redirects + 1):
            answer = self._tried(where, trip)
            onward = statuses.redirected(answer, joined)
            if onward is None:
                return answer
            if onward.origin != where.origin:
                trip.cookies.clear()
            if (where.scheme, onward.scheme) == ("https", "http"):
                trip.note("redirected from https to http")
            where = onward
        raise TooManyRedirects(self._settings.max_redirects, str(where))

    def _tried(self, where: Target, trip: Trip) -> Answer:
        delay = self._robots_delay(where, trip)
        for n in range(max(self._settings.tries, 1)):
            trip.budget.grant(self._polite.wait(where.host, delay))
            trip.tries += 1
            try:
                return self._once(where, trip)
            except Transient as e:
                if n + 1 >= self._settings.tries or not self._rested(e, n, trip):
                    raise
        raise AssertionError("unreachable")

    def _robots_delay(self, where: Target, trip: Trip) -> float:
        """robots.txt has a deadline of its own."""
        if not trip.robots:
            return 0.0
        start = self._world.monotonic()
        delay = self._robots.check(where, lambda t: self._robots_text(t, trip), trip.exempt)
        trip.budget.grant(self._world.monotonic() - start)
        return delay

    def _rested(self, fault: Transient, tried: int, trip: Trip) -> bool:
        """Wait before another try; False when the wait is too long."""
        if fault.wait is not None:
            if fault.wait > self._settings.retry_after_cap:
                return False
            self._world.sleep(fault.wait)
            trip.budget.grant(fault.wait)
            return True
        pause = BACK_OFF * 2**tried * (0.5 + self._world.jitter() / 2)
        if pause >= trip.budget.left():
            return False
        self._world.sleep(pause)
        return True

    def _once(self, where: Target, trip: Trip) -> Answer:
        try:
            try:
                return self._exchange(self._connection(where, trip), where, trip)
            except _Stale:
                return self._exchange(self._connection(where, trip, fresh=True), where, trip)
        except LOW_LEVEL as e:
            raise typed(e, where.host) from e

    def _connection(self, where: Target, trip: Trip, fresh: bool = False) -> Connection:
        """A page of the open net may not lead to addresses that only the settings exempt."""
        connection = self.pool.take(where, trip.identity(where, self._settings.ca_file), trip.budget, trip.exempt, fresh)
        trip.exempt = connection.checked.exempt
        trip.note(connection.checked.note)
        return connection

    def _exchange(self, connection: Connection, where: Target, trip: Trip) -> Answer:
        done = False
        try:
            response = self._asked(connection, where, trip)
            answer = Answer(where, response.status, tuple(response.getheaders()))
            trip.keep_cookies(answer)
            fault = statuses.passing(answer, self._world.now())
            if fault is None and statuses.has_page(answer):
                answer = _with_body(response, answer, trip)
            else:
                connection.drain(response)
            done = _finished(response)
        finally:
            if done:
                self.pool.give(connection)
            else:
                connection.close()
        if fault is not None:
            raise fault
        return answer

    def _asked(self, connection: Connection, where: Target, trip: Trip) -> HTTPResponse:
        try:
            return connection.ask(where, trip.headers(where, self._settings.user_agent))
        except ConnectionError as e:
            if connection.used:
                raise _Stale from e
            raise

    def _robots_text(self, where: Target, page: Trip) -> tuple[int, bytes]:
        """Asked with the same identity and secrets as the page that it is asked for."""
        trip = Trip(self._budget(), robots=False, cap=ROBOTS_BYTES, cut=True, access=page.access)
        trip.exempt, trip.home = page.exempt, page.home
        answer = self._follow(where, trip)
        return answer.status, answer.body


class _Stale(Exception):
    """A kept connection turned out to be closed; the request was not answered."""


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """The body as it comes.

    Raises:
        Transient: `TRUNCATED`, fewer bytes came than `Content-Length` or the last chunk promised, or
            the answer ended behind its first line.
    """
    empty = not response.headers
    try:
        while chunk := response.read1(_CHUNK):
            empty = False
            yield chunk
    except ConnectionError as e:
        raise Transient(Outcome.TRUNCATED, "the connection broke in the middle of the body") from e
    if empty:
        raise Transient(Outcome.TRUNCATED, "the answer has neither headers nor body")
    if response.length:
        raise Transient(Outcome.TRUNCATED, f"{response.length} bytes are missing at the end of the body")


def _with_body(response: HTTPResponse, head: Answer, trip: Trip) -> Answer:
    """The body of an error page is worth having, but its faults are not the outcome."""
    try:
        body = decode(_chunks(response), head.header("content-encoding"), trip.cap, trip.cut)
    except FetchError as e:
        if head.status < 400 or e.outcome is Outcome.TIMEOUT:
            raise
        return replace(head, notes=(f"body not kept: {e}",))
    return replace(head, body=body)


def _finished(response: HTTPResponse) -> bool:
    """True when the answer was read to its end and its connection can be used again."""
    if response.length == 0:
        response.close()
    return response.isclosed() and not response.will_close and not response.length
