"""What a channel is, which alerts it wants, and how its files are replaced safely."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from clausewatch.alert.roles import ROLES
from clausewatch.errors import DeliveryError, UsageError
from clausewatch.model import Alert

AUDIENCES = ("business", "operator", "all")


@dataclass(frozen=True, slots=True)
class Route:
    """Which alerts a channel wants: an audience, and for business alerts from which severity on and for which role.

    Without `role` it wants those of all roles; an alert without roles concerns everybody. With
    `digest` what need not be read at once waits for the digest of the day or the week.
    """

    audience: str = "business"
    severity: int = 0
    role: str = ""
    digest: bool = False

    def wants(self, alert: Alert) -> bool:
        """Whether an alert goes this way."""
        if self.audience not in ("all", alert.audience):
            return False
        mine = not (self.role and alert.roles) or self.role in alert.roles
        return alert.audience == "operator" or (mine and alert.severity >= self.severity)


ALL, BUSINESS = Route("all"), Route("business")


@dataclass(frozen=True, slots=True)
class Parcel:
    """An alert as it is handed to a channel; `id` is the message's idempotency key, `at` the time of the round."""

    id: str
    alert: Alert
    at: datetime


class Channel(Protocol):
    """One way out. `send` returns when the message is taken, and may be called again with its id.

    Raises (from `send`):
        DeliveryError: not taken; the message stays in the outbox.
    """

    @property
    def name(self) -> str: ...
    @property
    def route(self) -> Route: ...
    def send(self, parcel: Parcel) -> None: ...


def route_of(options: Mapping[str, str], address: str, audience: str = "business", digest: bool = False) -> Route:
    """The route of an address's `audience`, `severity`, `role` and `digest` options.

    Raises:
        UsageError: a value that is none.
    """
    audience = options.get("audience", audience)
    severity = options.get("severity", "0")
    if audience not in AUDIENCES:
        raise UsageError(f"{address}: there is no audience {audience!r}.", f"Known: {', '.join(AUDIENCES)}.")
    if severity not in {"0", "1", "2", "3", "4"}:
        raise UsageError(f"{address}: severity must be 0 to 4, not {severity!r}.")
    role = options.get("role", "")
    if role and role not in ROLES:
        raise UsageError(f"{address}: there is no role {role!r}.", f"Known: {', '.join(ROLES)}.")
    wanted = options.get("digest", "yes" if digest else "no")
    if wanted not in ("yes", "no"):
        raise UsageError(f"{address}: digest must be yes or no, not {wanted!r}.")
    return Route(audience, int(severity), role, wanted == "yes")


def replace_file(path: Path, content: bytes, channel: str) -> None:
    """Put a whole file in place of another: readers see the old or the new one, never a part.

    Raises:
        DeliveryError: the folder cannot be written.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as e:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise DeliveryError(channel, f"{path} cannot be written: {e.strerror or e}") from e
