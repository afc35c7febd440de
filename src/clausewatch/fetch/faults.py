"""Faults that may pass by themselves, and how errors of the libraries below become typed ones."""

from __future__ import annotations

import http.client
import ssl

from clausewatch.errors import FetchError
from clausewatch.model import Outcome


class Transient(FetchError):
    """A fault that may pass: tried again within the deadline.

    `wait` is what the server asked for in seconds; None leaves it to the back-off.
    """

    def __init__(self, outcome: Outcome, detail: str, status: int = 0, wait: float | None = None) -> None:
        super().__init__(outcome, detail, status=status)
        self.wait = wait


class TooManyRedirects(FetchError):
    """The chain of redirects is longer than the setting allows."""

    def __init__(self, most: int, last: str) -> None:
        super().__init__(Outcome.REFUSED, f"more than {most} redirects, the last to {last}")


LOW_LEVEL = (OSError, http.client.HTTPException)
"""What sockets, TLS and http.client raise for what a network or a stranger can do."""


def typed(error: Exception, host: str) -> FetchError:
    """The typed form of an error of the layers below, with a sentence that names the host."""
    if isinstance(error, http.client.ImproperConnectionState):
        raise error  # our own fault, never a stranger's
    if isinstance(error, ssl.SSLError):
        return _tls(error, host)
    if isinstance(error, TimeoutError):
        return Transient(Outcome.TIMEOUT, f"{host} did not answer in time")
    if isinstance(error, http.client.IncompleteRead):
        return Transient(Outcome.TRUNCATED, f"{host} ended the body early")
    if isinstance(error, OSError):
        return Transient(Outcome.UNREACHABLE, f"{host}: {error.strerror or error}")
    if isinstance(error, http.client.LineTooLong) or "headers" in str(error):
        return FetchError(Outcome.TOO_LARGE, f"{host} sent headers without end")
    return FetchError(Outcome.UNREACHABLE, f"the answer of {host} is not HTTP")


def _tls(error: ssl.SSLError, host: str) -> FetchError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return FetchError(Outcome.TLS, f"the certificate of {host} is not valid: {error.verify_message}")
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return Transient(Outcome.UNREACHABLE, f"{host} closed the connection")
    return FetchError(Outcome.TLS, f"no secure connection to {host}: {error.reason or error}")
