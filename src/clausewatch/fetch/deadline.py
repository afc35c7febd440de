"""The total deadline of one fetch."""

from __future__ import annotations

from collections.abc import Callable

from clausewatch.errors import FetchError
from clausewatch.model import Outcome


class Budget:
    """Seconds that one fetch may still take, over all its hops and tries."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._until = monotonic() + seconds

    def left(self) -> float:
        """Seconds left; negative when the deadline has passed."""
        return self._until - self._monotonic()

    def need(self) -> float:
        """Seconds left, always positive.

        Raises:
            FetchError: `TIMEOUT`, the deadline has passed.
        """
        left = self.left()
        if left <= 0:
            raise FetchError(Outcome.TIMEOUT, f"not complete within the deadline of {self._seconds:g} s")
        return left

    def part(self, seconds: float) -> Budget:
        """A budget of its own that ends with this one at the latest."""
        return Budget(min(seconds, self.left()), self._monotonic)

    def grant(self, seconds: float) -> None:
        """Waiting that others asked for (a turn, Retry-After) does not count."""
        self._until += seconds
