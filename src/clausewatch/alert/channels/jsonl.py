"""Alerts as lines of JSON at the end of a file: for other programs to read."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from clausewatch.alert.channels.base import ALL, Parcel, Route
from clausewatch.codec import plain
from clausewatch.errors import DeliveryError

TAIL = 256 * 1024
"""Bytes at the end of the file that are searched for an id before a line is added."""


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Appends to `path`; an id that stands in the tail of the file is not written again."""

    path: Path
    name: str
    route: Route = ALL

    def send(self, parcel: Parcel) -> None:
        """Add one line and see it on the disk."""
        line = json.dumps({"record": "alert", **plain(parcel.alert)}, ensure_ascii=True, sort_keys=True) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            tail = _mended(self.path)
            if parcel.alert.id not in _ids(tail):
                with self.path.open("ab") as file:
                    file.write(line.encode("ascii"))
                    file.flush()
                    os.fsync(file.fileno())
        except OSError as e:
            raise DeliveryError(self.name, f"{self.path} cannot be written: {e.strerror or e}") from e


def _ids(tail: bytes) -> set[str]:
    return {str(row["id"]) for line in tail.split(b"\n") if isinstance(row := _row(line), dict) and "id" in row}


def _row(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _mended(path: Path) -> bytes:
    """The tail of the file, after a last line that was cut off by a kill has been taken away."""
    if not path.exists():
        return b""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read()
        if not tail or tail.endswith(b"\n"):
            return tail
        kept, _, last = tail.rpartition(b"\n")
        if _row(last) is not None:
            file.write(b"\n")
            return tail + b"\n"
        file.truncate(size - len(last))
        return kept
