"""Alerts as signed JSON to a receiver's URL.

The receiver checks `X-Clausewatch-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of
`SECONDS.BODY` under the shared secret, refuses old times, and drops an `Idempotency-Key` that it
has seen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from clausewatch.alert.channels.base import BUSINESS, Parcel, Route
from clausewatch.codec import plain
from clausewatch.errors import DeliveryError, Operational
from clausewatch.wording import one_line


class Post(Protocol):
    """How a body is sent: the caller lends its one checked way to open a connection.

    Gives the status of the answer; follows no redirect. May raise `Operational` or `OSError`.
    """

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts to `url` through `post`, signed with `secret`."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    post: Post
    name: str
    route: Route = BUSINESS

    def send(self, parcel: Parcel) -> None:
        """Post one alert; any answer but 2xx is a failure."""
        content = body(parcel)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.id,
            "X-Clausewatch-Signature": signature(self.secret, content, parcel.at),
        }
        try:
            status = self.post(self.url, content, headers)
        except (Operational, OSError) as e:
            raise DeliveryError(self.name, one_line(str(e))) from e
        if not 200 <= status < 300:
            raise DeliveryError(self.name, f"the receiver answered {status}")


def body(parcel: Parcel) -> bytes:
    """The JSON body of an alert: the same bytes for every repeat."""
    content = {"type": "alert", "id": parcel.id, "alert": plain(parcel.alert)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def signature(secret: str, content: bytes, at: datetime) -> str:
    """The signature header of a body sent at a time."""
    seconds = int(at.timestamp())
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + content, hashlib.sha256)
    return f"t={seconds},v1={mac.hexdigest()}"
