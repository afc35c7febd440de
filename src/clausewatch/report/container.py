"""A zip that is the same for the same files: sorted, with fixed times, and sealed by a hash at its end."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping

from clausewatch.report.verifier.verify import SEAL

_TIME = (1980, 1, 1, 0, 0, 0)
_ENDING = len(SEAL) + 64


def packed(files: Mapping[str, bytes]) -> bytes:
    """The zip of some files; its comment says the SHA-256 of all bytes before it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            target.writestr(entry, files[name])
    body = out.getvalue()[:-2] + struct.pack("<H", _ENDING)
    return body + SEAL + hashlib.sha256(body).hexdigest().encode()
