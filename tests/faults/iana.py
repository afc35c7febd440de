"""An oracle for addresses, written from the registries and apart from the code that it judges.

Sources: IANA IPv4 Special-Purpose Address Registry (RFC 6890, last rows AS112-v4 and AMT), IANA
IPv6 Special-Purpose Address Registry (last rows 100:0:0:1::/64, 3fff::/20 of RFC 9637 and
5f00::/16 of RFC 9602), IANA IPv4 Address Space Registry (224/4, 240/4), IANA IPv6 Address Space
Registry (only 2000::/3 is global unicast), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 6052 (NAT64).
"""

from __future__ import annotations

V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.88.99.2/32",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "224.0.0.0/4",
]

V6 = [
    "::1/128",
    "::/128",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]


def number(text: str) -> tuple[int, int]:
    """Bits and value of an address, read without the `ipaddress` module."""
    if ":" not in text:
        return 32, int("".join(f"{int(part):02x}" for part in text.split(".")), 16)
    left, gap, right = text.partition("::")
    before = [p for p in left.split(":") if p]
    after = [p for p in right.split(":") if p]
    middle = ["0"] * (8 - len(before) - len(after)) if gap else []
    return 128, int("".join(f"{int(p, 16):04x}" for p in [*before, *middle, *after]), 16)


def written(bits: int, value: int) -> str:
    """The plain text of an address."""
    if bits == 32:
        return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
    return ":".join(f"{value >> shift & 0xFFFF:x}" for shift in range(112, -1, -16))


def edges(network: str) -> tuple[int, int, int]:
    """Bits, first and last value of a network."""
    base, _, prefix = network.partition("/")
    bits, first = number(base)
    return bits, first, first + (1 << (bits - int(prefix))) - 1


_EDGES = [edges(network) for network in [*V4, *V6]]


def refused(text: str) -> bool:
    """True when the registries say that nothing public can be there."""
    bits, value = number(text)
    if bits == 128 and value >> 125 != 1:
        return True
    return any(b == bits and first <= value <= last for b, first, last in _EDGES)


def samples() -> list[str]:
    """First and last address of every range, and the neighbours just outside."""
    found: dict[str, None] = {}
    for bits, first, last in _EDGES:
        for value in (first - 1, first, last, last + 1):
            if 0 <= value < 1 << bits:
                found[written(bits, value)] = None
    return list(found)


def carried(v4: str) -> list[str]:
    """The IPv6 forms in which an IPv4 address can hide."""
    value = number(v4)[1]
    return [
        written(128, value),
        written(128, 0xFFFF << 32 | value),
        written(128, 0xFFFF << 48 | value),
        written(128, 0x64FF9B << 96 | value),
        written(128, 0x64FF9B0001 << 80 | value),
        written(128, 0x2002 << 112 | value << 80 | 1),
        written(128, 0x20010000 << 96 | 0x08080808 << 64 | (value ^ 0xFFFFFFFF)),
    ]
