"""Alerts by e-mail: plain text that reads well by itself, and the same as HTML.

One channel is one recipient, so that a refused address neither holds up nor repeats the others.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from clausewatch.alert.channels.base import BUSINESS, Parcel, Route
from clausewatch.alert.text import html, lang_of, plain
from clausewatch.errors import DeliveryError
from clausewatch.wording import one_line

TIMEOUT = 30.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `tls` is `implicit`, `starttls` (asked for and needed) or `never`."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends to one recipient through `server`."""

    server: Server
    sender: Address
    recipient: Address
    name: str
    route: Route = BUSINESS

    def send(self, parcel: Parcel) -> None:
        """Hand one message over; the Message-ID is made from the parcel's id, so repeats carry the same."""
        mail = message(parcel, self.sender, self.recipient)
        try:
            with _connected(self.server) as connection:
                connection.send_message(mail, self.sender.addr_spec, [self.recipient.addr_spec])
        except smtplib.SMTPException as e:
            raise DeliveryError(self.name, f"{self.server.host} refused the message: {_reason(e)}") from e
        except OSError as e:
            raise DeliveryError(self.name, f"{self.server.host}:{self.server.port} cannot be reached: {e}") from e


def message(parcel: Parcel, sender: Address, recipient: Address) -> EmailMessage:
    """The mail of one alert: headers on one line each, plain text and HTML, nothing to fetch."""
    alert = parcel.alert
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"[clausewatch] {one_line(alert.title)}"
    mail["From"] = sender
    mail["To"] = recipient
    mail["Date"] = format_datetime(alert.created_at)
    mail["Message-ID"] = f"<{parcel.id}@{sender.domain}>"
    if alert.thread:
        # RFC 5322: all mails of a vendor's day answer one message that nobody needs to have.
        mail["In-Reply-To"] = mail["References"] = f"<thread.{alert.thread}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Clausewatch-Alert"] = alert.id
    mail.set_content(plain(alert))
    mail.add_alternative(html(alert), subtype="html")
    # Afterwards: `add_alternative` moves the Content headers that it finds into the first part.
    mail["Content-Language"] = lang_of(alert)
    return mail


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.tls == "implicit":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with connection:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def _reason(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return str(error)
