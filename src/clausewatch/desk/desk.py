"""The desk as one value, and what a visit to one of its pages knows."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs

from fastapi import Depends, Request, Response

from clausewatch import wording
from clausewatch.desk.errors import Forbidden, NotFound, Refused, SignInNeeded
from clausewatch.desk.people import LOCAL, NOBODY, Person, Session, Signer, new_session, person_of
from clausewatch.desk.shelf import Shelf
from clausewatch.desk.texts import Texts
from clausewatch.model import Source, Vendor
from clausewatch.tools import Tools

T = TypeVar("T")
COOKIE = "clausewatch"
LANG_COOKIE = "clausewatch_lang"
MOST_MADE = 300
"""Tables and pages that are kept worked out; the oldest go first."""


@dataclass
class Desk:
    """All that the pages need; one for the whole server.

    `shut` is whether everybody must say who he is, also while there are no users; `secure` whether the
    desk is reached by https.
    """

    tools: Tools
    shut: bool = False
    secure: bool = False
    tries: dict[str, list[float]] = field(default_factory=dict)
    made: dict[tuple[str, str], tuple[object, Any]] = field(default_factory=dict)

    @cached_property
    def shelf(self) -> Shelf:
        """The record at hand."""
        return Shelf(self.tools)

    @property
    def sign_in(self) -> bool:
        """Whether everybody must sign in: from the moment on that there is a user, whoever added it."""
        return self.shut or self.once("users", "", lambda: bool(self.tools.record.users()))

    @cached_property
    def signer(self) -> Signer:
        """What cookies and tokens are signed with."""
        return Signer.of_home(self.tools.settings.home)

    def once(self, what: str, lang: str, make: Callable[[], T], state: object = None) -> T:
        """A table over the whole record, made anew only when the day or `state` has changed, by default the record's size."""
        state = (self.shelf.size() if state is None else state, self.today(), self.shelf.removals())
        found = self.made.get((what, lang))
        if found is None or found[0] != state:
            self.made.pop((what, lang), None)
            found = self.made[what, lang] = (state, make())
            while len(self.made) > MOST_MADE:
                self.made.pop(next(iter(self.made)), None)
        made: T = found[1]
        return made

    def today(self) -> date:
        """The day of the clock, in UTC."""
        return self.tools.clock().date()

    def vendor(self, key: str) -> Vendor:
        """A declared vendor, or one made from its key."""
        return self.tools.declarations.vendors.get(key) or Vendor(key, key)

    def source(self, key: str) -> Source:
        """A declared or recorded source.

        Raises:
            NotFound: there is none with this key.
        """
        found = self.shelf.sources().get(key)
        if found is None:
            raise NotFound("document", key)
        return found


@dataclass(frozen=True)
class Visit:
    """One request: who asks, in which language, with which session."""

    request: Request
    desk: Desk
    person: Person
    session: Session
    lang: str

    @property
    def t(self) -> Texts:
        """What the desk says in the visitor's language."""
        return Texts(self.lang)

    @property
    def csrf(self) -> str:
        """The token for forms on this page."""
        return self.desk.signer.csrf(self.session)

    @property
    def by_htmx(self) -> bool:
        """Whether only a part of a page is asked for."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def here(self) -> str:
        """Path and query of this page, to come back to."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path


def desk_of(request: Request) -> Desk:
    """The desk that this server shows."""
    found: Desk = request.app.state.desk
    return found


def visit(request: Request, response: Response) -> Visit:
    """What this request knows; a first visit gets a session, so that its forms can be told from strangers'."""
    del response
    desk = desk_of(request)
    session = _session(request, desk)
    person = person_of(session, desk.tools.record) if desk.sign_in else LOCAL
    return Visit(request, desk, person, session, _lang(request, desk))


def _session(request: Request, desk: Desk) -> Session:
    packed = request.cookies.get(COOKIE, "")
    content = desk.signer.unpack(COOKIE, packed) if packed else None
    if content is None:
        return new_session()
    session = Session(**content)
    age = desk.tools.clock().timestamp() - session.since if session.name else 0
    return session if age < desk.tools.settings.desk.session_hours * 3600 else new_session()


def _lang(request: Request, desk: Desk) -> str:
    wanted = request.cookies.get(LANG_COOKIE, "")
    return wanted if wanted in wording.LANGS else desk.tools.settings.lang


def keep_session(response: Response, desk: Desk, session: Session) -> None:
    """Hand the session to the browser, for this site only and out of reach of scripts."""
    content = {"id": session.id, "name": session.name, "since": session.since, "role": session.role}
    response.set_cookie(COOKIE, desk.signer.pack(COOKIE, content), httponly=True, samesite="lax", secure=desk.secure, path="/")


def may(role: str) -> Callable[[Request, Response], Visit]:
    """The gate of a route: lets those through who have a role.

    Raises:
        SignInNeeded: nobody is signed in.
        Forbidden: the role is another one.
    """

    def allowed(request: Request, response: Response) -> Visit:
        here = visit(request, response)
        if here.person == NOBODY:
            raise SignInNeeded(here.here if request.method == "GET" else "/")
        if not here.person.may(role):
            raise Forbidden(role)
        return here

    allowed.__name__ = f"may_{role}"
    return allowed


Reader = Annotated[Visit, Depends(may("reader"))]
Decider = Annotated[Visit, Depends(may("decider"))]
Operator = Annotated[Visit, Depends(may("operator"))]
Anybody = Annotated[Visit, Depends(visit)]


async def form(request: Request) -> Mapping[str, str]:
    """The fields of a form that was sent from a page of ours.

    Raises:
        Refused: it is no form, or without the token of the session.
    """
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind != "application/x-www-form-urlencoded":
        raise Refused("The request is no form.")
    try:
        pairs = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=40, strict_parsing=False)
    except ValueError as e:
        raise Refused("The form cannot be read.") from e
    fields = {name: values[-1] for name, values in pairs.items()}
    desk = desk_of(request)
    if not hmac.compare_digest(fields.get("csrf", "").encode(), desk.signer.csrf(_session(request, desk)).encode()):
        raise Refused("The form is from an older page. Go back, load the page again, and send the form anew.")
    return fields


Form = Annotated[Mapping[str, str], Depends(form)]
