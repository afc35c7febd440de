"""Since when a clause stands unchanged, as far as the recorded versions show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clausewatch.report.model import Watched


@dataclass(frozen=True, slots=True)
class Since:
    """`first` is the first capture of the unbroken row of versions that hold the text.

    `oldest` is true when that is the oldest version on record: the text may be older still.
    """

    first: datetime
    oldest: bool


class History:
    """The texts of one document's versions, newest first, without regard to white space."""

    def __init__(self, watched: Watched) -> None:
        now = watched.captured.first_seen
        earlier = [(r.captured_at, r.document.text) for r in watched.earlier if r.captured_at is not None]
        rows = [*earlier, (now, watched.reading.document.text)]
        self._rows = [(at, flat(text)) for at, text in sorted(rows, key=lambda r: r[0], reverse=True)]

    def unchanged(self, quote: str) -> Since:
        """Since when a quote of the newest version is there verbatim."""
        sought = flat(quote)
        first = self._rows[0][0]
        for at, text in self._rows:
            if sought not in text:
                return Since(first, False)
            first = at
        return Since(first, True)


def flat(text: str) -> str:
    """A text without regard to its white space."""
    return " ".join(text.split())
