"""The one seam behind which pages come: from the web, a browser, or an archive."""

from __future__ import annotations

from typing import Protocol

from clausewatch.model import Attempt, Source, Validators


class Fetcher(Protocol):
    """Gets one source. Never raises for what a network or a stranger can do: that is an `Outcome`."""

    def fetch(self, source: Source, validators: Validators | None = None) -> Attempt: ...

    def close(self) -> None: ...
