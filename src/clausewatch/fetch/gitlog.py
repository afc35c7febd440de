"""The history of files in a git repository, or in a bundle of one, read with git's own plumbing.

Nothing of the repository is run: no hooks, no filters, no configuration of this machine or of the
user. One `git log` gives the commits, one `git cat-file --batch` the contents, both as streams, so
that memory does not grow with history.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from clausewatch.errors import UsageError

_FORMAT = "%x01%H%x00%aI%x00%s"
_CHUNK = 65536
MAX_BYTES = 20 * 1024 * 1024
"""Contents above this size are no documents and are left out."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One file as a commit left it: `blob` names its content, empty where the commit removed it."""

    commit: str
    at: datetime
    subject: str
    path: str
    blob: str


class Repository:
    """A repository on this machine; opened by `opened`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: subprocess.Popen[bytes] | None = None

    def history(self, path: str = "") -> Iterator[Changed]:
        """What the commits of the main line did to files, oldest first; of one file also across renames.

        Raises:
            UsageError: git cannot read the repository.
        """
        if path:
            # git does not follow a file backwards through time: newest first, then turned around
            yield from reversed(list(self._log("--follow", "-M", "--", path)))
        else:
            yield from self._log("--reverse", "--no-renames")

    def _log(self, *options: str) -> Iterator[Changed]:
        command = ["log", "--first-parent", "-m", "--raw", "--no-abbrev", "-z", f"--format={_FORMAT}", *options]
        with _started(self._git(*command), stderr=subprocess.PIPE) as process:
            yield from _changes(_tokens(_stream(process.stdout)))
            error = _stream(process.stderr).read().decode(errors="replace").strip()
            if process.wait():
                raise UsageError(f"git cannot read {self._folder}: {error}", "Name a repository with commits, or a bundle.")

    def content(self, blob: str) -> bytes:
        """The content of a file version; empty where it is too large for a document."""
        if self._contents is None:
            command = self._git("cat-file", "--batch")
            self._contents = _started(command, stdin=subprocess.PIPE)
        asked, got = _stream(self._contents.stdin), _stream(self._contents.stdout)
        asked.write(blob.encode("ascii") + b"\n")
        asked.flush()
        head = got.readline().split()
        if len(head) != 3:
            raise UsageError(f"git does not have the content {blob}.", "Fetch the whole history, not a part of it.")
        size = int(head[2])
        body = got.read(size + 1)[:-1] if size <= MAX_BYTES else _skipped(got, size + 1)
        return body if head[1] == b"blob" else b""

    def close(self) -> None:
        """End the program that hands out contents."""
        if self._contents is not None:
            self._contents.communicate()
            self._contents = None

    def _git(self, *arguments: str) -> list[str]:
        options = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager", "--no-replace-objects"]
        return [_program(), *options, "-C", str(self._folder), *arguments]


@contextmanager
def opened(place: Path) -> Iterator[Repository]:
    """A repository, or a bundle unpacked into a temporary folder for the while.

    Raises:
        UsageError: it is neither, or git is not installed.
    """
    if place.is_dir():
        with _closing(Repository(place)) as repository:
            yield repository
        return
    if not place.is_file():
        raise UsageError(f"There is no repository or bundle {place}.", "Clone it first; a URL is not fetched from here.")
    with tempfile.TemporaryDirectory(prefix="clausewatch-git-") as folder:
        made = Path(folder) / "bundle.git"
        command = [_program(), "clone", "--quiet", "--bare", "--", str(place.resolve()), str(made)]
        done = subprocess.run(command, capture_output=True, env=_environment(), check=False)  # noqa: S603 - git alone
        if done.returncode:
            raise UsageError(f"{place} is no git bundle: {done.stderr.decode(errors='replace').strip()}")
        with _closing(Repository(made)) as repository:
            yield repository


@contextmanager
def _closing(repository: Repository) -> Iterator[Repository]:
    try:
        yield repository
    finally:
        repository.close()


def _changes(tokens: Iterator[str]) -> Iterator[Changed]:
    commit, at, subject = "", datetime.min.replace(tzinfo=UTC), ""
    for token in tokens:
        text = token.lstrip("\n")
        if text.startswith("\x01"):
            commit = text[1:]
            at, subject = datetime.fromisoformat(next(tokens)).astimezone(UTC), next(tokens)
        elif text.startswith(":"):
            _, mode, _, blob, status = text.split()
            path = next(tokens)
            if status[0] in "RC":
                path = next(tokens)
            if mode in ("100644", "100755") or status == "D":
                yield Changed(commit, at, subject, path, "" if status == "D" else blob)


def _tokens(stream: IO[bytes]) -> Iterator[str]:
    """The parts of a stream between NULs."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from (part.decode("utf-8", "replace") for part in whole)
    if rest.strip():
        yield rest.decode("utf-8", "replace")


def _skipped(stream: IO[bytes], size: int) -> bytes:
    while size > 0 and (part := stream.read(min(size, _CHUNK))):
        size -= len(part)
    return b""


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the program was started without this pipe")
    return pipe


def _started(command: list[str], stdin: int | None = None, stderr: int | None = None) -> subprocess.Popen[bytes]:
    """Git, started with pipes; nothing else is run from here."""
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=_environment())  # noqa: S603


def _environment() -> dict[str, str]:
    """Only what git needs; nobody's configuration, no question at a terminal, nothing from the network."""
    own = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file"}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **own}


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise UsageError("git is not installed.", "Install the package git.")
    return found
