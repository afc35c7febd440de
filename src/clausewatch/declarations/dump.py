"""A vendor as the YAML text that `load` reads back to the same vendor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date

from clausewatch.model import Source, Vendor

_PLAIN = re.compile(r"[^\W\d_](?:[\w .,/()+]|(?<=\w)[-&'])*(?<! )", re.ASCII)
_WORDS_WITH_MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "never"})


def dump_vendor(vendor: Vendor) -> str:
    """The text of `vendors/KEY.yml`; equal vendors give equal texts."""
    lines = [f"name: {_scalar(vendor.name)}"]
    lines += [f"{k}: {_scalar(v)}" for k, v in (("entity", vendor.entity), ("country", vendor.country)) if v]
    if vendor.parent:
        country = f", country: {_scalar(vendor.parent_country)}" if vendor.parent_country else ""
        lines.append(f"parent: {{name: {_scalar(vendor.parent, flow=True)}{country}}}")
    lines.append("documents:")
    for document in dict.fromkeys(s.document for s in vendor.sources):
        states = [s for s in vendor.sources if s.document == document]
        lines.append(f"  {document}:")
        lines += (f"    {line}" for line in _document(sorted(states, key=_end)))
    return "\n".join(lines) + "\n"


def _end(source: Source) -> date:
    return source.valid_to or date.max


def _document(states: Sequence[Source]) -> Iterator[str]:
    last = states[-1]
    since = max((s.valid_to for s in states[:-1] if s.valid_to), default=None)
    rows = (
        ("kind", last.kind),
        ("title", last.title and _scalar(last.title)),
        ("lang", last.lang),
        ("url", _scalar(last.url)),
        *_cut(last),
        ("valid_from", "" if last.valid_from == since else last.valid_from),
        ("valid_to", last.valid_to),
        ("verified", last.verified or "never"),
        ("ignore_robots", last.ignore_robots and _scalar(last.ignore_robots)),
    )
    yield from (f"{key}: {value}" for key, value in rows if value)
    if len(states) > 1:
        yield "history:"
    for state in states[:-1]:
        yield from _earlier(state, last)


def _earlier(state: Source, last: Source) -> Iterator[str]:
    lang = "" if state.lang == last.lang else state.lang
    rows = (*_cut(state), ("lang", lang), ("valid_from", state.valid_from), ("valid_to", state.valid_to))
    yield f"  - url: {_scalar(state.url)}"
    yield from (f"    {key}: {value}" for key, value in rows if value)


def _cut(source: Source) -> Iterator[tuple[str, str]]:
    for verb, values in (("select", source.select), ("remove", source.remove)):
        listed = ", ".join(_scalar(v, flow=True) for v in values)
        yield verb, _scalar(values[0]) if len(values) == 1 else f"[{listed}]" if values else ""
    yield "javascript", "true" if source.javascript else ""


def _scalar(text: str, *, flow: bool = False) -> str:
    """Plain where YAML reads it back as it stands, else in double quotes (JSON strings are YAML)."""
    address = re.fullmatch(r"https?://[\w./?=&%~+-]+", text, re.ASCII) is not None
    plain = address or (_PLAIN.fullmatch(text) is not None and text.casefold() not in _WORDS_WITH_MEANING)
    return text if plain and not (flow and "," in text) else json.dumps(text, ensure_ascii=not text.isprintable())
