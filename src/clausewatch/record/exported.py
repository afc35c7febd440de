"""Checkpoints as text: what leaves the house, and how it is read back."""

from __future__ import annotations

from datetime import datetime

from clausewatch.errors import UsageError
from clausewatch.record.protocol import Checkpoint


def written(checkpoint: Checkpoint) -> str:
    """The signed body, then a line each for signature and public key (hex)."""
    return f"{checkpoint.body}signature {checkpoint.signature}\nkey {checkpoint.public_key}\n"


def read(text: str) -> Checkpoint:
    """The checkpoint that was printed as this text; its signature is not checked here.

    Raises:
        UsageError: the text is not a printed checkpoint.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        origin, size, root, at, signature, key = lines
        signature, key = signature.removeprefix("signature "), key.removeprefix("key ")
        bytes.fromhex(root + signature + key)
        return Checkpoint(origin, int(size), root, datetime.fromisoformat(at), signature, key)
    except ValueError as e:
        raise UsageError(
            "This is not a checkpoint as `clausewatch checkpoint` prints it.", "Hand in its six lines, unchanged."
        ) from e
