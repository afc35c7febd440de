"""F01: odd URLs are refused before any socket is opened, and the rule is named."""

from __future__ import annotations

import pytest

from clausewatch.model import Outcome

ODD = {
    "http://user:secret@vendor.example/": "user names",
    "http://vendor.example@127.0.0.1/": "user names",
    "http://@vendor.example/": "user names",
    "http://vendor.example\\@127.0.0.1/": "backslashes",
    "http:\\\\vendor.example/": "backslashes",
    "http://vendor.example/a\\b": "backslashes",
    "http://vendor.example/\r\nHost: inner": "control",
    "http://vendor.example/\tx": "control",
    "\x00http://vendor.example/": "control",
    "http://vendor\u200b.example/": "control",
    "http://vendor.exa\u00admple/": "control",
    "http://vendor.example/\u202egnp.exe": "control",
    "file:///etc/passwd": "only http and https",
    "ftp://vendor.example/terms": "only http and https",
    "data:text/html,hello": "only http and https",
    "gopher://vendor.example:70/_x": "only http and https",
    "javascript:alert(1)": "only http and https",
    "view-source:http://vendor.example/": "only http and https",
    "//vendor.example/terms": "only http and https",
    "vendor.example/terms": "only http and https",
    "": "only http and https",
    "http:vendor.example": "no host",
    "http:///terms": "no host",
    "https://": "no host",
    "http://?x": "no host",
    "http://vendor_.example.:80/": "odd characters",
    "http://ven dor.example/": "odd characters",
    "http://%31%32%37.0.0.1/": "odd characters",
    "http://127.0.0.1%2f@vendor.example/": "user names",
    "http://vendor..example/": "odd characters",
    "http://-vendor.example/": "odd characters",
    "http://vendor.example./": "odd characters",
    "http://" + "a" * 64 + ".example/": "odd characters",
    "http://vendor.example:99999/": "port",
    "http://vendor.example:0/": "port",
    "http://vendor.example:80:80/": "port",
    "http://vendor.example:80a/": "port",
    "http://vendor.example:-1/": "port",
    "http://\uff11\uff12\uff17.0.0.1/": "IDNA",
    "http://\u2460\u2461\u2466.0.0.1/": "IDNA",
    "http://127\u30020\u30020\u30021/": "odd dots",
    "http://vendor\uff0eexample/": "odd dots",
    "http://loc\u212alhost/": "IDNA",
    "http://\u24d4xample.com/": "IDNA",
    "http://xn--0.example/": "IDNA",
    "http://2130706433/": "four decimal numbers",
    "http://0x7f000001/": "four decimal numbers",
    "http://0x7f.1/": "four decimal numbers",
    "http://0177.0.0.1/": "four decimal numbers",
    "http://127.1/": "four decimal numbers",
    "http://127.0.1/": "four decimal numbers",
    "http://0/": "four decimal numbers",
    "http://127.0.0.01/": "four decimal numbers",
    "http://256.1.1.1/": "four decimal numbers",
    "http://1.2.3.4.5/": "four decimal numbers",
    "http://vendor.0x1/": "four decimal numbers",
    "http://[::1%25lo]/": "IPv6",
    "http://[fe80::1%lo]/": "IPv6",
    "http://[vendor]/": "malformed",
    "http://[::1/": "malformed",
    "http://[::1]x/": "malformed",
    "http://[::1]:x/": "port",
    "http://vendor.example/" + "a" * 9000: "longer than",
}


@pytest.mark.parametrize(("url", "rule"), ODD.items(), ids=range(len(ODD)))
def test_f01_odd_urls_are_refused_before_any_socket(client, url, rule):
    def never(*_):
        raise AssertionError("a name was looked up or a socket opened")

    attempt = client(world={"resolve": never, "dial": never}).get(url)
    assert attempt.outcome is Outcome.REFUSED
    assert rule in attempt.detail
    assert "secret" not in attempt.detail


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("HTTP://127.0.0.1:{port}/A%20b?x=1#part", "/A%20b?x=1"),
        ("http://127.0.0.1:{port}?q=å", "/?q=%C3%A5"),
        ("http://127.0.0.1:{port}/a b", "/a%20b"),
        ("http://127.0.0.1:{port}/a%2Fb%5Cc", "/a%2Fb%5Cc"),
    ],
)
def test_f01_plain_urls_are_asked_for_as_written(client, stranger, url, asked):
    client().get(url.format(port=stranger.port))
    assert stranger.paths == [asked]


def test_f01_international_names_are_looked_up_in_their_ascii_form(client):
    names = []

    def resolve(host, _):
        names.append(host)
        return []

    fetcher = client(world={"resolve": resolve}, tries=1)
    fetcher.get("https://köpvillkor.example/")
    fetcher.get("https://xn--kpvillkor-07a.example/")
    assert set(names) == {"xn--kpvillkor-07a.example"}
