"""An alert as plain text that reads well by itself, and as a piece of HTML that says the same."""

from __future__ import annotations

import textwrap
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from clausewatch.alert.phrases import say
from clausewatch.alert.quotes import marked
from clausewatch.model import Alert
from clausewatch.wording import LANGS, SHAPES, inert, one_line, term

if TYPE_CHECKING:
    import jinja2

WIDTH = 76


def severity(alert: Alert) -> str:
    """`▲ Action needed`: shape and word, for the operator `◇ Capture trouble`."""
    key = str(alert.severity) if alert.audience == "business" else "P"
    return f"{SHAPES[key]} {term('severity', key, lang_of(alert))}"


def lang_of(alert: Alert) -> str:
    """The alert's language, English where reports do not speak it."""
    return alert.lang if alert.lang in LANGS else "en"


def plain(alert: Alert, width: int = WIDTH) -> str:
    """The whole message in plain text: sentences, severity with its rule, before and after, link."""
    lines = [_wrapped(one_line(s), width) for s in alert.sentences]
    if alert.items or alert.notes:
        return "\n".join([*lines, *_items(alert, width), "", *_notes(alert, width)]) + "\n"
    lines += [""] + ([one_line(alert.place)] if alert.place else [])
    lines += [f"{severity(alert)} ({say('labels.rule', lang_of(alert))} {one_line(alert.rule)})"]
    for old, new in alert.quotes:
        lines += ["", *_quote(old, new, alert, width)]
    lines += ["", f"{say('labels.read_more', lang_of(alert))}: {one_line(alert.url)}"] if alert.url else []
    lines += ["", f"{say('labels.id', lang_of(alert))} {alert.id}"]
    return "\n".join(lines) + "\n"


def _items(alert: Alert, width: int) -> list[str]:
    """The changes of a digest under their vendors."""
    lines: list[str] = []
    for vendor, group in groupby(alert.items, key=lambda item: item.vendor):
        lines += ["", one_line(vendor)]
        for item in group:
            lines += [_wrapped(f"{SHAPES[str(item.severity)]} {one_line(item.title)}", width)]
            lines += [textwrap.indent(_wrapped(one_line(item.sentence), width - 2), "  ")]
            lines += [f"  {one_line(item.url)}"] if item.url else []
    return lines


def _notes(alert: Alert, width: int) -> list[str]:
    """The foot of a digest; what is no sentence (a checkpoint) keeps its lines."""
    return [_wrapped(one_line(note), width) if note.endswith((".", ":")) else one_line(note) for note in alert.notes]


def html(alert: Alert) -> str:
    """The same as an HTML document without images, scripts or anything fetched."""
    lang = lang_of(alert)
    labels: dict[str, str] = {
        k: say(f"labels.{k}", lang) for k in ("before", "after", "added", "removed", "rule", "read_more", "id", "note")
    }
    shown = [_sides(old, new, labels) for old, new in alert.quotes]
    return _template().render(
        alert=alert,
        lang=lang,
        labels=labels,
        quotes=shown,
        severity=severity(alert),
        web=is_web(alert.url),
        shapes=SHAPES,
        groups=[(vendor, list(items)) for vendor, items in groupby(alert.items, key=lambda item: item.vendor)],
    )


def _sides(old: str, new: str, labels: dict[str, str]) -> list[tuple[str, str, tuple[str, str, str]]]:
    """The sides of a quote that are there: label, element, and the text in three around what differs."""
    if not (old and new):
        sides = (("removed", "del", old), ("added", "ins", new))
        return [(labels[key], tag, ("", text, "")) for key, tag, text in sides if text]
    before, after = marked(inert(old), inert(new))
    return [(labels["before"], "del", before), (labels["after"], "ins", after)]


def is_web(url: str) -> bool:
    """Whether a link may be set as one: http or https only."""
    return url.startswith(("https://", "http://"))


def _quote(old: str, new: str, alert: Alert, width: int) -> list[str]:
    sides = (("before", old), ("after", new)) if old and new else (("removed", old), ("added", new))
    lang = lang_of(alert)
    lines: list[str] = []
    for key, text in sides:
        if text:
            lines += [f"{say(f'labels.{key}', lang)}:", textwrap.indent(_wrapped(inert(text), width - 4), "    ")]
    return lines


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())


@cache
def _template() -> jinja2.Template:
    import jinja2  # a quiet run writes no mail

    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    env = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    env.filters["inert"] = inert
    env.filters["one_line"] = one_line
    env.tests["web"] = is_web
    return env.get_template("message.html")
