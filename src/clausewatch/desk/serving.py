"""Starting the desk: whether it may listen where it is asked to, and who must sign in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from clausewatch.desk.guard import LOOPBACK
from clausewatch.errors import UsageError
from clausewatch.settings import Settings
from clausewatch.tools import Tools


@dataclass(frozen=True, slots=True)
class Address:
    """Where the desk listens."""

    host: str
    port: int


def must_sign_in(settings: Settings, address: Address, users: int) -> bool:
    """Whether people must say who they are: always, unless only this machine reaches a desk without users.

    Raises:
        UsageError: the desk would be reachable from elsewhere, and nobody could sign in.
    """
    public = not is_loopback(address.host) or bool(settings.desk.hosts) or _named_elsewhere(settings.desk_url)
    if public and not users and not settings.desk.oidc_issuer:
        raise UsageError(
            f"The desk would be open to everybody who reaches {address.host}.",
            "Add a user (`clausewatch users add NAME --role operator`) or set `desk.oidc_issuer`, or listen on 127.0.0.1.",
        )
    return public or bool(users) or bool(settings.desk.oidc_issuer)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def serve(tools: Tools, address: Address) -> None:
    """Serve the desk until interrupted.

    Raises:
        UsageError: nobody could sign in to a desk that others reach.
    """
    import uvicorn

    from clausewatch.desk.app import create_app

    sign_in = must_sign_in(tools.settings, address, len(tools.record.users()))
    app = create_app(tools, sign_in=sign_in, warm=True)
    uvicorn.run(app, host=address.host, port=address.port, log_level="warning", server_header=False, date_header=True)


def _named_elsewhere(desk_url: str) -> bool:
    return (urlsplit(desk_url).hostname or "localhost") not in LOOPBACK
