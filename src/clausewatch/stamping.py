"""Timestamps of another party (RFC 3161), by the `openssl` program; the answer comes through our own gate."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clausewatch.errors import FetchError, UsageError
from clausewatch.model import Outcome
from clausewatch.settings import Settings

LIMIT = 256 * 1024
"""Bytes of a reply beyond which it is no timestamp."""
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_MISSING = "Install OpenSSL, or take tsa_url out of clausewatch.toml; everything else works without it."


def stamp(settings: Settings, data: bytes) -> bytes:
    """The reply of the authority in the settings on the SHA-256 of some data (DER).

    Raises:
        UsageError: openssl is not installed.
        FetchError: the authority cannot be reached, answers with an error, or not on this data.
    """
    from clausewatch.fetch.post import Poster

    query = _query(data)
    status, reply = Poster(settings.fetch).exchange(settings.tsa_url, query, _HEADERS, LIMIT)
    if status != 200:
        raise FetchError(Outcome.SERVER_ERROR, f"The timestamping authority answered with status {status}.", status=status)
    ca_file = settings.home / settings.tsa_ca_file if settings.tsa_ca_file else None
    if said := contradiction(reply, data, ca_file):
        raise FetchError(Outcome.REFUSED, f"The timestamping authority's answer cannot be used: {said}.")
    return reply


def contradiction(reply: bytes, data: bytes, ca_file: Path | None) -> str:
    """What speaks against a reply as a timestamp on some data; empty if nothing does.

    Without `ca_file` only status and content are looked at, not who signed it.

    Raises:
        UsageError: openssl is not installed, or there is no such `ca_file`.
    """
    if not reply:
        return "there is no timestamp"
    if ca_file and not ca_file.is_file():
        raise UsageError(f"There is no file {ca_file}.", "Name the certificates of the timestamping authority, PEM.")
    with tempfile.TemporaryDirectory() as folder:
        token, content = Path(folder, "reply.tsr"), Path(folder, "data")
        token.write_bytes(reply)
        content.write_bytes(data)
        if ca_file:
            done = _openssl("-verify", "-in", str(token), "-data", str(content), "-CAfile", str(ca_file))
            return "" if done.returncode == 0 else _reason(done.stderr)
        done = _openssl("-reply", "-in", str(token), "-text")
    if done.returncode or b"Status: Granted" not in done.stdout:
        return _reason(done.stdout + done.stderr)
    return "" if _imprint(data) in reply else "it is on something else"


def _query(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "data")
        content.write_bytes(data)
        return _openssl("-query", "-data", str(content), "-sha256", "-cert").stdout


def _openssl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command: Sequence[str] = ("openssl", "ts", *arguments)
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603 - our own arguments
    except FileNotFoundError:
        raise UsageError("Timestamps need the program openssl, which is not installed.", _MISSING) from None
    except subprocess.TimeoutExpired:
        raise UsageError("openssl did not end within 60 seconds.") from None


def _imprint(data: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(data).digest()


def _reason(said: bytes) -> str:
    """The last telling line of openssl, without its codes."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if "rror" in line or "tatus" in line]
    return re.sub(r"^[0-9A-F]+:error:[0-9A-F]+:", "", lines[-1]).strip() if lines else "openssl cannot read it"
