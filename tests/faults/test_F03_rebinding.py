"""F03: the name is resolved once; the address that was checked is the one connected to."""

from __future__ import annotations

import socket

from stranger import answer

from clausewatch.model import Outcome


class FlippingName:
    """Answers with a public address first, and with loopback ever after."""

    def __init__(self):
        self.asked = 0

    def __call__(self, host, port):
        self.asked += 1
        return ["93.184.216.34"] if self.asked == 1 else ["127.0.0.1"]


def test_f03_a_flipping_name_is_asked_once_per_connection(client, stranger):
    stranger.on("/terms", answer(200, b"terms"))
    dialled = []

    def dial(where, seconds):
        dialled.append(where[0])
        return socket.create_connection((stranger.host, stranger.port), seconds)

    name = FlippingName()
    attempt = client(allow=(), world={"resolve": name, "dial": dial}).get("http://vendor.example/terms")
    assert attempt.outcome is Outcome.CAPTURED
    assert name.asked == 1
    assert dialled == ["93.184.216.34"]


def test_f03_the_flipped_answer_is_refused_on_the_next_connection(client, stranger):
    stranger.on("/robots.txt", answer(404, Connection="close"))
    dialled = []

    def dial(where, seconds):
        dialled.append(where[0])
        return socket.create_connection((stranger.host, stranger.port), seconds)

    attempt = client(allow=(), world={"resolve": FlippingName(), "dial": dial}).get("http://vendor.example/terms")
    assert attempt.outcome is Outcome.REFUSED
    assert dialled == ["93.184.216.34"]
    assert stranger.paths == []


def test_f03_the_connection_goes_to_a_number_not_to_the_name(client, stranger):
    stranger.on("/", answer(200, b"terms"))
    dialled = []

    def dial(where, seconds):
        dialled.append(where)
        return socket.create_connection((stranger.host, stranger.port), seconds)

    client(allow=("vendor.example",), world={"resolve": lambda *_: ["127.0.0.9"], "dial": dial}).get(
        f"http://vendor.example:{stranger.port}/"
    )
    assert dialled == [("127.0.0.9", stranger.port)]
    assert stranger.asked("/").headers["host"] == f"vendor.example:{stranger.port}"
