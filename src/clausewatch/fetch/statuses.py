"""What a status and its headers mean: an outcome, or a reason to try again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from clausewatch.errors import FetchError
from clausewatch.fetch.faults import Transient
from clausewatch.fetch.urls import Target
from clausewatch.model import Outcome

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ADD_CAPTURE = "Save the page in a browser and hand it in with `clausewatch add-capture VENDOR DOCUMENT FILE`."
_PASSING = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529})
_LONG = 10**9
_CHALLENGES = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha"))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, decoded; `at` is the target that gave it."""

    at: Target
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    notes: tuple[str, ...] = field(default=())

    def header(self, name: str) -> str:
        """First value of a header, or the empty string."""
        return next((v for k, v in self.headers if k.lower() == name), "")


def challenged(answer: Answer) -> bool:
    """True when the headers say that a bot challenge was sent instead of the page."""
    return any(word in answer.header(name).lower() for name, word in _CHALLENGES)


def has_page(answer: Answer) -> bool:
    """True when the body of the answer is worth reading."""
    return answer.status not in REDIRECTS and answer.status < 500


def outcome(answer: Answer, conditional: bool) -> tuple[Outcome, str]:
    """Outcome and sentence of an answer whose status ends the fetch."""
    status = answer.status
    if challenged(answer):
        return Outcome.BLOCKED, f"the server sends a bot challenge (status {status}). {ADD_CAPTURE}"
    if status == 304 and conditional:
        return Outcome.NOT_MODIFIED, ""
    if status == 206:
        return Outcome.TRUNCATED, "the server sends a part of the page only (status 206)"
    if 200 <= status < 300:
        return Outcome.CAPTURED, ""
    if status in (404, 410):
        return Outcome.GONE, f"the server says that the page does not exist (status {status})"
    if status == 407:
        return Outcome.UNREACHABLE, "the proxy wants other credentials (407). Mend `proxy` in the settings."
    if 400 <= status < 500:
        return Outcome.BLOCKED, f"the server refuses the request (status {status}). {ADD_CAPTURE}"
    return Outcome.SERVER_ERROR, f"the server answers with status {status}"


def passing(answer: Answer, now: datetime) -> Transient | None:
    """The fault of an answer that is worth another try, with the wait that the server asks for."""
    status = answer.status
    if challenged(answer) or (status != 429 and status not in _PASSING):
        return None
    wait = retry_after(answer.header("retry-after"), now)
    if status == 429 or wait is not None:
        asked = f" and asks to wait {wait:g} s" if wait is not None else ""
        return Transient(Outcome.DEFERRED, f"the server is busy (status {status}){asked}", status, wait)
    return Transient(Outcome.SERVER_ERROR, f"the server answers with status {status}", status)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds of a `Retry-After` header (a number or an HTTP date); None when it says nothing usable."""
    text = value.strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        return min(float(text[:32]), _LONG) or None
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    seconds = (then - now).total_seconds()
    return seconds if seconds > 0 else None


def redirected(answer: Answer, join: Callable[[Target, str], Target]) -> Target | None:
    """Where an answer sends us; None when it does not.

    Raises:
        FetchError: a redirect without an address, or to a refused one.
    """
    if answer.status not in REDIRECTS:
        return None
    location = answer.header("location")
    if not location:
        raise FetchError(Outcome.SERVER_ERROR, "the server redirects without an address", status=answer.status)
    return join(answer.at, _readable(location))


def _readable(location: str) -> str:
    """http.client reads headers as Latin-1; servers that send raw UTF-8 mean UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return location
