"""A small record with something in it, and the pack that is made of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from clausewatch.model import PageKind
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from clausewatch.tools import Tools, opened
from recordkit import SOURCE, day, observation, quarantined, telling, unmodified

HEADERS = (("ETag", '"one"'), ("Content-Encoding", "gzip"), ("X-Odd", "a\r\nInjected: yes"))


def home(folder: Path, **fields: object) -> Settings:
    """A home with two versions of one document, a change, a page in quarantine and quiet rounds."""
    settings = replace(Settings(home=folder, channels=()), **fields)  # type: ignore[arg-type]
    record = create_record(settings)
    record.observe(observation(0, "Swedish law applies. Notice: 30 days.", headers=HEADERS))
    record.attempted([(SOURCE, unmodified(1))])
    record.observe(quarantined(2, "Please accept cookies.", PageKind.CONSENT))
    record.observe(telling(3, "Swedish law applies. Notice: 14 days."))
    record.attempted([(SOURCE, unmodified(4))])
    record.close()
    return settings


@contextmanager
def tools(settings: Settings, number: float = 5) -> Iterator[Tools]:
    """Tools of the home on a day."""
    with opened(settings, clock=lambda: day(number)) as found:
        yield found


def files(data: bytes) -> dict[str, bytes]:
    """What is in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def unpacked(folder: Path, content: Mapping[str, bytes]) -> Path:
    """The files of a pack in a folder."""
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
