"""From a template and values to one HTML page with its stylesheet inside."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from babel.numbers import format_percent

from clausewatch import wording
from clausewatch.report.i18n import Texts, messages
from clausewatch.report.naming import joined
from clausewatch.report.timeline import HEIGHT, WIDTH, segments

TEMPLATES = Path(__file__).parent / "templates"


def render_page(name: str, t: Texts, **values: Any) -> str:
    """A template of this room in the language of `t`. Everything that varies is escaped."""
    lang = t.lang
    tools = {
        "t": t,
        "lang": lang,
        "css": stylesheet(),
        "day": partial(wording.day, lang=lang),
        "moment": partial(wording.moment, lang=lang),
        "number": partial(wording.number, lang=lang),
        "percent": lambda v: format_percent(v, "0 %" if lang == "sv" else "0%", locale=wording.locale(lang)),
        "place": partial(wording.place, lang=lang),
        "term": partial(wording.term, lang=lang),
        "joined": lambda names: joined(names, t),
        "segments": partial(segments, lang=lang),
        "band_size": (WIDTH, HEIGHT),
        "languages": _Languages(lang),
        "checked": partial(_checked, t=t),
    }
    return environment().get_template(name).render(**tools, **values)


def render_text(name: str, lang: str, **values: Any) -> bytes:
    """A plain text of this room in a language, as UTF-8; strangers' words in `values` must be inert."""
    template = environment().get_template(f"{name}-{lang}.txt")
    return template.render(moment=partial(wording.moment, lang=lang), **values).lstrip().encode()


def stylesheet() -> str:
    """The tokens and the style of reports, as they stand in the page's one `style` element."""
    return "\n".join((TEMPLATES / name).read_text("utf-8") for name in ("tokens.css", "report.css"))


@cache
def environment() -> jinja2.Environment:
    """Jinja with escaping on, undefined names as errors, and vendors' text made inert by `inert`."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(inert=wording.inert, one_line=wording.one_line, capital=wording.capital, web=_web)
    return env


class _Languages:
    """Names of languages by code, in the reader's language; a code that Babel lacks stays a code."""

    def __init__(self, lang: str) -> None:
        self._names = wording.locale(lang).languages

    def __getitem__(self, code: str) -> str:
        return self._names.get(code) or code


def _checked(how: str, t: Texts) -> str:
    known = messages()["facts"]["how"]
    return t(f"facts.how.{how}") if how in known else how


def _web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
