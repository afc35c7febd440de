"""Addresses of channels, and what opens them.

An address is a scheme and what it needs; options stand behind `#`, as `audience=operator` (default
`business`; `all` for console and JSON Lines), `severity=3`, `role=dpo`, `digest=no` (mail and Apprise
gather what can wait, files and webhooks do not), for mail `tls=never|starttls` and for webhooks
`secret=...`. The part behind `#` never leaves the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address as Mailbox
from pathlib import Path
from typing import TextIO
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlsplit

from clausewatch.alert.channels import apprise
from clausewatch.alert.channels.atom import AtomFeed
from clausewatch.alert.channels.base import Channel, Route, route_of
from clausewatch.alert.channels.console import Console
from clausewatch.alert.channels.jsonl import JsonLines
from clausewatch.alert.channels.mail import LOOPBACK, Mail, Server
from clausewatch.alert.channels.webhook import Post, Webhook
from clausewatch.errors import UsageError
from clausewatch.model import digest


@dataclass(frozen=True, slots=True)
class Address:
    """One address taken apart: `rest` follows the scheme and its colon, `options` the `#`."""

    text: str
    scheme: str
    rest: str
    options: Mapping[str, str]

    @classmethod
    def of(cls, text: str) -> Address:
        """Take an address apart."""
        body, _, options = text.partition("#")
        scheme, _, rest = body.partition(":")
        return cls(text, scheme.lower(), rest, dict(parse_qsl(options)))

    @property
    def private_name(self) -> str:
        """A name for addresses that may hold secrets: the scheme and a short hash."""
        return f"{self.scheme}:{digest(self.text)[:8]}"

    def route(self, audience: str = "business", digest: bool = False) -> Route:
        """Which alerts this address wants."""
        return route_of(self.options, self.private_name, audience, digest)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the caller lends to channels: the folder of relative paths, the stream of the console, a way to post."""

    home: Path
    stream: TextIO
    post: Post | None = None


_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""A dot-atom at a domain (RFC 5321 without quoted local parts)."""
_MAIL_HINT = "Write smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS&to=ADDRESS."

Factory = Callable[[Address, Surroundings], Sequence[Channel]]


def _console(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [Console(around.stream, address.text, address.route("all"))]


def _jsonl(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [JsonLines(_path(address, around), address.text, address.route("all"))]


def _atom(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [AtomFeed(_path(address, around), address.text, address.route())]


def _ical(address: Address, around: Surroundings) -> Sequence[Channel]:
    # Imported here: icalendar takes a tenth of a second that most runs need not spend.
    from clausewatch.alert.channels.ical import Calendar

    return [Calendar(_path(address, around), address.text, address.route())]


def _smtp(address: Address, _: Surroundings) -> Sequence[Channel]:
    parts = _url(address)
    query = parse_qs(parts.query)
    server, route = _server(address, parts), address.route(digest=True)
    sender = _mailbox(address, query.get("from", [""])[0])
    recipients = [r.strip() for r in ",".join(query.get("to", [])).split(",") if r.strip()]
    if not recipients:
        raise UsageError(f"{address.private_name} names no recipient.", _MAIL_HINT)
    names = {r: f"{address.scheme}:{digest(f'{address.text} {r}')[:8]}" for r in recipients}
    return [Mail(server, sender, _mailbox(address, r), name, route) for r, name in names.items()]


def _server(address: Address, parts: SplitResult) -> Server:
    """TLS is asked for and needed, unless the server is on this machine or `tls=never` is said."""
    host = parts.hostname or ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if address.scheme == "smtps":
        return Server(host, parts.port or 465, "implicit", user, password)
    tls = address.options.get("tls", "never" if host in LOOPBACK else "starttls")
    if tls not in ("never", "starttls"):
        raise UsageError(f"{address.private_name}: tls must be never or starttls, not {tls!r}.")
    return Server(host, parts.port or 587, tls, user, password)


def _webhook(address: Address, around: Surroundings) -> Sequence[Channel]:
    secret = address.options.get("secret", "")
    if not secret:
        raise UsageError(f"{address.private_name} has no secret.", "Write webhook+https://HOST/PATH#secret=SECRET.")
    if around.post is None:
        raise UsageError(f"{address.private_name}: webhooks cannot be sent from here.")
    url = f"{address.scheme.removeprefix('webhook+')}:{address.rest}"
    return [Webhook(url, secret, around.post, address.private_name, address.route())]


def _apprise(address: Address, _: Surroundings) -> Sequence[Channel]:
    url = address.text.partition("#")[0]
    return [apprise.AppriseChannel(apprise.service(url), address.private_name, address.route(digest=True))]


FACTORIES: Mapping[str, Factory] = {
    "console": _console,
    "jsonl": _jsonl,
    "atom": _atom,
    "ical": _ical,
    "smtp": _smtp,
    "smtps": _smtp,
    "webhook+http": _webhook,
    "webhook+https": _webhook,
}
"""The schemes of our own; every other one is offered to Apprise."""


def open_channels(addresses: Sequence[str], around: Surroundings) -> Mapping[str, Channel]:
    """The channels of all addresses by name. Names hold no secrets: they may be recorded.

    Raises:
        UsageError: an unknown scheme (the known ones are named) or an address that lacks something.
    """
    opened: dict[str, Channel] = {}
    for text in addresses:
        address = Address.of(text)
        for channel in _factory(address)(address, around):
            opened[channel.name] = channel
    return opened


def _factory(address: Address) -> Factory:
    if address.scheme in FACTORIES:
        return FACTORIES[address.scheme]
    if address.rest.startswith("//"):
        return _apprise
    raise UsageError(f"There is no channel {address.scheme!r}.", f"Known: {', '.join(sorted(FACTORIES))}, and every Apprise URL.")


def _path(address: Address, around: Surroundings) -> Path:
    if not address.rest:
        raise UsageError(f"{address.text} names no file.", f"Write {address.scheme}:PATH.")
    return around.home / Path(address.rest).expanduser()


def _url(address: Address) -> SplitResult:
    try:
        parts = urlsplit(f"{address.scheme}:{address.rest}")
        if parts.hostname and (parts.port is None or parts.port):
            return parts
    except ValueError as e:
        raise UsageError(f"{address.private_name}: {e}.", _MAIL_HINT) from e
    raise UsageError(f"{address.private_name} names no server.", _MAIL_HINT)


def _mailbox(address: Address, text: str) -> Mailbox:
    if not _MAILBOX.fullmatch(text):
        raise UsageError(f"{address.private_name}: {text!r} is no mail address.", _MAIL_HINT)
    return Mailbox(addr_spec=text)
