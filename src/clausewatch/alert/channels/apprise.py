"""Alerts through Apprise: Teams, Slack, ticket systems and some hundred others, by their URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clausewatch.alert.channels.base import BUSINESS, Parcel, Route
from clausewatch.alert.text import plain
from clausewatch.errors import DeliveryError, UsageError
from clausewatch.wording import one_line


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One Apprise URL, kept inside the service object; the name tells none of its secrets."""

    service: Any
    name: str
    route: Route = BUSINESS

    def send(self, parcel: Parcel) -> None:
        """Hand the plain text over; Apprise says only whether it was taken."""
        import apprise

        alert = parcel.alert
        try:
            taken = self.service.notify(
                title=one_line(alert.title),
                body=f"{plain(alert)}\n{parcel.id}\n",
                body_format=apprise.NotifyFormat.TEXT,
                notify_type=apprise.NotifyType.WARNING if alert.severity >= 3 else apprise.NotifyType.INFO,
            )
        except (OSError, TypeError, ValueError) as e:
            raise DeliveryError(self.name, f"the service failed: {type(e).__name__}") from e
        if not taken:
            raise DeliveryError(self.name, "the service did not take the message")


def service(url: str) -> Any:
    """The Apprise service of a URL. Imported here: it loads a hundred plug-ins.

    Raises:
        UsageError: Apprise knows no such service, or the URL lacks something.
    """
    import apprise

    made = apprise.Apprise()
    if not made.add(url):
        scheme = url.partition(":")[0]
        raise UsageError(f"{scheme}: Apprise does not know this address, or something in it is missing.")
    return made
