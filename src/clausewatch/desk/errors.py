"""What a page may answer instead of itself; each knows its HTTP status.

UsageError
└── DeskError          400
    ├── SignInNeeded   303 to the sign-in page
    ├── Forbidden      403 the role is another one
    ├── Refused        403 a form that did not come from a page of ours
    ├── NotFound       404
    ├── Unfit          422 a form with something missing or wrong in it
    └── TooOften       429 too many tries to sign in
"""

from __future__ import annotations

from clausewatch.errors import UsageError


class DeskError(UsageError):
    """Something that the visitor did cannot be done as asked."""

    status = 400


class SignInNeeded(DeskError):
    """Nobody is signed in; `wanted` is where to go afterwards."""

    status = 303

    def __init__(self, wanted: str) -> None:
        super().__init__("Sign in first.")
        self.wanted = wanted


class Forbidden(DeskError):
    """The visitor's role does not reach; `role` is the one that is needed."""

    status = 403

    def __init__(self, role: str) -> None:
        super().__init__(f"This needs the role {role}.")
        self.role = role


class Refused(DeskError):
    """A write that does not prove that it came from a page of ours."""

    status = 403


class NotFound(DeskError):
    """There is no such page."""

    status = 404

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"There is no {what} {name}.")


class Unfit(DeskError):
    """A form with something missing or wrong in it; `field` names where."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooOften(DeskError):
    """Too many failed tries to sign in with one name."""

    status = 429
