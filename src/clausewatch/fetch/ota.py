"""Versions repositories of Open Terms Archive: every version of every document, as that archive recorded it.

A repository holds `Service/Terms type.md`, one commit a version, dated by the author date. Commits
that re-extract old snapshots say so in their subjects: those texts differ by the archive's doing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from clausewatch.fetch.gitlog import Changed, Repository, opened
from clausewatch.fetch.replay import CONTENT_TYPES, Taken, slug
from clausewatch.model import Attempt, Outcome, Source

_TECHNICAL = re.compile(r"(?i)\b(refilter|technical\b.*\bupgrade|declaration upgrade|technical upgrade)")
_SUFFIXES = frozenset({".md", ".pdf"})


def versions(place: Path, kind_of: Callable[[str], str]) -> Iterator[Taken]:
    """The versions in a repository or bundle, in the order of its commits; `kind_of` names the kind of a terms type.

    Raises:
        UsageError: it is no repository, or git is not installed.
    """
    with opened(place) as repository:
        for changed in repository.history():
            path = Path(changed.path)
            if len(path.parts) == 2 and path.suffix in _SUFFIXES and changed.blob:
                yield _taken(repository, changed, kind_of)


def technical(subject: str) -> bool:
    """Whether a commit says that it changes what the archive extracts, not what the vendor wrote."""
    return _TECHNICAL.search(subject) is not None


def _taken(repository: Repository, changed: Changed, kind_of: Callable[[str], str]) -> Taken:
    service, name = Path(changed.path).parts
    title = Path(name).stem
    source = Source(slug(service), slug(title), "", kind_of(title), lang="", title=title)
    return Taken(source, attempt_of(repository, changed), technical(changed.subject))


def attempt_of(repository: Repository, changed: Changed, url: str = "") -> Attempt:
    """The content of a file version as if fetched when it was committed."""
    suffix = Path(changed.path).suffix.lower()
    return Attempt(
        url=url,
        at=changed.at,
        outcome=Outcome.CAPTURED,
        detail=f"read from commit {changed.commit[:12]}",
        final_url=url,
        status=200,
        body=repository.content(changed.blob),
        content_type=CONTENT_TYPES.get(suffix, "text/plain"),
    )


def one_file(place: Path, path: str, source: Source) -> Iterator[Taken]:
    """The history of one file as that of a source, also under earlier names.

    Raises:
        UsageError: it is no repository, or git is not installed.
    """
    with opened(place) as repository:
        for changed in repository.history(path):
            if changed.blob:
                yield Taken(source, attempt_of(repository, changed, source.url))
