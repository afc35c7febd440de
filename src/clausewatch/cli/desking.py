"""Commands of the web desk: `desk`, and `users` for those who may enter it."""

from __future__ import annotations

import getpass
import secrets
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import UsageError

users = typer.Typer(help="Who may enter the desk.", no_args_is_help=True)


class Role(StrEnum):
    """What a user may do, from less to more."""

    READER = "reader"
    DECIDER = "decider"
    OPERATOR = "operator"


def desk(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on (default: `desk.host` of the settings, loopback).")] = "",
    port: Annotated[int, typer.Option(help="Port (default: `desk.port` of the settings, 4208).")] = 0,
) -> None:
    """Open the web desk: what needs a decision, the vendors, their documents and changes.

    Example: clausewatch desk
    """
    from clausewatch.desk.serving import Address, must_sign_in, serve
    from clausewatch.tools import opened

    settings = settings_of(home)
    address = Address(host or settings.desk.host, port or settings.desk.port)
    with opened(settings) as tools:
        asked = must_sign_in(settings, address, len(tools.record.users()))
        shown = f"[{address.host}]" if ":" in address.host else address.host
        output.say(f"http://{shown}:{address.port}/ ({'with' if asked else 'without'} sign-in). Ctrl-C ends.")
        serve(tools, address)


@users.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name to sign in with, such as an e-mail address.")],
    home: HomeOption = None,
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.READER,
    keep_password: Annotated[bool, typer.Option("--keep-password", help="Change only the role.")] = False,
) -> None:
    """Add a user, or give one another role or password. The password is asked for, or read from a pipe.

    Example: clausewatch users add anna@example.org --role decider
    """
    from clausewatch.desk.passwords import hashed
    from clausewatch.record.protocol import User
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        known = tools.record.users().get(name)
        if keep_password and known is None:
            raise UsageError(f"There is no user {name!r} yet.", "Leave --keep-password out.")
        password = known.password if known and keep_password else hashed(_password())
        tools.record.set_user(User(name, role.value, password), _me(), tools.clock())
    output.say(f"{name} may enter as {role.value}.")


@users.command("remove")
def remove(name: Annotated[str, typer.Argument(help="Name of the user.")], home: HomeOption = None) -> None:
    """Shut a user out; sessions and tokens end at once.

    Example: clausewatch users remove anna@example.org
    """
    from clausewatch.record.protocol import User
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        if name not in tools.record.users():
            raise UsageError(f"There is no user {name!r}.", "`clausewatch users list` shows them.")
        tools.record.set_user(User(name, ""), _me(), tools.clock())
    output.say(f"{name} may no longer enter.")


@users.command("list")
def listed(home: HomeOption = None) -> None:
    """Who may enter, and as what.

    Example: clausewatch users list
    """
    from clausewatch.tools import opened

    with opened(settings_of(home)) as tools:
        found = tools.record.users()
    output.table(["name", "role"], [[u.name, u.role] for u in sorted(found.values(), key=lambda u: u.name)])


@users.command("token")
def token(name: Annotated[str, typer.Argument(help="Name of the user.")], home: HomeOption = None) -> None:
    """Print a token with which programs and feed readers read as this user. A new password or role ends it.

    Example: clausewatch users token anna@example.org
    """
    from clausewatch.desk.people import Signer
    from clausewatch.tools import opened

    settings = settings_of(home)
    with opened(settings) as tools:
        user = tools.record.users().get(name)
    if user is None:
        raise UsageError(f"There is no user {name!r}.", "`clausewatch users list` shows them.")
    typer.echo(Signer.of_home(settings.home).token(user))


COMMANDS: dict[str, Callable[..., None]] = {"desk": desk}


def _password() -> str:
    from clausewatch.desk.passwords import LEAST

    if sys.stdin.isatty():
        first = getpass.getpass("Password: ")
        if first != getpass.getpass("Once more: "):
            raise UsageError("The two passwords differ.")
    else:
        first = sys.stdin.readline().rstrip("\n")
    if not first:
        first = secrets.token_urlsafe(15)
        output.say(f"No password was given; a new one was made: {first}")
    if len(first) < LEAST:
        raise UsageError(f"The password has fewer than {LEAST} characters.", "Longer ones are safer; other rules there are none.")
    return first


def _me() -> str:
    return f"{getpass.getuser()} (command line)"
