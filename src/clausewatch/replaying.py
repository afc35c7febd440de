"""History from elsewhere, as if it had been watched: nobody is alerted of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from clausewatch.errors import NothingToDo
from clausewatch.fetch.replay import Taken
from clausewatch.model import Cause, Source
from clausewatch.tools import Tools
from clausewatch.watch import Result, take

Tell = Callable[[Result], None]


def replay(tools: Tools, history: Iterable[Taken], tell: Tell) -> Counter[str]:
    """Take captures in their order; counts of what they were, so that memory stays flat.

    Raises:
        NothingToDo: there was not one.
    """
    silent, counts = tools.silent(), Counter[str]()
    for one in history:
        result = take(silent, one.source, one.attempt, cause=Cause.EXTRACTOR if one.technical else None)
        counts[result.state] += 1
        tell(result)
    if not counts:
        raise NothingToDo("There is nothing to read in.", "Check that the place holds versions of documents.")
    return counts


def import_ota(tools: Tools, place: Path, tell: Tell) -> Counter[str]:
    """All versions of an Open Terms Archive versions repository, or of a bundle of one.

    Raises:
        UsageError: it is no repository.
    """
    from clausewatch.declarations.ota_terms import kind_of
    from clausewatch.fetch.ota import versions

    return replay(tools, versions(place, kind_of), tell)


def import_file(tools: Tools, place: Path, path: str, source: Source, tell: Tell) -> Counter[str]:
    """The history of one file in a git repository as that of a source.

    Raises:
        UsageError: it is no repository.
    """
    from clausewatch.fetch.ota import one_file

    return replay(tools, one_file(place, path, source), tell)


def import_warc(tools: Tools, path: Path, source: Source | None, tell: Tell) -> Counter[str]:
    """The captures of a WARC file: of one source by its URL, or of all declared sources.

    Raises:
        UsageError: it is no WARC file.
        NothingToDo: it holds no capture of a wanted URL; some that it does hold are named.
    """
    from clausewatch.fetch.warc import addresses, taken

    wanted = [source] if source else [s for v in tools.declarations.vendors.values() for s in v.sources]
    by_address = {_address(s.url): s for s in wanted}
    try:
        return replay(tools, taken(path, lambda url: by_address.get(_address(url))), tell)
    except NothingToDo as e:
        held = addresses(path)
        raise NothingToDo(
            f"{path} holds no capture of a wanted URL.",
            f"It holds {len(held)} others, such as {', '.join(held[:3])}: give --vendor, --document and --url.",
        ) from e


def _address(url: str) -> str:
    """A URL without scheme, `www.`, fragment and last slash: archives write them as they like."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"
