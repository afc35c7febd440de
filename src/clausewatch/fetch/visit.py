"""One visit of a page by a browser: what it may ask, when it is done, and what its failures mean."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clausewatch.errors import FetchError
from clausewatch.fetch.egress import Lease
from clausewatch.fetch.faults import TooManyRedirects, Transient
from clausewatch.fetch.flattened import flattened
from clausewatch.fetch.statuses import Answer
from clausewatch.fetch.trip import Trip
from clausewatch.fetch.urls import Target, target
from clausewatch.model import Outcome
from clausewatch.settings import FetchSettings

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Request, Response

SETTLE = 15.0
"""Seconds after loading in which a page may go on building its text."""
_LOOK, _SAME, _SAME_BUSY = 0.25, 3, 20
_CLOSING = 5.0
_UNSEEN = frozenset({"Image", "Media", "Font"})
_LEFT_OUT = frozenset({"content-type", "content-encoding", "content-length", "transfer-encoding", "etag", "last-modified"})
_TEXT = "document.documentElement ? document.documentElement.innerText.length : 0"

Admit = Callable[[Target], None]
"""Lets the visit's page go to a target, or raises FetchError; may wait."""


@dataclass(frozen=True, slots=True)
class Gates:
    """Who says where the page may go, and whose frames may be read (robots.txt)."""

    page: Admit
    frame: Admit


class Visit:
    """One page in a context of its own: no cookies, files or rights from before, and none left behind."""

    def __init__(self, where: Target, trip: Trip, lease: Lease, gates: Gates, settings: FetchSettings) -> None:
        self.stuck = False
        self._where = where
        self._trip = trip
        self._lease = lease
        self._admit, self._permit = gates.page, gates.frame
        self._settings = settings
        self._fault: FetchError | None = None
        self._failed = ""
        self._response: Response | None = None
        self._hops = 0

    async def answer(self, browser: Browser, proxy: str) -> Answer:
        """The page as it stands when its scripts have come to rest; all its traffic takes the proxy.

        Raises:
            FetchError: what kept us from it.
        """
        from playwright.async_api import Error

        context: BrowserContext | None = None
        agent = f"{_own_agent(browser)} {self._settings.user_agent}"
        try:
            context = await browser.new_context(
                proxy={"server": proxy, "bypass": "<-loopback>"},
                locale=self._trip.lang or None,
                user_agent=agent,
                accept_downloads=False,
                service_workers="block",
            )
            return await self._in(context)
        except TimeoutError:
            raise FetchError(Outcome.TIMEOUT, f"{self._where.host} did not come to rest within the deadline") from None
        except Error as e:
            raise self._meaning(str(e)) from e
        finally:
            self.stuck = context is None or not await _left(context)

    async def _in(self, context: BrowserContext) -> Answer:
        page = await context.new_page()
        await self._watch(context, page)
        await self._within(page.goto(str(self._where), wait_until="domcontentloaded", timeout=0))
        await self._settled(page)
        html, frames = await self._within(flattened(page, self._permitted))
        body: bytes = html.encode("utf-8", "replace")
        if fault := self._fault or self._lease.over or self._unreached():
            raise fault
        for url in frames:
            self._trip.note(f"with the text of the frame {url}")
        return self._answered(page.url, body)

    async def _permitted(self, where: Target) -> None:
        """A frame's text is taken by the same rules as a page."""
        await asyncio.to_thread(self._permit, where)

    async def _within(self, waiting: Any) -> Any:
        """Wait for one step; a deadline that is moved meanwhile (a host's turn) is heeded."""
        task = asyncio.ensure_future(waiting)
        while not task.done():
            if self._lease.budget.left() <= 0 or self._fault or self._lease.over:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                raise self._fault or self._lease.over or TimeoutError
            await asyncio.wait({task}, timeout=min(max(self._lease.budget.left(), 0.0), _LOOK))
        return task.result()

    async def _settled(self, page: Page) -> None:
        """Until there is text that stays the same: a moment on a quiet network, long on a busy one, or `SETTLE` has passed."""
        quiet = asyncio.ensure_future(_quiet(page))
        try:
            seen, same = -1, 0
            for _ in range(int(SETTLE / _LOOK)):
                length = await self._within(_length(page))
                same = same + 1 if length == seen and length > 0 else 0
                seen = length
                if same >= (_SAME if quiet.done() else _SAME_BUSY):
                    return
                await self._within(asyncio.sleep(_LOOK))
        finally:
            quiet.cancel()

    async def _watch(self, context: BrowserContext, page: Page) -> None:
        """Every request of the page is looked at, each hop of a redirect too."""
        page.on("response", lambda r: self._answers(r, page))
        page.on("requestfailed", lambda r: self._fails(r, page))
        session = await context.new_cdp_session(page)
        main = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        tasks: set[asyncio.Task[None]] = set()

        def paused(event: dict[str, Any]) -> None:
            task = asyncio.ensure_future(self._paused(session, event, main))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def _paused(self, session: CDPSession, event: dict[str, Any], main: str) -> None:
        from playwright.async_api import Error

        kind, request, name = event.get("resourceType", ""), event["request"], event["requestId"]
        try:
            where = target(request["url"])
            if kind == "Document" and event.get("frameId") == main:
                await self._go(where)
            go_on = kind not in _UNSEEN
        except FetchError as e:
            go_on = False
            if kind == "Document" and event.get("frameId") == main:
                self._fault = e
        with contextlib.suppress(Error):  # the page may be gone by now
            if go_on:
                await session.send("Fetch.continueRequest", {"requestId": name, **self._secrets(where, request)})
            else:
                await session.send("Fetch.failRequest", {"requestId": name, "errorReason": "BlockedByClient"})

    async def _go(self, where: Target) -> None:
        self._hops += 1
        if self._hops > self._settings.max_redirects + 1:
            raise TooManyRedirects(self._settings.max_redirects, str(where))
        await asyncio.to_thread(self._admit, where)

    def _secrets(self, where: Target, request: dict[str, Any]) -> dict[str, Any]:
        """The vendor's secret headers, for the declared origin alone."""
        own = self._trip.access.headers
        if not own or where.origin != self._trip.home:
            return {}
        return {"headers": [{"name": k, "value": v} for k, v in {**request["headers"], **own}.items()]}

    def _answers(self, response: Response, page: Page) -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            self._response, self._failed = response, ""

    def _fails(self, request: Request, page: Page) -> None:
        aborted = "ERR_ABORTED" in (request.failure or "")
        if request.is_navigation_request() and request.frame == page.main_frame and not (aborted and self._response):
            self._failed = request.url

    def _unreached(self) -> FetchError | None:
        """Why the page is an error page of the browser, if it is one."""
        return self._meaning(f"net::ERR_FAILED at {self._failed}") if self._failed or self._response is None else None

    def _meaning(self, message: str) -> FetchError:
        """The typed form of a browser's error: our own refusals first, then its code."""
        if fault := self._fault or self._lease.over:
            return fault
        with contextlib.suppress(FetchError):
            where = target(self._failed or str(self._where))
            if fault := self._lease.faults.get(f"{where.host}:{where.port}"):
                return fault
        found = re.search(r"ERR_[A-Z_0-9]+", message)
        code = found[0] if found else message.splitlines()[0][:100]
        if code.startswith(("ERR_CERT", "ERR_SSL")):
            hint = "The browser trusts the system's authorities; `ca_file` does not hold for it."
            return FetchError(Outcome.TLS, f"no secure connection to {self._where.host}: {code}", hint)
        if code == "ERR_ABORTED" or "Download" in message:
            hint = "Remove `javascript` from the declaration if it is a file."
            return FetchError(Outcome.UNREACHABLE, f"{self._where} is no page for a browser", hint)
        return Transient(Outcome.UNREACHABLE, f"{self._where.host}: the browser says {code}")

    def _answered(self, url: str, body: bytes) -> Answer:
        """The page's text as UTF-8 HTML; validators of the page before its scripts ran are of no use."""
        if self._response is None:
            raise self._meaning("no answer")
        if len(body) > self._trip.cap:
            raise FetchError(Outcome.TOO_LARGE, f"the page holds more than {self._trip.cap} bytes")
        kept = ((k, v) for k, v in self._response.headers.items() if k.lower() not in _LEFT_OUT)
        headers = (("content-type", "text/html; charset=utf-8"), *kept)
        return Answer(target(url), self._response.status, headers, body)


async def _quiet(page: Page) -> None:
    """Return when nothing has been loaded for half a second, or the page is gone."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await page.wait_for_load_state("networkidle", timeout=SETTLE * 1000)


async def _length(page: Page) -> int:
    """Characters that can be seen; 0 for a page on its way elsewhere, which cannot be asked."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        return int(await page.evaluate(_TEXT))
    return 0


async def _left(context: BrowserContext) -> bool:
    """Close a context; False when it cannot be closed."""
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(context.close(), _CLOSING)
    except (TimeoutError, Error):
        return False
    return True


def _own_agent(browser: Browser) -> str:
    """How this Chromium calls itself."""
    major = browser.version.partition(".")[0]
    return f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
