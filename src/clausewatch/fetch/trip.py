"""One fetch on its way through redirects and tries: what it may spend, and what it sends along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.decoding import ACCEPT_ENCODING
from clausewatch.fetch.statuses import Answer
from clausewatch.fetch.urls import Target
from clausewatch.fetch.wire import Identity
from clausewatch.model import Validators

_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.7"
MAX_COOKIES, MAX_COOKIE = 50, 4096
"""Number and characters of cookies that are carried along (RFC 6265 asks for as many)."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one source needs beside its URL: secret headers and TLS files. Never stored or logged."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    identity: Identity | None = None

    def holds(self, text: str) -> bool:
        """True when a text repeats one of the secrets: some servers echo what they got."""
        return any(value and value in text for value in self.headers.values())


NO_ACCESS = Access()


@dataclass(slots=True)
class Trip:
    """The state of one fetch.

    `home` is the origin of the declared URL: secrets and client certificates are for it alone.
    `cap` limits decoded bytes; with `cut`, what lies beyond is left away instead of refused.
    `exempt` holds as long as the way led through addresses that the allow-list names.
    """

    budget: Budget
    lang: str = ""
    validators: Validators = field(default_factory=Validators)
    access: Access = NO_ACCESS
    robots: bool = True
    cap: int = 0
    cut: bool = False
    tries: int = 0
    exempt: bool = True
    home: tuple[str, str, int] | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def conditional(self) -> bool:
        """True when a 304 is a possible answer."""
        return bool(self.validators.etag or self.validators.last_modified)

    @property
    def proxy(self) -> str:
        """The vendor's own proxy; empty for that of the settings."""
        return self.access.identity.proxy if self.access.identity else ""

    def note(self, text: str) -> None:
        """Keep a sentence for `Attempt.detail`, once."""
        if text and text not in self.notes:
            self.notes.append(text)

    def headers(self, where: Target, user_agent: str) -> dict[str, str]:
        """Request headers for a target, `Host` aside."""
        headers = {
            "User-Agent": user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Accept-Language": _languages(self.lang),
            "If-None-Match": _clean(self.validators.etag),
            "If-Modified-Since": _clean(self.validators.last_modified),
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if where.origin == self.home:
            headers.update(self.access.headers)
        return {k: v for k, v in headers.items() if v}

    def identity(self, where: Target, ca_file: str) -> Identity:
        """Who we are on a TLS connection to a target."""
        own = self.access.identity
        if own is None:
            return Identity(ca_file)
        return Identity(own.ca_file or ca_file, own.client_cert if where.origin == self.home else "", own.proxy)

    def keep_cookies(self, answer: Answer) -> None:
        """Remember the cookies that an answer sets, for the rest of its origin's redirects."""
        pairs = (v.partition(";")[0].partition("=") for k, v in answer.headers if k.lower() == "set-cookie")
        for name, equals, value in pairs:
            name, value = _clean(name.strip()), _clean(value.strip())
            if name and equals and len(name) + len(value) <= MAX_COOKIE and len(self.cookies) < MAX_COOKIES:
                self.cookies[name] = value


def _languages(lang: str) -> str:
    return f"{lang}, en;q=0.5" if lang and lang != "en" else lang


def _clean(value: str) -> str:
    """A header value that cannot break out of its line; anything else is left away."""
    return value if value.isprintable() and value.isascii() else ""
