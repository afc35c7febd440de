"""The tools of a run: each room opened once, on first use, and closed together.

Nothing here decides anything; `watch` does. A quiet run never loads spaCy or the parsers, because
`detector` and `pool` are only made when a text has changed.
"""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clausewatch import resources
from clausewatch.errors import BadDeclarations, ParseError
from clausewatch.model import Document, Fact, Reading, Source
from clausewatch.settings import Settings

if TYPE_CHECKING:
    from clausewatch.alert.channels.base import Channel
    from clausewatch.declarations import Declarations
    from clausewatch.detect.pipeline import Detector
    from clausewatch.fetch.protocol import Fetcher
    from clausewatch.parse.hints import Hints
    from clausewatch.parse.sandbox import Pool
    from clausewatch.record.protocol import Record

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, in UTC; only the edges hand it in."""
    return datetime.now(UTC)


@cache
def _detector() -> Detector:
    from clausewatch.detect.pipeline import Detector

    return Detector(resources.models(), resources.corpus("rules"))


class Reader:
    """Parsing and detection without a record: what `detect`, `parse` and `compare` need."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def pool(self) -> Pool:
        """Child processes that read strangers' bytes within limits."""
        from clausewatch.parse.sandbox import ParseLimits, Pool

        p = self.settings.parse
        return Pool(ParseLimits(p.workers, p.memory_bytes, p.cpu_seconds, p.wall_seconds, p.recycle_after))

    @cached_property
    def detector(self) -> Detector:
        """Rules and models, as they ship; made once in a process, whoever opens tools in it."""
        return _detector()

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Dated facts outside the contracts.

        Raises:
            BadDeclarations: the fact files have problems.
        """
        from clausewatch.compare import facts

        loaded, problems = facts.load(resources.corpus("facts"))
        if problems:
            raise BadDeclarations(problems)
        return loaded

    def parse(self, body: bytes, hints: Hints, previous: Document | None = None) -> Document:
        """Bytes to a document whose page kind is judged.

        Raises:
            ParseError: the bytes cannot be read as a document.
        """
        from clausewatch.parse.pagekind import judge

        return judge(self.pool.parse(body, hints), hints, previous)

    def read_file(self, path: Path, url: str = "", lang: str = "", previous: Document | None = None) -> Document:
        """Parse a file on disk.

        Raises:
            ParseError: it is missing, unreadable or no document.
        """
        from clausewatch.parse.hints import Hints

        try:
            body = path.read_bytes()
        except OSError as e:
            raise ParseError("missing", f"{path}: {e.strerror}", "Check the path.") from e
        try:
            return self.parse(body, Hints(url=url, lang=lang, filename=path.name), previous)
        except ParseError as e:
            raise ParseError(e.reason, f"{path}: {e}", e.hint) from e

    def reading_of(self, path: Path, lang: str = "") -> Reading:
        """A file's document with what is found in it."""
        document = self.read_file(path, lang=lang)
        return Reading(document, self.detector.detect(document))

    def close(self) -> None:
        """Stop child processes."""
        if "pool" in self.__dict__:
            self.pool.close()


class Asker(Reader):
    """A reader that may ask vendors: declarations, fetcher and clock, but no record."""

    def __init__(self, settings: Settings, fetcher: Fetcher | None = None, clock: Clock = utc_now) -> None:
        super().__init__(settings)
        self.clock = clock
        self._fetcher = fetcher

    @cached_property
    def fetcher(self) -> Fetcher:
        """The way pages come in: from the web unless another one was handed in."""
        return self._fetcher or self._from_the_web()

    def _from_the_web(self) -> Fetcher:
        from clausewatch.fetch.access import Keyring
        from clausewatch.fetch.browser import BrowserFetcher
        from clausewatch.fetch.http import HttpFetcher, World

        settings = self.settings
        secrets = Keyring(settings.access, os.environ, settings.home)
        folder = settings.home / "hosts" if settings.home.exists() else None
        world = World(now=self.clock)
        return BrowserFetcher(
            HttpFetcher(settings.fetch, folder, access=secrets.access, world=world), settings.fetch, world=world
        )

    @cached_property
    def declarations(self) -> Declarations:
        """Shipped declarations, overlaid by those of the home."""
        from clausewatch.declarations import load

        return load(resources.corpus(), self.settings.home)

    def sources(self, names: tuple[str, ...] = ()) -> tuple[Source, ...]:
        """Declared sources of the named vendors, documents or collections; default: the home's choice.

        Raises:
            UnknownVendor: a name is not declared.
        """
        chosen = names or (*self.settings.collections, *self.settings.vendors)
        return self.declarations.sources(chosen, self.clock().date())

    def close(self) -> None:
        """Stop children and close connections."""
        super().close()
        if "fetcher" in self.__dict__:
            self.fetcher.close()


class Tools(Asker):
    """An asker with a home: the record, and channels out of the house."""

    def __init__(self, settings: Settings, record: Record, fetcher: Fetcher | None = None, clock: Clock = utc_now) -> None:
        super().__init__(settings, fetcher, clock)
        self.record = record
        self._silent = False

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """Opened ways out of the house, by names that hold no secrets.

        Raises:
            UsageError: an address in the settings is not understood.
        """
        from clausewatch.alert.channels.registry import Surroundings, open_channels
        from clausewatch.fetch.post import Poster

        post = Poster(self.settings.fetch).post
        return open_channels(self.settings.channels, Surroundings(self.settings.home, sys.stdout, post))

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Where alerts are to go; empty while history is read in."""
        return () if self._silent else tuple(self.channels)

    @property
    def is_silent(self) -> bool:
        """True while history is read in: no alert is made then, not even for the record alone."""
        return self._silent

    def silent(self) -> Tools:
        """The same tools, with nobody listening: for history that is read in afterwards."""
        other = copy.copy(self)
        other._silent = True
        return other

    def close(self) -> None:
        """Stop children, close connections and the record."""
        super().close()
        self.record.close()


@contextmanager
def opened(settings: Settings, fetcher: Fetcher | None = None, clock: Clock = utc_now) -> Iterator[Tools]:
    """The tools of an existing home, closed at the end.

    Raises:
        NoRecord: the home has no record yet.
    """
    from clausewatch.record.store import open_record

    tools = Tools(settings, open_record(settings), fetcher, clock)
    try:
        yield tools
    finally:
        tools.close()


@contextmanager
def asking(settings: Settings) -> Iterator[Asker]:
    """An asker without a record, closed at the end."""
    asker = Asker(settings)
    try:
        yield asker
    finally:
        asker.close()


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """A reader without a record, closed at the end."""
    reader = Reader(settings)
    try:
        yield reader
    finally:
        reader.close()
