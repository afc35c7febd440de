"""Page source (`.tsx .jsx .js .vue .svelte`) as the page that it renders: text nodes only, code blanked out.

Everything is replaced by blanks of the same length, so that offsets stay those of the source.
"""

from __future__ import annotations

import re
from dataclasses import replace

from clausewatch.parse import html
from clausewatch.parse.blocks import Content
from clausewatch.parse.hints import NO_HINTS

_FIRST = re.compile(r"(?:\breturn\b|=>|=|\(|&&|\?|:)\s*\(?\s*(?=<[A-Za-z>])")
_TAG = re.compile(r"<(/?)[\w.:-]*|\{")
_IN_TAG = re.compile(r"\"[^\"]*\"|'[^']*'|\{|>")
_TEMPLATE = re.compile(r"\A(?P<before>.*?<template\b[^>]*>)(?P<inside>.*)(?P<after></template\s*>.*)\Z", re.DOTALL)
_LITERAL = re.compile(r"\s*([\"'`])((?:(?!\1)[^\\$]|\\.)*)\1\s*", re.DOTALL)
_COMPONENT = re.compile(r"(</?)([A-Z][\w.]*|template)\b")
_EMPTY = re.compile(r"<(?!(?:br|hr|wbr|img)\b)[A-Za-z][\w.-]*(?:\"[^\"]*\"|'[^']*'|[^<>\"'/]|/(?!>))*/>")
_ROLES = (
    (re.compile(r"link|anchor", re.IGNORECASE), "a"),
    (re.compile(r"head|title|\bh\d", re.IGNORECASE), "h2"),
    (re.compile(r"item", re.IGNORECASE), "li"),
    (re.compile(r"list", re.IGNORECASE), "ul"),
    (re.compile(r"strong|bold", re.IGNORECASE), "b"),
    (re.compile(r"text|paragraph|typography", re.IGNORECASE), "p"),
)


def read(source: str) -> Content:
    """Blocks of page source; offsets are characters of `source`."""
    markup = source if _TEMPLATE.match(source) is None else _template(source)
    if markup is source and _is_script(source):
        markup = _jsx(source)
    bare = _EMPTY.sub(lambda m: _blank(m[0]), _without_code(markup))
    shown = _COMPONENT.sub(_element, bare)
    return replace(html.read(shown, NO_HINTS).content, format="source")


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _nothing(text: str) -> str:
    """Zero-width characters, which the repair drops: what stands around a literal parts no words."""
    return "\u200b" * len(text)


def _template(source: str) -> str:
    match = _TEMPLATE.match(source)
    return _blank(match["before"]) + match["inside"] + _blank(match["after"]) if match else source


def _is_script(source: str) -> bool:
    return re.match(r"\s*(?:<!--.*?-->\s*)?<", source, re.DOTALL) is None


def _jsx(source: str) -> str:
    """Elements that are returned, assigned or passed, each from its first tag to its last; code between is blanked."""
    parts: list[str] = []
    at = 0
    while (first := _FIRST.search(source, at)) is not None:
        start = first.end()
        end = _element_end(source, start)
        parts += [_blank(source[at:start]), source[start:end]]
        at = end
    return "".join([*parts, _blank(source[at:])])


def _element_end(source: str, start: int) -> int:
    """The end of the element that begins at `start`; of one that is never closed, the end of its first tag."""
    depth, at, first = 0, start, start
    while (tag := _TAG.search(source, at)) is not None:
        if tag[0] == "{":
            at = _closing(source, tag.start())
            continue
        at = _tag_end(source, tag.end())
        first = first if first > start else at
        if tag[1]:
            depth -= 1
        elif source[at - 2] != "/":
            depth += 1
        if depth <= 0:
            return at
    return first


def _tag_end(source: str, at: int) -> int:
    """The end of a tag whose attributes may hold `>` in quotes and braces."""
    while (found := _IN_TAG.search(source, at)) is not None:
        if found[0] == ">":
            return found.end()
        at = _closing(source, found.start()) if found[0] == "{" else found.end()
    return len(source)


def _without_code(markup: str) -> str:
    """Braces blanked with what they hold; string literals keep their words, markup inside is kept."""
    parts: list[str] = []
    at = 0
    while (start := markup.find("{", at)) >= 0:
        end = _closing(markup, start)
        parts += [markup[at:start], _expression(markup[start:end])]
        at = end
    return "".join([*parts, markup[at:]])


def _closing(markup: str, start: int) -> int:
    depth = 0
    for match in re.compile(r"[{}]").finditer(markup, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(markup)


def _expression(code: str) -> str:
    inner = code[1:-1]
    literal = _LITERAL.fullmatch(inner)
    if literal is not None:
        return _nothing(code[: literal.start(2) + 1]) + literal[2] + _nothing(code[literal.end(2) + 1 :])
    first, last = re.search(r"<[A-Za-z]", inner), inner.rfind(">")
    if first is None or last < first.start() or inner.lstrip().startswith("/*"):
        return _blank(code)
    kept = _without_code(inner[first.start() : last + 1])
    return " " + _blank(inner[: first.start()]) + kept + _blank(inner[last + 1 :]) + " "


def _element(match: re.Match[str]) -> str:
    """A component under the name of the element that it stands for, of the same length."""
    name = match[2]
    role = next((tag for pattern, tag in _ROLES if pattern.search(name)), "div")
    role = role if len(role) <= len(name) else "p"
    return match[1] + role.ljust(len(name))
