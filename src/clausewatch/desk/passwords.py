"""Passwords of local users: Argon2id in its usual text form (RFC 9106, second recommended parameters)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

LEAST = 12
"""Characters of a password at least (NIST SP 800-63B asks for 8, and for no other rule)."""
_NONE = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def hashed(password: str) -> str:
    """The hash of a password with a fresh salt."""
    return Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive_phc_encoded(
        password.encode()
    )


def fits(password: str, known: str) -> bool:
    """Whether a password has this hash; an empty hash costs as much time and never fits."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), known or _NONE)
    except InvalidKey:
        return False
    return bool(known)
