"""Access to a vendor's pages: secrets are found where the settings say, sent to the declared origin, and kept nowhere."""

from __future__ import annotations

import base64
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wayskit import Site, closed

from clausewatch import watch
from clausewatch.cli.setup import make_home
from clausewatch.errors import FetchError, UsageError
from clausewatch.fetch.access import Keyring
from clausewatch.fetch.http import HttpFetcher
from clausewatch.model import Outcome, Source
from clausewatch.settings import FILE_NAME, AccessSettings, FetchSettings, Settings, dump, load
from clausewatch.tools import opened

TOKEN = "tok-5f1c9e0d77"
PASSWORD = "hunter2-b1c4"
PROXY_PASSWORD = "pr0xy-77aa"
BASIC = base64.b64encode(f"reader:{PASSWORD}".encode()).decode()
FORMS = (TOKEN, PASSWORD, PROXY_PASSWORD, BASIC)
TERMS = "<html><body><main><h1>Terms</h1>" + "<p>The customer shall pay all fees within thirty days of the invoice.</p>" * 8
ACCESS = AccessSettings(headers={"X-Portal-Token": "env:PORTAL_TOKEN"}, user="reader", password="env:PORTAL_PASSWORD")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets in the environment, as a service manager puts them there."""
    monkeypatch.setenv("PORTAL_TOKEN", TOKEN)
    monkeypatch.setenv("PORTAL_PASSWORD", PASSWORD)


@pytest.fixture
def home(tmp_path: Path, site: Site) -> Settings:
    """A home that watches one page which wants a token and a password."""
    home = tmp_path / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "vendors" / "portal.yml").write_text(
        f"name: Portal\ndocuments:\n  terms: {{kind: terms, url: '{site.base}/terms'}}\n", "utf-8"
    )
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.1",), deadline=5.0, tries=1)
    site.pages["/terms"] = TERMS
    return make_home(
        Settings(home, vendors=("portal",), channels=("jsonl:alerts.jsonl",), fetch=fetch, access={"portal": ACCESS})
    )


def written(home: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file that a run left in its home."""
    return ((p, p.read_bytes()) for p in home.rglob("*") if p.is_file())


def test_secrets_reach_the_vendor_and_nothing_else(
    home: Settings, site: Site, secrets: None, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Sent with every request; in no file of the home, no log line, no output and no representation."""
    caplog.set_level(logging.DEBUG)
    with opened(home) as tools:
        result = watch.run(tools, tools.sources()).results[0]
        access = Keyring(home.access, {"PORTAL_TOKEN": TOKEN, "PORTAL_PASSWORD": PASSWORD}, home.home).access(result.source)
    assert result.state == "first"
    assert all((h["X-Portal-Token"], h["Authorization"]) == (TOKEN, f"Basic {BASIC}") for h in site.heads)
    said = caplog.text + "".join(capfd.readouterr()) + repr((result, access, home, load(home.home, {})))
    assert not [f for f in FORMS if f in said]
    assert not [(p, f) for p, body in written(home.home) for f in FORMS if f.encode() in body]


def test_a_header_that_echoes_a_secret_is_not_recorded(home: Settings, site: Site, secrets: None) -> None:
    """A server that sends back what it got does not bring the secret into the record."""
    site.extra = {"X-Seen": f"token={TOKEN}", "X-Harmless": "yes"}
    with opened(home) as tools:
        attempt = tools.fetcher.fetch(tools.sources()[0])
    assert attempt.header("x-harmless") == "yes"
    assert not attempt.header("x-seen")


def test_secrets_are_not_sent_to_another_origin(home: Settings, site: Site, secrets: None) -> None:
    """A redirect to another port takes no secret along."""
    with closed(Site()) as other, opened(home) as tools:
        other.pages["/moved"] = TERMS
        site.moved["/terms"] = f"{other.base}/moved"
        attempt = tools.fetcher.fetch(tools.sources()[0])
    assert attempt.outcome is Outcome.CAPTURED
    assert not any("X-Portal-Token" in h or "Authorization" in h for h in other.heads)


def test_a_missing_secret_fails_its_vendor_alone_and_asks_nothing(
    home: Settings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt is refused, names the variable, and no request leaves the house."""
    monkeypatch.delenv("PORTAL_TOKEN", raising=False)
    with opened(home) as tools:
        attempt = tools.fetcher.fetch(tools.sources()[0])
    assert attempt.outcome is Outcome.REFUSED
    assert "PORTAL_TOKEN" in attempt.detail
    assert site.heads == []


def test_secrets_come_from_a_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`keyring:service/user` asks the library; its failures are sentences."""
    (tmp_path / "keyring").mkdir()
    (tmp_path / "keyring" / "__init__.py").write_text(
        "def get_password(service, user):\n    return {('portal', 'me/x'): 'from-ring'}.get((service, user))\n"
    )
    (tmp_path / "keyring" / "errors.py").write_text("class KeyringError(Exception):\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    settings = {"v": AccessSettings(headers={"X-Key": "keyring:portal/me/x"})}
    assert Keyring(settings, {}, tmp_path).access(Source("v", "d", "")).headers == {"X-Key": "from-ring"}


def test_a_missing_keyring_library_is_said(monkeypatch: pytest.MonkeyPatch, home: Settings, site: Site) -> None:
    """The sentence names the extra to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    settings = Settings(home.home, fetch=home.fetch, access={"portal": AccessSettings(headers={"X-Key": "keyring:a/b"})})
    with opened(settings) as tools:
        attempt = tools.fetcher.fetch(Source("portal", "terms", f"{site.base}/terms"))
    assert attempt.outcome is Outcome.REFUSED
    assert "clausewatch[keyring]" in attempt.detail


def test_a_vendors_own_proxy_carries_its_pages_alone(home: Settings, site: Site, secrets: None) -> None:
    """Its pages are asked from the proxy with the proxy's credentials; other vendors' are not."""
    access = {"portal": AccessSettings(proxy="env:PORTAL_PROXY")}
    with closed(Site()) as proxy:
        proxy.pages[f"{site.base}/terms"] = TERMS
        address = proxy.base.replace("http://", f"http://me:{PROXY_PASSWORD}@")
        keyring = Keyring(access, {"PORTAL_PROXY": address}, home.home)
        fetcher = HttpFetcher(home.fetch, home.home / "hosts", access=keyring.access)
        through = fetcher.fetch(Source("portal", "terms", f"{site.base}/terms"))
        direct = fetcher.fetch(Source("other", "terms", f"{site.base}/terms"))
        fetcher.close()
    assert (through.outcome, direct.outcome) == (Outcome.CAPTURED, Outcome.CAPTURED)
    assert proxy.asked == [f"{site.base}/terms"]
    assert site.asked == ["/terms"]
    assert "Proxy-Authorization" in proxy.heads[-1]
    assert PROXY_PASSWORD not in repr((through, keyring.access(Source("portal", "d", ""))))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[access.acme]\npassword = "hunter2-b1c4"\nuser = "x"', "password"),
        ('[access.acme]\nheaders = {Authorization = "Bearer hunter2-b1c4"}', "headers.Authorization"),
        ("[access.acme]\nheaders = {Authorization = 5}", "headers"),
        ('[access.acme]\nproxy = "http://me:hunter2-b1c4@proxy:1"', "proxy"),
        ('[access.acme]\npassword = ["hunter2-b1c4"]', "password"),
        ('[access.acme]\nuser = "reader"', "user and password"),
        ('[access.acme]\ntoken = "hunter2-b1c4"', "token"),
        ("access = 3", "table per vendor"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_shown(tmp_path: Path, text: str, named: str) -> None:
    """The error says which setting, and never what stood there."""
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        load(tmp_path, {})
    assert named in str(caught.value)
    assert "hunter2-b1c4" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: AccessSettings(headers={"X-Key": "env:BROKEN"}), "characters"),
        (lambda: AccessSettings(headers={"Host": "plain:inner.example"}), "cannot be set"),
        (lambda: AccessSettings(headers={"X Key": "plain:1"}), "cannot be set"),
        (lambda: AccessSettings(proxy="plain:socks5://x"), "http://host:port"),
    ],
)
def test_a_value_that_could_break_out_of_its_line_is_refused(
    home: Settings, make: Callable[[], AccessSettings], said: str
) -> None:
    """Line feeds, foreign header names and odd proxies end before anything is sent."""
    keyring = Keyring({"v": make()}, {"BROKEN": "a\r\nHost: evil"}, home.home)
    with pytest.raises(FetchError, match=said) as caught:
        keyring.access(Source("v", "d", ""))
    assert "evil" not in str(caught.value)


def test_access_is_written_and_read_back_as_references(tmp_path: Path) -> None:
    """What `init` would write holds places, not values."""
    settings = Settings(tmp_path, access={"acme-cloud": AccessSettings(headers={"X-A": "env:A"}, ca_file="ca.pem")})
    (tmp_path / FILE_NAME).write_text(dump(settings), "utf-8")
    assert load(tmp_path, {}) == settings
