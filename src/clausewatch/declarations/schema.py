"""The schema of declarations: which keys there are, and what each value must be.

A check takes a node and gives a value, or raises `Refused`. `fields` runs the checks of one table
and collects every problem, so that one reading of a file names all of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from clausewatch.declarations import selectors
from clausewatch.declarations.nodes import Items, Node, Refused, Scalar, Table
from clausewatch.model import DOCUMENT_KINDS, WATCHED_LANGUAGES, Problem

Check = Callable[[Node], Any]

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2 codes."""


@dataclass(slots=True)
class Findings:
    """Collects the problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str, hint: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(self.file, line, message, hint))


def fields(node: Node, checks: Mapping[str, Check], required: Iterable[str], found: Findings, where: str) -> dict[str, Any]:
    """The checked values of a table by key; everything wrong goes to `found`."""
    if not isinstance(node, Table):
        found.add(node.line, f"{where} must be a table of keys and values", f"Keys: {', '.join(checks)}.")
        return {}
    values: dict[str, Any] = {}
    for key, value in node.pairs:
        check = checks.get(key.text)
        if check is None:
            found.add(key.line, f"unknown key {key.text!r} in {where}", nearest(key.text, checks))
            continue
        try:
            values[key.text] = check(value)
        except Refused as e:
            found.add(e.line, f"{key.text}: {e.message}", e.hint)
    present = {key.text for key, _ in node.pairs}
    for name in required:
        if name not in present:
            found.add(node.line, f"{where} has no {name!r}")
    return values


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of the known words, or all of them."""
    names = list(known)
    near = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names)}."


def text(node: Node) -> str:
    """A non-empty string."""
    if not isinstance(node, Scalar):
        raise Refused(node.line, "must be a text")
    value = node.text.strip()
    if not value or (node.plain and value in {"~", "null"}):
        raise Refused(node.line, "is empty", "Leave the key out.")
    return value


def one_of(*words: str) -> Check:
    """One word of a vocabulary."""

    def check(node: Node) -> str:
        value = text(node)
        if value not in words:
            raise Refused(node.line, f"{value!r} is not known", nearest(value, words))
        return value

    return check


kind = one_of(*DOCUMENT_KINDS)
lang = one_of(*WATCHED_LANGUAGES)


def country(node: Node) -> str:
    """An ISO 3166-1 alpha-2 code."""
    value = text(node)
    if value in COUNTRIES:
        return value
    upper = value.upper()
    hint = f"Did you mean {upper!r}?" if upper in COUNTRIES else "Use the two capital letters of ISO 3166-1, such as SE."
    raise Refused(node.line, f"{value!r} is no country code", hint)


def flag(node: Node) -> bool:
    """`true` or `false`."""
    value = text(node)
    if value not in {"true", "false"} or not (isinstance(node, Scalar) and node.plain):
        raise Refused(node.line, f"must be true or false, not {value!r}")
    return value == "true"


def day(node: Node) -> date:
    """A date as YYYY-MM-DD."""
    value = text(node)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value)
    except ValueError as e:
        raise Refused(node.line, f"{value!r} is no day of the calendar") from e
    raise Refused(node.line, f"{value!r} is no date", "Write dates as 2026-03-31.")


def verified(node: Node) -> date | None:
    """`never`, or the day on which somebody last tried the URL and the selectors."""
    return None if isinstance(node, Scalar) and node.text == "never" else day(node)


def css(node: Node) -> tuple[str, ...]:
    """One CSS selector or a list of them."""
    nodes = node.nodes if isinstance(node, Items) else (node,)
    found = []
    for item in nodes:
        value = text(item)
        if fault := selectors.fault(value):
            raise Refused(item.line, f"the selector {value!r} {fault}", "Write a CSS selector such as 'main .content'.")
        found.append(value)
    return tuple(found)


def url(substitutions: Mapping[str, str]) -> Check:
    """A web address; `{name}` is replaced by its substitution."""

    def check(node: Node) -> str:
        value = re.sub(r"\{([a-z_]+)\}", lambda m: _substitute(node, m[1], substitutions), text(node))
        if fault := url_fault(value):
            raise Refused(node.line, f"{value!r} is no usable address: {fault}")
        return value

    return check


def _substitute(node: Node, name: str, substitutions: Mapping[str, str]) -> str:
    if name not in substitutions:
        raise Refused(node.line, f"nothing to put in for {{{name}}}", f"Known: {', '.join(substitutions) or 'none'}.")
    return substitutions[name]


def url_fault(value: str) -> str:
    """Why a string is not an http(s) address without credentials; empty if it is."""
    if re.search(r"[\s\\\x00-\x20\x7f]", value):
        return "it holds a space, a backslash or a control character"
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError as e:
        return str(e)
    if parts.scheme not in {"http", "https"}:
        return "it must begin with https:// or http://"
    if parts.username is not None or parts.password is not None:
        return "it must not hold a user name or password"
    if not re.fullmatch(r"[A-Za-z0-9.\-:%_]+", host) or port == 0:
        return "its host name is empty or not in ASCII"
    return ""
