"""The terms of one Open Terms Archive service as sources.

Their format (docs.opentermsarchive.org, "Declare a service"): each terms type holds `fetch`, `select`,
`remove`, `filter`, `combine` and `executeClientScripts`. Ranges between two elements and filters, which
are JavaScript functions, have no counterpart here; a combined document becomes one document per page.
Whatever is lost on the way is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clausewatch.declarations import schema, selectors
from clausewatch.model import LANGUAGES, Source

Note = Callable[[str, str], None]
"""Takes a terms type and a sentence about what is wrong or lost."""

_KINDS = (
    ("subprocessor", "subprocessors"),
    ("data processor agreement", "dpa"),
    ("data controller agreement", "dpa"),
    ("privacy policy", "privacy"),
    ("service level", "sla"),
    ("acceptable use", "acceptable_use"),
    ("community guidelines", "acceptable_use"),
    ("restricted use", "acceptable_use"),
    ("vulnerability", "security"),
    ("developer terms", "product_terms"),
    ("in-app", "product_terms"),
    ("terms", "terms"),
    ("conditions", "terms"),
)
_KNOWN = frozenset({"fetch", "select", "remove", "filter", "combine", "executeClientScripts", "validUntil", "ValidUntil"})
_LANGUAGE = re.compile(r"[/=._](?P<lang>[a-z]{2})(?:[-_][A-Za-z]{2})?(?=[/?&#.]|$)")
_BY_DOMAIN = {"fr": "fr", "de": "de", "at": "de", "se": "sv"}


def slug(name: str) -> str:
    """A key of small ASCII letters, digits and hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.casefold()).strip("-")


def kind_of(terms_type: str) -> str:
    """Our document kind of a terms type."""
    name = terms_type.casefold()
    return next((kind for word, kind in _KINDS if word in name), "other")


def language_of(url: str) -> str:
    """The language that an address names in its path or top-level domain; English where it names none.

    Open Terms Archive declares the language per collection outside the declarations.
    """
    host, _, path = url.partition("://")[2].partition("/")
    named = [m["lang"] for m in _LANGUAGE.finditer(f"/{path}") if m["lang"] in LANGUAGES]
    return named[0] if named else _BY_DOMAIN.get(host.rpartition(".")[2], "en")


def sources(vendor: str, terms_type: str, states: Sequence[Any], note: Note) -> list[Source]:
    """The sources of one terms type from its states, oldest first; only the last may lack `validUntil`."""
    found: list[Source] = []
    start: date | None = None
    for until, state in _in_order(states, terms_type, note):
        if until is not None and start is not None and until <= start:
            note(terms_type, f"two states end on {until}; the later one is left out")
            continue
        pages = _pages(vendor, terms_type, state, note)
        found += (replace(page, valid_from=start, valid_to=until) for page in pages)
        start = until
    return found


def _in_order(states: Sequence[Any], terms_type: str, note: Note) -> list[tuple[date | None, Any]]:
    """The states with their ends by time; the present one, which has no end, is the last."""
    present = [(None, s) for s in states[-1:] if not (isinstance(s, dict) and {"validUntil", "ValidUntil"} & set(s))]
    dated = [(_valid_until(s, terms_type, note), s) for s in states[: len(states) - len(present)]]
    return [*sorted((d for d in dated if d[0] is not None), key=lambda d: d[0] or date.min), *present]


def _valid_until(state: Any, terms_type: str, note: Note) -> date | None:
    """The day on which a state ended; some declarations write `ValidUntil`."""
    value = state.get("validUntil", state.get("ValidUntil")) if isinstance(state, dict) else None
    try:
        if isinstance(value, str):
            return date.fromisoformat(value[:10])
    except ValueError:
        note(terms_type, f"an earlier state is left out: validUntil {value!r} is no date")
        return None
    note(terms_type, "an earlier state is left out: it has no validUntil")
    return None


def _pages(vendor: str, terms_type: str, state: Any, note: Note) -> Iterator[Source]:
    if not isinstance(state, dict):
        note(terms_type, "is left out: it must be an object")
        return
    for key in sorted(set(state) - _KNOWN):
        note(terms_type, f"unknown key {key!r} is ignored: {schema.nearest(key, sorted(_KNOWN))}")
    parts = state.get("combine") or [state]
    if len(parts) > 1:
        note(terms_type, f"combine cannot be expressed: its {len(parts)} pages become documents of their own")
    for number, part in enumerate(parts, 1):
        whole = {**state, **part} if isinstance(part, dict) else {}
        name = slug(terms_type) + (f"-{number}" if number > 1 else "")
        source = _source(Source(vendor, name, "", kind_of(terms_type), title=terms_type), whole, note)
        if source is not None:
            yield source


def _source(blank: Source, state: Mapping[str, Any], note: Note) -> Source | None:
    url = str(state.get("fetch") or "").strip().replace(" ", "%20")
    if fault := schema.url_fault(url) if url else "it has no fetch":
        note(blank.title, f"is left out: {fault}")
        return None
    for name in _names(state.get("filter")):
        note(blank.title, f"filter {name} cannot be expressed: it is a JavaScript function")
    return replace(
        blank,
        url=url,
        lang=language_of(url),
        select=_expressible("select", state.get("select"), blank.title, note),
        remove=_expressible("remove", state.get("remove"), blank.title, note),
        javascript=state.get("executeClientScripts") is True,
    )


def _names(filters: Any) -> Iterator[str]:
    for item in filters if isinstance(filters, list) else []:
        yield from item if isinstance(item, dict) else [str(item)]


def _expressible(verb: str, value: Any, title: str, note: Note) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    kept = []
    for item in items:
        if not isinstance(item, str):
            note(title, f"{verb} cannot be expressed: {_range(item)}")
        elif fault := selectors.fault(item):
            note(title, f"{verb} {item!r} is left out: it {fault}")
        else:
            kept.append(item.strip())
    return tuple(kept)


def _range(item: Any) -> str:
    shown = ", ".join(f"{k} {v!r}" for k, v in item.items()) if isinstance(item, dict) else repr(item)
    return f"a range between two elements ({shown})"
