"""Which URLs are asked at all: the rules that hold before any socket is opened.

One reading of a URL is used for the check, the connection, the `Host` header and the certificate,
so that no two parsers can disagree about the host.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from clausewatch.errors import FetchError
from clausewatch.model import Outcome

PORTS = {"http": 80, "https": 443}
MAX_URL = 8192
"""Characters; longer ones are refused."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_START = re.compile(r"(?i)(https?)://[^/?#]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r"[0-9]{1,5}")
_KEEP = "/:;@!$&'()*+,=~-._?%[]|"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked: `host` is lower-case ASCII or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def literal(self) -> bool:
        """True when the host is an IP address."""
        return ":" in self.host or self.host.rpartition(".")[2].isdigit()

    @property
    def authority(self) -> str:
        """Value of the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what may share credentials and connections."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target(url: str) -> Target:
    """Read and check a URL; a fragment is dropped, other characters are percent-encoded.

    Raises:
        FetchError: `REFUSED`, naming the rule.
    """
    _check_whole(url)
    try:
        parts = urlsplit(url)
    except ValueError as e:
        raise refused(url, "the host is malformed") from e
    if "@" in parts.netloc:
        raise refused(url, "user names and passwords in URLs are not allowed")
    scheme = parts.scheme.lower()
    host, port = _authority(url, parts.netloc)
    path = quote(parts.path or "/", safe=_KEEP) + (f"?{quote(parts.query, safe=_KEEP)}" if parts.query else "")
    return Target(scheme, host, port or PORTS[scheme], path)


def joined(base: Target, location: str) -> Target:
    """The target of a redirect's `Location`, which may be relative.

    Raises:
        FetchError: `REFUSED`, naming the rule.
    """
    location = location.strip(" ")
    if _CONTROL.search(location) or "\\" in location:
        raise refused(location, "control characters and backslashes are not allowed")
    try:
        return target(urljoin(str(base), location))
    except ValueError as e:
        raise refused(location, "the redirect's address is malformed") from e


def refused(url: str, rule: str) -> FetchError:
    """The refusal of a URL; its text is shown without secrets or control characters."""
    shown = re.sub(r"//[^/@]*@", "//...@", _CONTROL.sub("?", url))[:200]
    return FetchError(Outcome.REFUSED, f"{shown}: {rule}", "Correct the URL in the declaration.")


def _check_whole(url: str) -> None:
    if _CONTROL.search(url):
        raise refused(url, "control and invisible characters are not allowed")
    if "\\" in url:
        raise refused(url, "backslashes are not allowed")
    if len(url) > MAX_URL:
        raise refused(url, f"longer than {MAX_URL} characters")
    if not _START.match(url):
        scheme = _SCHEME.match(url)
        known = scheme is not None and scheme[0].lower() in PORTS
        raise refused(url, "no host" if known else "only http and https are fetched")


def _authority(url: str, netloc: str) -> tuple[str, int]:
    if netloc.startswith("["):
        literal, _, rest = netloc[1:].partition("]")
        host, port = _v6(url, literal), rest.removeprefix(":")
        if rest and not rest.startswith(":"):
            raise refused(url, "the host is malformed")
    else:
        name, _, port = netloc.partition(":")
        host = _name(url, name)
    if not port:
        return host, 0
    if not _PORT.fullmatch(port) or not 0 < int(port) < 65536:
        raise refused(url, "the port is not a number from 1 to 65535")
    return host, int(port)


def _v6(url: str, literal: str) -> str:
    try:
        return str(ipaddress.IPv6Address(literal.replace("%", "zone")))
    except ValueError:
        raise refused(url, "the IPv6 address is malformed or has a zone") from None


def _name(url: str, name: str) -> str:
    host = name.lower() if name.isascii() else name
    if not host.isascii() or "xn--" in host:
        host = _idna(url, host)
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise refused(url, "the host name has odd characters")
    if _NUMBER.fullmatch(labels[-1]):
        return _v4(url, host)
    return host


def _v4(url: str, host: str) -> str:
    """Only the canonical dotted form: decimal, octal, hexadecimal and short forms are tricks."""
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise refused(url, "an IPv4 address must be four decimal numbers") from None


def _idna(url: str, host: str) -> str:
    """IDNA 2008 without mapping: look-alikes that normalise to ASCII are refused."""
    import idna

    if re.search("[\u3002\uff0e\uff61]", host):
        raise refused(url, "the host name has odd dots")
    try:
        return idna.encode(host, std3_rules=True).decode("ascii")
    except idna.IDNAError:
        raise refused(url, "the international host name is not valid (IDNA 2008)") from None
