"""Addresses of channels, and what opens them.

An address is a scheme and what it needs; options stand behind `#`, as `audience=operator` (default
`business`; `all` for console and JSON Lines), `severity=3` and, for webhooks, `secret=...`. The
part behind `#` never leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import parse_qsl

from clausewatch.alert.channels import apprise
from clausewatch.alert.channels.atom import AtomFeed
from clausewatch.alert.channels.base import Channel, Route, route_of
from clausewatch.alert.channels.console import Console
from clausewatch.alert.channels.jsonl import JsonLines
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

    def route(self, audience: str = "business") -> Route:
        """Which alerts this address wants."""
        return route_of(self.options, self.private_name, audience)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the caller lends to channels: the folder of relative paths and the stream of the console."""

    home: Path
    stream: TextIO


Factory = Callable[[Address, Surroundings], Sequence[Channel]]


def _console(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [Console(around.stream, address.text, address.route("all"))]


def _jsonl(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [JsonLines(_path(address, around), address.text, address.route("all"))]


def _atom(address: Address, around: Surroundings) -> Sequence[Channel]:
    return [AtomFeed(_path(address, around), address.text, address.route())]


def _apprise(address: Address, _: Surroundings) -> Sequence[Channel]:
    url = address.text.partition("#")[0]
    return [apprise.AppriseChannel(apprise.service(url), address.private_name, address.route())]


FACTORIES: Mapping[str, Factory] = {
    "console": _console,
    "jsonl": _jsonl,
    "atom": _atom,
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
