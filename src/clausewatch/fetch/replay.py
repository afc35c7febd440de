"""Dated files of a folder as attempts, each as if fetched at its date."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, overload

from clausewatch.errors import UsageError
from clausewatch.model import Attempt, Outcome, Source

CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".mdx": "text/markdown",
    ".rst": "text/x-rst",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_META = frozenset({"vendor", "document", "url", "select", "remove", "lang", "kind", "title"})
_DATED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2})-([0-9]{2})-([0-9]{2})Z)?")
_HINT = "Name files YYYY-MM-DDTHH-MM-SSZ.ext or YYYY-MM-DD.ext, times in UTC."


class Snapshots(NamedTuple):
    """A source and its captures, oldest first; a file is read when its attempt is asked for."""

    source: Source
    attempts: Sequence[Attempt]


class Taken(NamedTuple):
    """A capture from elsewhere; `technical` says that its text differs by the archive's own doing."""

    source: Source
    attempt: Attempt
    technical: bool = False


def snapshots(folder: Path) -> Snapshots:
    """The dated files of a folder (`YYYY-MM-DDTHH-MM-SSZ.ext` or `YYYY-MM-DD.ext`, UTC).

    An optional `meta.json` names vendor, document, url, select, remove and lang; vendor and
    document default to the names of the parent folder and the folder. Other JSON files and hidden
    ones are ignored.

    Raises:
        UsageError: no such folder, nothing in it, a name without a date, or a broken meta.json.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", "Name a folder of dated files.")
    source = _source(folder)
    names = sorted(p for p in folder.iterdir() if not p.name.startswith(".") and p.suffix.lower() != ".json")
    dated = sorted((_date(path), path) for path in names)
    if not dated:
        raise UsageError(f"{folder} holds no dated files.", _HINT)
    twice = [when for when, n in Counter(when for when, _ in dated).items() if n > 1]
    if twice:
        raise UsageError(f"{folder} holds several files for {twice[0]:%Y-%m-%d %H:%M:%S} UTC.", "Keep one of them.")
    return Snapshots(source, _Files(source.url, tuple(dated)))


class _Files(Sequence[Attempt]):
    """Attempts read from files one at a time."""

    def __init__(self, url: str, files: tuple[tuple[datetime, Path], ...]) -> None:
        self._url = url
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, index: int) -> Attempt: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Attempt]: ...
    def __getitem__(self, index: int | slice) -> Attempt | Sequence[Attempt]:
        if isinstance(index, slice):
            return _Files(self._url, self._files[index])
        when, path = self._files[index]
        return Attempt(
            url=self._url,
            at=when,
            outcome=Outcome.CAPTURED,
            detail=f"read from {path.name}",
            final_url=self._url,
            status=200,
            body=_bytes(path),
            content_type=CONTENT_TYPES[path.suffix.lower()],
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path} cannot be read: {e.strerror}.") from e


def _date(path: Path) -> datetime:
    if path.suffix.lower() not in CONTENT_TYPES or not path.is_file():
        raise UsageError(f"{path} is not a file of a known format ({' '.join(sorted(CONTENT_TYPES))}).", _HINT)
    found = _DATED.fullmatch(path.stem)
    if found is None:
        raise UsageError(f"{path} has no date as its name.", _HINT)
    year, month, day, hour, minute, second = (int(n) for n in found.groups("0"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise UsageError(f"{path}: there is no such date.", _HINT) from None


def _source(folder: Path) -> Source:
    meta = _meta(folder / "meta.json")
    place = folder.resolve()
    vendor, document = meta.get("vendor") or place.parent.name, meta.get("document") or place.name
    return Source(
        vendor=slug(str(vendor)),
        document=slug(str(document)),
        url=str(meta.get("url") or ""),
        kind=str(meta.get("kind") or "terms"),
        lang=str(meta.get("lang") or ""),
        title=str(meta.get("title") or document),
        select=_strings(meta.get("select")),
        remove=_strings(meta.get("remove")),
    )


def _meta(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as e:
        raise UsageError(f"{path} cannot be read: {e}", "Mend it, or take it away.") from e
    if not isinstance(found, dict):
        raise UsageError(f"{path} is not a JSON object.", f"Its keys are {', '.join(sorted(_META))}.")
    return found


def _strings(value: Any) -> tuple[str, ...]:
    """Selectors may be one string or a list of them."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


def slug(name: str) -> str:
    """A key of lower-case letters, digits and hyphens."""
    return re.sub(r"[^\w]+|_", "-", name.strip().lower()).strip("-") or "unnamed"
