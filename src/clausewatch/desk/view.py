"""From a template and values to a page of the desk."""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from babel.numbers import format_percent
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from clausewatch import __version__, wording
from clausewatch.desk.desk import Visit, keep_session
from clausewatch.desk.told import reckoned
from clausewatch.report.naming import joined, title
from clausewatch.report.page import TEMPLATES as REPORT_TEMPLATES
from clausewatch.report.timeline import HEIGHT, WIDTH, segments

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def page(here: Visit, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template in the visitor's language. Everything that varies is escaped."""
    response = HTMLResponse(environment().get_template(name).render(**_tools(here), status=status, **values), status)
    keep_session(response, here.desk, here.session)
    return response


def _tools(here: Visit) -> dict[str, Any]:
    lang, t = here.lang, here.t
    return {
        "here": here,
        "t": t,
        "lang": lang,
        "version": __version__,
        "day": partial(wording.day, lang=lang),
        "short_day": partial(wording.short_day, lang=lang),
        "moment": partial(wording.moment, lang=lang),
        "between": partial(wording.between, lang=lang),
        "number": partial(wording.number, lang=lang),
        "percent": partial(_percent, lang=lang),
        "place": partial(wording.place, lang=lang),
        "term": partial(wording.term, lang=lang),
        "known": wording.keys,
        "shape": wording.SHAPES.__getitem__,
        "joined": lambda names: joined(names, t),  # type: ignore[arg-type]  # the desk's texts end in the report's
        "name_of": lambda source: title(source, None, lang),
        "vendor_name": lambda key: wording.one_line(here.desk.vendor(key).name),
        "segments": partial(segments, lang=lang),
        "band_size": (WIDTH, HEIGHT),
        "today": here.desk.today(),
        "place_in": _section,
        "reckoned": partial(reckoned, t=t),
    }


SECTIONS = {"documents": "vendors", "captures": "health", "mutes": "health", "users": "health"}
"""Pages that lie under another entry of the navigation than their address says."""


def _section(path: str) -> str:
    first = path.split("/")[1]
    return SECTIONS.get(first, first)


def _percent(value: float, lang: str) -> str:
    return format_percent(value, "0 %" if lang == "sv" else "0%", locale=wording.locale(lang))


@cache
def environment() -> jinja2.Environment:
    """Jinja with escaping on, undefined names as errors, the reports' macros at hand."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, REPORT_TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(inert=wording.inert, one_line=wording.one_line, capital=wording.capital, web=_web, breaks=_breaks)
    return env


def _web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _breaks(text: str) -> Markup:
    """A key or hash that may be broken after its separators."""
    return Markup("<wbr>").join(Markup.escape(part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    return [p for p in wording.one_line(text).replace("/", "/\n").split("\n") if p]


@cache
def stylesheet() -> str:
    """The one stylesheet: tokens and style of the reports, and what only the desk has."""
    files = (REPORT_TEMPLATES / "tokens.css", REPORT_TEMPLATES / "report.css", STATIC / "desk.css")
    text = "\n".join(path.read_text("utf-8") for path in files)
    flat = re.sub(r"\s*([{};])\s*|/\*.*?\*/|\s*\n\s*", lambda m: m[1] or "", text, flags=re.DOTALL)
    return re.sub(r"([:,])\s+", r"\1", flat).replace(";}", "}")
