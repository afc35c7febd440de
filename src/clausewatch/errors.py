"""Every error of clausewatch, in one tree.

    ClausewatchError
    ├── Operational         expected in operation: recorded, told, the run goes on (exit 1)
    │   ├── FetchError      a source could not be fetched; carries its typed outcome
    │   ├── ParseError      bytes could not be read as a document
    │   └── DeliveryError   a message could not be delivered; it stays in the outbox
    ├── RecordError         the record cannot be read or written: fatal for the run (exit 1)
    │   ├── LockedRecord    somebody else is writing for longer than the time-out
    │   ├── NoRecord        there is no record in this home (exit 2)
    │   ├── NewerRecord     the record was written by a newer clausewatch
    │   ├── Removed         bytes that were taken away on purpose
    │   └── IntegrityError  what is stored is not what was written (exit 4)
    └── UsageError          the user asked for something that cannot be done as asked (exit 2)
        ├── UnknownVendor   names the nearest known one
        ├── AlreadyDecided  carries the decision that somebody else made first
        └── BadDeclarations carries all problems
        NothingToDo         there was nothing where something was asked for (exit 3)

The class owns its sentence: raise sites give facts, the constructor makes the message. `hint` says
what to do; the command line prints both, one line each.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausewatch.model import Decision, Outcome, Problem


class ClausewatchError(Exception):
    """Base of all; `exit_code` is what the command line ends with."""

    exit_code = 1
    hint = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint or self.hint


class Operational(ClausewatchError):
    """Expected in operation: recorded with the source, and the run goes on."""


class FetchError(Operational):
    """A source could not be fetched."""

    def __init__(self, outcome: Outcome, detail: str, hint: str = "", status: int = 0) -> None:
        super().__init__(detail, hint)
        self.outcome = outcome
        self.status = status


class ParseError(Operational):
    """Bytes could not be read as a document; `reason` is one word for statistics."""

    def __init__(self, reason: str, detail: str, hint: str = "") -> None:
        super().__init__(detail, hint)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ParseError], tuple[str, str, str]]:
        return ParseError, (self.reason, str(self), self.hint)


class DeliveryError(Operational):
    """A message could not be delivered through a channel; it is tried again later."""

    def __init__(self, channel: str, detail: str, hint: str = "") -> None:
        super().__init__(f"{channel}: {detail}", hint)
        self.channel = channel


class RecordError(ClausewatchError):
    """The record cannot be read or written."""


class LockedRecord(RecordError):
    """Another process holds the write lock for longer than the time-out."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The record {where} is locked by another process.", "Wait for the other run to finish, then try again.")


class NoRecord(RecordError):
    """There is no record in this home."""

    exit_code = 2

    def __init__(self, home: Path | str) -> None:
        super().__init__(f"There is no record in {home}.", "Run `clausewatch init` first, or name another folder with --home.")


class NewerRecord(RecordError):
    """The schema of the record is newer than this program knows."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The record was written by a newer clausewatch (schema {found}).",
            "Upgrade clausewatch; nothing was changed.",
        )


class Removed(RecordError):
    """Bytes that were taken away on purpose, and why."""

    def __init__(self, sha256: str, reason: str, at: datetime) -> None:
        super().__init__(f"The bytes {sha256} were removed on {at:%Y-%m-%d}: {reason}", "Their hash and the proofs stay.")


class IntegrityError(RecordError):
    """What is stored is not what was written."""

    exit_code = 4

    def __init__(self, what: str, detail: str) -> None:
        super().__init__(f"{what}: {detail}", "Restore from a backup and compare with an exported checkpoint.")


class UsageError(ClausewatchError):
    """The user asked for something that cannot be done as asked."""

    exit_code = 2


class UnknownVendor(UsageError):
    """A vendor, document or collection that is not declared."""

    def __init__(self, name: str, known: Iterable[str], noun: str = "vendor") -> None:
        near = difflib.get_close_matches(name, list(dict.fromkeys(known)), n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "`clausewatch vendors` lists what is declared."
        super().__init__(f"There is no {noun} {name!r}.", hint)


def nothing_of(name: str, declared: Iterable[str], recorded: Iterable[str]) -> ClausewatchError:
    """Why there is nothing to show of a vendor or document: it was never observed, or there is none of that name."""
    known = [*declared]
    if name.split("/")[0] in known:
        return NothingToDo(f"Nothing is recorded of {name} yet.", f"`clausewatch run {name}` observes it.")
    return UnknownVendor(name, dict.fromkeys([*known, *recorded]))


class AlreadyDecided(UsageError):
    """Another decision is in force than the one that the person saw; `first` is that one (None: it was taken back)."""

    def __init__(self, change: int, first: Decision | None) -> None:
        if first is None:
            said, hint = f"No decision on change {change} is in force any more.", "There is nothing to undo or to decide over."
        else:
            by = f"{first.decision} by {first.name} on {first.at:%Y-%m-%d %H:%M} UTC: {first.reason}"
            said = f"Another decision on change {change} is in force: {by}"
            hint = f"Read it, then decide again over it: --over {first.id}."
        super().__init__(said, hint)
        self.first = first


class BadDeclarations(UsageError):
    """Declarations, rules or facts with problems; all of them are in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = "\n".join(str(p) for p in problems)
        super().__init__(
            f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in the declarations:\n{shown}",
            "Mend them; `clausewatch lint` checks all files.",
        )
        self.problems = tuple(problems)


class NothingToDo(ClausewatchError):
    """There was nothing where something was asked for."""

    exit_code = 3
