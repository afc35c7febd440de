"""Machines that are not there: network and process name spaces, or only processes where these cannot be had."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_NET = "10.77"
_BRIDGE = "cwbridge"


@dataclass(frozen=True)
class Machines:
    """Addresses of vendors that all machines reach, and what to put before a command to run it on one of them."""

    name: str
    network: str
    hosts: tuple[str, ...]
    spaces: tuple[str, ...] = ()

    def within(self, number: int) -> Sequence[str]:
        """The beginning of a command on a machine; whoever kills its process kills all that runs in it."""
        if not self.spaces:
            return ()
        return ("ip", "netns", "exec", self.spaces[number], "unshare", "--pid", "--fork", "--mount-proc", "--kill-child")


@contextmanager
def apart(hosts: int, machines: int) -> Iterator[Machines]:
    """Machines of their own where name spaces can be made, else none."""
    spaces = [f"cw-{os.getpid()}-{n}" for n in range(machines)]
    addresses = tuple(f"{_NET}.1.{n + 1}" for n in range(hosts))
    try:
        if all(_done(command) for command in _making(spaces, addresses)):
            yield Machines("network and process name spaces of their own", f"{_NET}.0.0/16", addresses, tuple(spaces))
        else:
            yield Machines("processes of one machine", "127.0.0.0/8", tuple(f"127.0.0.{n + 1}" for n in range(hosts)))
    finally:
        for space in spaces:
            _done(f"ip netns del {space}")
        _done(f"ip link del {_BRIDGE}")


def _making(spaces: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    yield "unshare --pid --fork --mount-proc --kill-child true"
    yield f"ip link add {_BRIDGE} type bridge"
    yield f"ip link set {_BRIDGE} up"
    for address in addresses:
        yield f"ip addr add {address}/16 dev {_BRIDGE}"
    for number, space in enumerate(spaces):
        yield f"ip netns add {space}"
        yield f"ip link add cwv{number} type veth peer name eth0 netns {space}"
        yield f"ip link set cwv{number} master {_BRIDGE}"
        yield f"ip link set cwv{number} up"
        yield f"ip -n {space} addr add {_NET}.9.{number + 1}/16 dev eth0"
        yield f"ip -n {space} link set eth0 up"
        yield f"ip -n {space} link set lo up"


def _done(command: str) -> bool:
    try:
        return subprocess.run(command.split(), capture_output=True).returncode == 0
    except OSError:
        return False
