"""A connection never opens a socket by itself: that would pass the address check by."""

from __future__ import annotations

import http.client
import socket
import time

import pytest

from clausewatch.errors import FetchError
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.urls import target
from clausewatch.fetch.wire import Connection, Identity, Wire
from clausewatch.model import Outcome


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def _connection(sock):
    return Connection(target("http://vendor.example/"), Identity(), Wire(sock, Budget(5.0, time.monotonic)))


def test_a_closed_connection_is_not_opened_again(pair):
    ours, theirs = pair
    connection = _connection(ours)
    theirs.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    connection.ask(target("http://vendor.example/"), {}).read()
    with pytest.raises(http.client.NotConnected):
        connection.ask(target("http://vendor.example/"), {})


def test_a_connection_with_unasked_bytes_or_a_hang_up_is_stale(pair):
    ours, theirs = pair
    connection = _connection(ours)
    assert not connection.stale
    theirs.sendall(b"x")
    assert connection.stale
    ours.recv(1)
    theirs.close()
    assert connection.stale


def test_an_exhausted_budget_ends_reading_and_writing(pair):
    clock = [0.0]
    budget = Budget(5.0, lambda: clock[0])
    wire = Wire(pair[0], budget)
    wire.sendall(b"x")
    clock[0] = 5.0
    for act in (lambda: wire.sendall(b"x"), lambda: wire.readinto(bytearray(1))):
        with pytest.raises(FetchError) as caught:
            act()
        assert caught.value.outcome is Outcome.TIMEOUT
    budget.grant(1.0)
    wire.sendall(b"x")
