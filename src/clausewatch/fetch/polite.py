"""One minimum interval per host, across threads and processes.

Each host has a small file in a shared folder; it is locked while somebody waits for the turn, and
holds the time of the last request (monotonic seconds, so that a clock that jumps is no matter).
"""

from __future__ import annotations

import fcntl
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import platformdirs

from clausewatch.errors import UsageError


class Politeness:
    """Lets requests to one host through with `interval` seconds between them; 0 costs nothing.

    `folder` is shared by all processes of a home; without one, the user's cache folder is.
    """

    def __init__(
        self, interval: float, folder: Path | None, monotonic: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._interval = interval
        self._folder = folder or Path(platformdirs.user_cache_dir("clausewatch")) / "turns"
        self._monotonic = monotonic
        self._sleep = sleep
        self._made = threading.Event()

    def wait(self, host: str, interval: float = 0.0) -> float:
        """Wait for the host's turn and take it; `interval` may ask for more than the setting.

        Returns the seconds that passed.

        Raises:
            UsageError: the folder cannot be written.
        """
        if self._interval <= 0:
            return 0.0
        start = self._monotonic()
        try:
            self._take(host, max(self._interval, interval))
        except OSError as e:
            raise UsageError(f"The turns of hosts cannot be kept in {self._folder}: {e.strerror}.") from e
        return self._monotonic() - start

    def _take(self, host: str, interval: float) -> None:
        if not self._made.is_set():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._made.set()
        with self._path(host).open("a+") as f:
            fcntl.flock(f, fcntl.LOCK_EX)  # each open file has its own lock: threads wait too
            f.seek(0)
            pause = _pause(f.read(), self._monotonic(), interval)
            if pause > 0:
                self._sleep(pause)
            f.truncate(0)
            f.write(repr(self._monotonic()))

    def _path(self, host: str) -> Path:
        return self._folder / hashlib.sha256(host.encode()).hexdigest()[:24]


def _pause(text: str, now: float, interval: float) -> float:
    """Never more than the interval, whatever the file holds (a restart sets the clock back)."""
    try:
        last = float(text)
    except ValueError:
        return 0.0
    return min(interval, last + interval - now)
