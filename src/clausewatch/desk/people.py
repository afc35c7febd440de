"""Who asks: people with a role, their signed sessions, and tokens for programs.

A session is a cookie that names the user; what that user may do is looked up in the record at each
request, so that a role that was taken away is gone at once. Roles, from less to more: `reader`,
`decider`, `operator`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausewatch.record.protocol import USER_ROLES, Record, User

KEY_FILE = "desk.secret"
_KIND = "cw1"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks. Without sign-in the name is empty, and is asked for with each write."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether the person has at least this role."""
        return USER_ROLES.index(self.role) >= USER_ROLES.index(role) if self.role else False


NOBODY = Person("", "")
LOCAL = Person("", "operator")
"""Whoever sits at the machine, while no sign-in is asked for."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the cookie says: a random id, a user's name (empty: not signed in) and when it began (Unix seconds)."""

    id: str
    name: str = ""
    since: int = 0
    role: str = ""
    """Given by an identity provider; empty for users of the record, whose role is looked up."""


class Signer:
    """Signs what goes out and comes back, with a secret that never leaves the home."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def of_home(cls, home: Path) -> Signer:
        """The signer of a home; its secret is made on first use, readable for its owner only."""
        path = home / KEY_FILE
        if not path.exists():
            new = path.with_suffix(".new")
            new.touch(mode=0o600, exist_ok=True)
            new.write_bytes(secrets.token_bytes(32))
            new.replace(path)
        return cls(path.read_bytes())

    def mac(self, purpose: str, *parts: str) -> str:
        """A keyed hash over parts, for one purpose."""
        message = "\x1f".join((purpose, *parts)).encode()
        return base64.urlsafe_b64encode(hmac.digest(self._secret, message, hashlib.sha256)).decode().rstrip("=")

    def pack(self, purpose: str, content: Mapping[str, Any]) -> str:
        """Content as signed text for a cookie."""
        body = base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")
        return f"{body}.{self.mac(purpose, body)}"

    def unpack(self, purpose: str, text: str) -> Mapping[str, Any] | None:
        """The content of signed text; None if it was not signed here for this purpose."""
        body, _, mac = text.partition(".")
        if not hmac.compare_digest(mac.encode(), self.mac(purpose, body).encode()):
            return None
        found: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return found

    def csrf(self, session: Session) -> str:
        """The token that every form of a session carries."""
        return self.mac("csrf", session.id, session.name)

    def token(self, user: User) -> str:
        """A token with which programs read as this user; a new password or role ends it."""
        name = base64.urlsafe_b64encode(user.name.encode()).decode().rstrip("=")
        return f"{_KIND}.{name}.{self.mac('token', user.name, user.role, user.password)}"

    def bearer(self, token: str, users: Mapping[str, User]) -> Person:
        """Who shows this token; nobody where it is not one of ours."""
        prefix, _, rest = token.partition(".")
        name = rest.partition(".")[0]
        try:
            user = users.get(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode())
        except ValueError:
            return NOBODY
        known = prefix == _KIND and user is not None
        if not known or user is None or not hmac.compare_digest(token.encode(), self.token(user).encode()):
            return NOBODY
        return Person(user.name, user.role)


def new_session(name: str = "", role: str = "") -> Session:
    """A session with a fresh id, from now."""
    return Session(secrets.token_urlsafe(18), name, int(time.time()), role)


def person_of(session: Session, record: Record) -> Person:
    """Who is signed in, with the role of this moment."""
    if not session.name:
        return NOBODY
    if session.role:
        return Person(session.name, session.role)
    user = record.users().get(session.name)
    return Person(user.name, user.role) if user else NOBODY
