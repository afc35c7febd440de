"""Names of special ranges, hidden addresses, and the allow-list's readings."""

from __future__ import annotations

import ipaddress

import pytest

from clausewatch.errors import FetchError
from clausewatch.fetch.addresses import Gate, embedded, special
from clausewatch.fetch.urls import target


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("127.0.0.1", "loopback"), ("10.1.2.3", "private"), ("100.64.0.1", "carrier-grade NAT"),
        ("169.254.169.254", "link-local"), ("192.0.2.1", "documentation"), ("198.18.0.1", "benchmarking"),
        ("224.0.0.1", "multicast"), ("255.255.255.255", "broadcast"), ("240.0.0.1", "reserved"),
        ("::1", "loopback"), ("::ffff:8.8.8.8", "IPv4-mapped"), ("2002:808:808::1", "6to4"), ("2001::1", "Teredo"),
        ("64:ff9b::808:808", "NAT64"), ("fd00::1", "private"), ("fe80::1", "link-local"), ("3fff::1", "documentation"),
        ("4000::1", "not global unicast"), ("8.8.8.8", ""), ("2606:4700::1111", ""),
    ],
)  # fmt: skip
def test_ranges_are_named(address, name):
    assert special(ipaddress.ip_address(address)).partition(",")[0] == name


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"), ("::10.0.0.1", "10.0.0.1"), ("64:ff9b::10.0.0.1", "10.0.0.1"),
        ("64:ff9b:1::10.0.0.1", "10.0.0.1"), ("2002:0a00:0001::", "10.0.0.1"), ("::ffff:0:10.0.0.1", "10.0.0.1"),
        ("2001:0:808:808:0:0:f5ff:fffe", "10.0.0.1"),
    ],
)  # fmt: skip
def test_addresses_hidden_in_transition_forms_are_found(address, hidden):
    assert str(embedded(ipaddress.ip_address(address))) == hidden


@pytest.mark.parametrize("address", ["10.0.0.1", "2606:4700::1111", "fe80::1"])
def test_plain_addresses_hide_nothing(address):
    assert embedded(ipaddress.ip_address(address)) is None


def test_a_zone_of_an_answer_is_dropped():
    with pytest.raises(FetchError, match="link-local"):
        Gate((), lambda *_: ["fe80::1%eth0"]).check(target("http://vendor.example/"), 1.0)


def test_all_addresses_must_be_exempt():
    gate = Gate(("127.0.0.1",), lambda *_: ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        gate.check(target("http://vendor.example/"), 1.0)


def test_without_exemption_the_allow_list_does_not_count():
    gate = Gate(("vendor.example",), lambda *_: ["127.0.0.1"])
    assert gate.check(target("http://vendor.example/"), 1.0).exempt
    with pytest.raises(FetchError, match="loopback"):
        gate.check(target("http://vendor.example/"), 1.0, exempt=False)
