"""The Ed25519 key that signs the head of the log; it lies in the home, never in the record."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clausewatch.errors import RecordError


def path(home: Path) -> Path:
    """The file of the signing key."""
    return home / "keys" / "signing.pem"


def ensure(home: Path) -> str:
    """The public key of a home, hex; the pair is made where there is none yet."""
    file = path(home)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _write_private(file, pem)
    return _public(_load(home))


def sign(home: Path, public_key: str, body: str) -> str:
    """Ed25519 signature of a text, hex.

    Raises:
        RecordError: the key is missing, unreadable, or not the one of the record.
    """
    key = _load(home)
    if _public(key) != public_key:
        raise RecordError(f"{path(home)} is not the key of this record.", "Put back the key that was made with the record.")
    return key.sign(body.encode()).hex()


def verified(public_key: str, signature: str, body: str) -> bool:
    """True if the signature over the text was made with the private half of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), body.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _load(home: Path) -> Ed25519PrivateKey:
    file = path(home)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise RecordError(f"The signing key {file} cannot be read: {e}", "Restore the folder `keys` of the home.") from e
    if not isinstance(key, Ed25519PrivateKey):
        raise RecordError(f"The signing key {file} is not an Ed25519 key.", "Restore the folder `keys` of the home.")
    return key


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def _write_private(file: Path, pem: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = file.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(pem)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
