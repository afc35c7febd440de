"""Evidence for people who trust nobody: packs out of the record, and their verification."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clausewatch import __version__
from clausewatch.errors import IntegrityError, NothingToDo, UsageError, nothing_of
from clausewatch.model import SIGNED
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.record.protocol import Checkpoint, VersionRow
    from clausewatch.report.pack import Wanted


def pack(tools: Tools, about: str, earlier: Sequence[Checkpoint] = ()) -> bytes:
    """The evidence pack of a change (by number), a vendor or a document (`vendor/document`), as a zip.

    The receiver of the pack may hold `earlier` checkpoints; it then proves that the log only grew since.

    Raises:
        UnknownVendor: there is none of that name.
        NothingToDo: it was never captured soundly, or not at all.
        IntegrityError: what is recorded was altered, or contradicts an earlier checkpoint.
    """
    from clausewatch.record import keys
    from clausewatch.report import pack as packs

    for checkpoint in earlier:
        if wrong := tools.record.against(checkpoint):
            raise IntegrityError("The log contradicts the checkpoint", wrong[0])
    wanted = _wanted(tools, about, tuple(earlier))
    head = tools.record.checkpoint(tools.clock())
    made = packs.contents(tools.record, wanted, head, f"clausewatch {__version__}")
    if tools.settings.tsa_url:
        from clausewatch.stamping import stamp

        made.files["log/timestamp.tsr"] = stamp(tools.settings, made.files["log/checkpoint.txt"])
    packs.explained(made, wanted, head, __version__)
    return packs.sealed(made, wanted.about, partial(keys.sign, tools.settings.home, head.public_key))


def _wanted(tools: Tools, about: str, earlier: tuple[Checkpoint, ...]) -> Wanted:
    from clausewatch.report.pack import Wanted

    if about.isdecimal():
        change = tools.record.change(int(about))
        versions = tools.record.versions(f"{change.vendor}/{change.document}")
        chosen = tuple(v for v in versions if v.id in (change.old_version, change.new_version))
        name = f"{change.vendor}/{change.document}, change {change.id}"
        return Wanted(name, chosen, (change.id,), earlier)
    keys = _keys(tools, about)
    rows: tuple[VersionRow, ...] = tuple(v for key in keys for v in tools.record.versions(key))
    if not rows:
        raise NothingToDo(f"No text of {about} is recorded.", "`clausewatch status` says what came of its documents.")
    ids = {v.id for v in rows}
    changes = tools.record.changes(vendor=about.split("/")[0])
    return Wanted(about, rows, tuple(c.id for c in changes if c.new_version in ids), earlier)


def _keys(tools: Tools, about: str) -> list[str]:
    """The recorded documents of a vendor, or the one named; signed copies only by name."""
    known = tools.record.sources()
    if about in known:
        return [about]
    keys = [k for k in known if k.split("/")[0] == about and not k.endswith(SIGNED)]
    if not keys:
        raise nothing_of(about, tools.declarations.vendors, [*known, *(k.split("/")[0] for k in known)])
    return keys


def verify(path: Path, earlier: Path | None = None, key: str = "", tsa_ca: Path | None = None) -> tuple[list[str], list[str]]:
    """What is wrong with a pack (zip or folder), and what it proves; needs no home.

    With `tsa_ca` (PEM) the timestamp in it is checked too, by openssl.

    Raises:
        UsageError: it is no pack, or holds no proof for the earlier checkpoint.
    """
    from clausewatch.report.verifier import verify as verifier

    try:
        held = verifier.Checkpoint(earlier.read_text("utf-8")) if earlier else None
        files, container = verifier.opened(path)
        wrong, proved = verifier.check(files, container, key=key, earlier=held)
    except verifier.Unusable as e:
        raise UsageError(f"{path} cannot be checked: {e}.") from e
    except OSError as e:
        raise UsageError(f"{earlier}: {e.strerror}") from e
    if tsa_ca:
        from clausewatch.stamping import contradiction

        token, data = files.get("log/timestamp.tsr", b""), files.get("log/checkpoint.txt", b"")
        if said := contradiction(token, data, tsa_ca):
            wrong.append(f"log/timestamp.tsr: {said}")
        else:
            proved.append("The timestamp on the head of the log is of an authority that you trust.")
    return wrong, proved
