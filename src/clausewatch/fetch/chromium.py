"""The system's Chromium, driven by Playwright, with our own proxy as the only way out of its pages.

Playwright is used through asyncio because only there every call can be given up.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, TypeVar

from clausewatch.errors import FetchError
from clausewatch.fetch.egress import Egress
from clausewatch.fetch.statuses import Answer
from clausewatch.fetch.trip import Trip
from clausewatch.fetch.visit import Visit
from clausewatch.fetch.wire import Pool
from clausewatch.model import Outcome

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

T = TypeVar("T")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_START, _GRACE = 60.0, 10.0
_ARGUMENTS = (
    "--disable-quic",
    "--dns-prefetch-disable",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # names are the proxy's business
    "--blink-settings=imagesEnabled=false",
)


class Chromium:
    """A running browser, the loop that drives it, and the proxy that all its traffic takes.

    Raises:
        FetchError: `REFUSED`, it cannot be started.
    """

    def __init__(self, pool: Pool, executable: str) -> None:
        self.egress = Egress(pool)
        self._wall = Egress(pool)  # nobody ever lends from it: the browser asks nobody on its own account
        self._usable = True
        self._home = tempfile.TemporaryDirectory(prefix="clausewatch-browser-", ignore_cleanup_errors=True)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser", daemon=True)
        self._thread.start()
        try:
            self._run(self._start(executable), _START)
        except BaseException:  # budget: closes what was started and raises again
            self.close()
            raise

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        return f"Chromium {self._browser.version}" if self._browser else "Chromium"

    @property
    def usable(self) -> bool:
        """False when it crashed, or did not let go of a page."""
        return self._usable and self._browser is not None and self._browser.is_connected()

    def visit(self, visit: Visit, trip: Trip) -> Answer:
        """Make a visit; it ends by itself, and if it does not, the browser is given up.

        Raises:
            FetchError: what kept us from the page.
        """
        if self._browser is None:
            raise _unable("Chromium is closed", "Try again.")
        try:
            return self._run(visit.answer(self._browser, self.egress.url), _GRACE, trip)
        except TimeoutError:
            self._usable = False
            raise FetchError(Outcome.TIMEOUT, "the browser hung on the page and was given up") from None
        finally:
            self._usable = self._usable and not visit.stuck

    def close(self) -> None:
        """End the browser and its loop."""
        with contextlib.suppress(TimeoutError):
            self._run(self._end(), _GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE)
        if not self._thread.is_alive():
            self._loop.close()
        self.egress.close()
        self._wall.close()
        self._home.cleanup()

    def _run(self, work: Coroutine[object, object, T], seconds: float, trip: Trip | None = None) -> T:
        """The result of `work`; for a visit, its budget (which may grow) and `seconds` of grace.

        Raises:
            TimeoutError: it is not done by then.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        while True:
            wait = seconds + (max(trip.budget.left(), 0.0) if trip else 0.0)
            done, _ = concurrent.futures.wait([future], wait)
            if done:
                return future.result()
            if trip is None or trip.budget.left() + seconds <= 0:
                future.cancel()
                raise TimeoutError

    async def _start(self, executable: str) -> None:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError:
            raise _unable("the library playwright is not installed", "pip install 'clausewatch[browser]'") from None
        self._playwright = await async_playwright().start()
        try:
            self._browser = await self._playwright.chromium.launch(
                executable_path=executable,
                args=list(_ARGUMENTS),
                proxy={"server": self._wall.url, "bypass": "<-loopback>"},  # what it asks for itself
                chromium_sandbox=os.geteuid() != 0,  # the sandbox cannot be had as root
                env={"PATH": os.defpath, "HOME": self._home.name, "LANG": "C.UTF-8"},  # none of our secrets
                timeout=_START * 1000,
            )
        except Error as e:
            first = str(e).splitlines()[0][:200]
            raise _unable(f"{executable} cannot be started ({first})", "Start it by hand to see why.") from e

    async def _end(self) -> None:
        if self._playwright is None:
            return
        from playwright.async_api import Error

        with contextlib.suppress(Error):
            if self._browser is not None:
                await self._browser.close()
            await self._playwright.stop()


def found() -> str:
    """Path of the system's Chromium.

    Raises:
        FetchError: `REFUSED`, there is none.
    """
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise _unable("no Chromium is installed", "Install it (Debian: apt install chromium).")


def _unable(what: str, hint: str) -> FetchError:
    return FetchError(Outcome.REFUSED, f"nothing was asked, because the page needs a browser: {what}", hint)
