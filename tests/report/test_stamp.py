"""Timestamps of another party: an authority made with openssl, behind an HTTP server of the test's own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import packkit
import pytest
from packkit import files, tools

from clausewatch import proving
from clausewatch.errors import FetchError, UsageError
from clausewatch.settings import FetchSettings, Settings
from clausewatch.stamping import contradiction

CONFIG = """
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
[stamping]
basicConstraints = CA:FALSE
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


def openssl(folder: Path, *arguments: str) -> bytes:
    """Run openssl in a folder; what it wrote."""
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True).stdout


@dataclass
class Authority:
    """A timestamping authority; `answer` may be set to bytes to be sent instead, `status` to another status."""

    folder: Path
    url: str = ""
    status: int = 200
    answer: bytes | None = None

    def reply(self, query: bytes) -> bytes:
        """The reply to a query, signed."""
        (self.folder / "query.tsq").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """The authority with its own root, listening on loopback."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Root", "-days", "3650")
    openssl(folder, "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamp")
    sign = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-extfile", "tsa.cnf")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *sign, "-extensions", "stamping", "-out", "tsa.pem")
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.reply(query) if authority.answer is None else authority.answer
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    yield authority
    server.shutdown()
    server.server_close()


@pytest.fixture
def authority(running: Authority) -> Authority:
    """The authority, in its senses."""
    running.status, running.answer = 200, None
    return running


@pytest.fixture
def settings(authority: Authority, tmp_path: Path) -> Settings:
    """A home that asks the authority and trusts its root."""
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.1",), deadline=20.0, tries=1)
    return packkit.home(tmp_path / "home", tsa_url=authority.url, tsa_ca_file=str(authority.folder / "ca.pem"), fetch=fetch)


def test_pack_holds_a_timestamp_that_openssl_verifies(settings: Settings, authority: Authority, tmp_path: Path) -> None:
    """The token is on the signed head; verified by openssl as README says, and by `verify` with the root."""
    with tools(settings) as found:
        data = proving.pack(found, "acme")
    content = files(data)
    (tmp_path / "t.tsr").write_bytes(content["log/timestamp.tsr"])
    (tmp_path / "c.txt").write_bytes(content["log/checkpoint.txt"])
    root = str(authority.folder / "ca.pem")
    openssl(tmp_path, "ts", "-verify", "-in", "t.tsr", "-data", "c.txt", "-CAfile", root)
    (tmp_path / "pack.zip").write_bytes(data)
    wrong, proved = proving.verify(tmp_path / "pack.zip", tsa_ca=Path(root))
    assert wrong == []
    assert any("timestamp" in sentence and "trust" in sentence for sentence in proved)
    assert "openssl ts -verify" in content["README.en.txt"].decode()


def test_timestamp_of_another_root_is_refused(settings: Settings, tmp_path: Path) -> None:
    """A token is only put into a pack if it leads to the certificates of the settings."""
    openssl(tmp_path, "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "k", "-out", "other.pem", "-subj", "/CN=Other")
    other = packkit.home(
        tmp_path / "other", tsa_url=settings.tsa_url, tsa_ca_file=str(tmp_path / "other.pem"), fetch=settings.fetch
    )
    with tools(other) as found, pytest.raises(FetchError, match="cannot be used"):
        proving.pack(found, "acme")


def test_timestamp_on_something_else_is_refused(settings: Settings, authority: Authority) -> None:
    """A reply to an older query, with and without a root to check it by."""
    (authority.folder / "other").write_bytes(b"something else")
    openssl(authority.folder, "ts", "-query", "-data", "other", "-sha256", "-cert", "-out", "other.tsq")
    authority.answer = authority.reply((authority.folder / "other.tsq").read_bytes())
    with tools(settings) as found, pytest.raises(FetchError, match="cannot be used"):
        proving.pack(found, "acme")
    assert contradiction(authority.answer, b"something else", None) == ""
    assert contradiction(authority.answer, b"this", None) == "it is on something else"


@pytest.mark.parametrize(("status", "answer"), [(500, b""), (200, b""), (200, b"<html>Sorry</html>"), (200, b"0" * 300_000)])
def test_authority_in_trouble_is_a_sentence(settings: Settings, authority: Authority, status: int, answer: bytes) -> None:
    """Errors, silence, a web page, an endless body: no pack without the timestamp that was asked for."""
    authority.status, authority.answer = status, answer
    with tools(settings) as found, pytest.raises(FetchError, match="timestamping authority"):
        proving.pack(found, "acme")


def test_without_openssl_it_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program of that name on the path: what is needed, and how to do without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with tools(settings) as found, pytest.raises(UsageError, match="need the program openssl") as raised:
        proving.pack(found, "acme")
    assert "tsa_url" in raised.value.hint


def test_authority_in_a_refused_range_is_not_asked(settings: Settings, tmp_path: Path) -> None:
    """The address gate of everything that is fetched holds here too."""
    closed = packkit.home(tmp_path / "closed", tsa_url=settings.tsa_url)
    with tools(closed) as found, pytest.raises(FetchError):
        proving.pack(found, "acme")
