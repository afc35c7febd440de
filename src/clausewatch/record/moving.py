"""Moving a record to another database, with all proofs intact; the old one stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from clausewatch.errors import IntegrityError, UsageError
from clausewatch.record import connect, log, migrate, transfer, verify
from clausewatch.record.blobs import Blobs
from clausewatch.record.store import open_record
from clausewatch.settings import FILE_NAME, Settings

_RECORD = re.compile(r"^record\s*=.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: rows and leaves, and whether the home's settings name the new place."""

    rows: int
    leaves: int
    old: str
    new: str
    pinned: bool


def migrate_to(settings: Settings, url: str, at: datetime) -> Moved:
    """Copy the record of a home to an empty database, verify it there, and let the home use it.

    Writers of the old record wait meanwhile; readers do not.

    Raises:
        UsageError: the URL is unusable, or there is a record already.
        IntegrityError: the copy is not what the record was; the home still uses the old one.
    """
    opened = open_record(settings)  # brings an older schema to the present one
    checkpoint = opened.checkpoint(at)
    opened.close()
    source, target = connect.engine(settings.record_url), connect.engine(url)
    where = target.url.render_as_string(hide_password=True)
    if migrate.revision(target):
        raise UsageError(f"There is a record in {where} already.", "Name an empty database.")
    with connect.writing(source) as old:
        size, _ = log.head(old, lock=True)
        with connect.writing(target) as new:
            count = transfer.copy(old, new, migrate.revision(source))
    broken = verify.verify(target, Blobs(settings.blob_root))
    with connect.reading(target) as connection:
        broken += verify.against(connection, checkpoint)
    source.dispose()
    target.dispose()
    if broken:
        raise IntegrityError(f"the copy in {where}", "; ".join(broken[:5]))
    return Moved(count, size, source.url.render_as_string(hide_password=True), where, pin(settings, url))


def pin(settings: Settings, url: str) -> bool:
    """Write the place of the record into the settings of a home; a URL with a password is not written."""
    if sa.make_url(url).password:
        return False
    path = settings.home / FILE_NAME
    text = path.read_text("utf-8") if path.exists() else ""
    line = f'record = "{url}"'
    text = _RECORD.sub(lambda _: line, text, count=1) if _RECORD.search(text) else f"{line}\n{text}"
    _write(path, text)
    return True


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text, "utf-8")
    draft.replace(path)
