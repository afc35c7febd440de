"""Markdown inside a block: marks dropped, link targets kept apart, entities decoded."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clausewatch.parse.blocks import LINE, Piece

_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<comment><!--.*?-->|\{/\*.*?\*/\})"
    r"|(?P<auto><(?:https?://|mailto:)?[^\s<>]{1,300}[.@:/][^\s<>]{1,300}>)"
    r"|(?P<tag></?[A-Za-z][^<>]{0,2000}>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});)"
    r"|(?P<code>`+)"
    r"|(?P<image>!\[)"
    r"|(?P<foot>\[\^[^\]\s]{1,40}\]:?)"
    r"|(?P<open>\[)"
    r"|(?P<target>\]\((?:[^()\s]|\([^()]*\)|\\.){0,2000}(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)(?:\{[^{}]*\})?)"
    r"|(?P<reference>\]\[[^\]\n]{0,200}\])"
    r"|(?P<close>\])"
    r"|(?P<mark>\*{1,3}|_{1,3}|~~)"
    r"|(?P<attr>\{[:#.][^{}\n]{0,200}\})",
    re.DOTALL,
)
_HREF = re.compile(r"\]\(\s*<?([^\s>()]*(?:\([^()]*\)[^\s>()]*)*)")


class _Inline:
    def __init__(self, text: str, base: int, references: dict[str, str]) -> None:
        self.text, self.base, self.references = text, base, references
        self.pieces: list[Piece] = []
        self.opened: list[int] = []
        self.images: set[int] = set()
        self.bold = ""

    def put(self, text: str, start: int, end: int) -> None:
        if text:
            self.pieces.append(Piece(text, self.base + start, self.base + end, "", bool(self.bold)))

    def read(self) -> list[Piece]:
        at = 0
        for match in _TOKEN.finditer(self.text):
            self.put(self.text[at : match.start()], at, match.start())
            getattr(self, "_" + (match.lastgroup or ""))(match)
            at = match.end()
        self.put(self.text[at:], at, len(self.text))
        return self.pieces

    def _escape(self, m: re.Match[str]) -> None:
        self.put(m[0][1], m.start(), m.end())

    def _comment(self, m: re.Match[str]) -> None:
        """Comments are not shown."""

    def _auto(self, m: re.Match[str]) -> None:
        inner = m[0][1:-1]
        if re.match(r"/?[A-Za-z]+[\s/]*=|/?[A-Za-z]+/?$", inner) or " " in inner:
            return self._tag(m)
        self.put(inner, m.start() + 1, m.end() - 1)
        self.pieces[-1] = self.pieces[-1]._replace(href=inner)
        return None

    def _tag(self, m: re.Match[str]) -> None:
        if re.match(r"</?(br|p|div|li|td|th|tr|h\d)\b", m[0], re.IGNORECASE):
            self.put(LINE.text, m.start(), m.end())

    def _entity(self, m: re.Match[str]) -> None:
        self.put(html.unescape(m[0]), m.start(), m.end())

    def _code(self, m: re.Match[str]) -> None:
        """Code marks are not shown."""

    def _image(self, _m: re.Match[str]) -> None:
        self.opened.append(len(self.pieces))
        self.images.add(len(self.pieces))

    def _foot(self, m: re.Match[str]) -> None:
        self.put(m[0], m.start(), m.end())

    def _open(self, m: re.Match[str]) -> None:
        self.opened.append(len(self.pieces))
        self.put("[", m.start(), m.end())

    def _target(self, m: re.Match[str]) -> None:
        found = _HREF.match(m[0])
        self._link(found[1] if found else "", m)

    def _reference(self, m: re.Match[str]) -> None:
        name = m[0][2:-1] or "".join(p.text for p in self.pieces[self.opened[-1] + 1 :]) if self.opened else ""
        href = self.references.get(name.casefold(), "")
        if href:
            self._link(href, m)
        else:
            self._close(m)

    def _link(self, href: str, m: re.Match[str]) -> None:
        if not self.opened:
            return self.put(m[0], m.start(), m.end())
        first = self.opened.pop()
        if first in self.images:
            self.images.discard(first)
            del self.pieces[first:]
        elif first < len(self.pieces) and self.pieces[first].text == "[":
            del self.pieces[first]
        self.pieces[first:] = [p._replace(href=href) for p in self.pieces[first:]]
        self.opened = [o for o in self.opened if o <= first]
        return None

    def _close(self, m: re.Match[str]) -> None:
        name = ""
        if self.opened:
            first = self.opened.pop()
            name = "".join(p.text for p in self.pieces[first + 1 :])
        if href := self.references.get(name.casefold().strip(), "") if name else "":
            self.opened.append(first)
            return self._link(href, m)
        return self.put(m[0], m.start(), m.end())

    def _mark(self, m: re.Match[str]) -> None:
        before = self.text[m.start() - 1 : m.start()] if m.start() else " "
        after = self.text[m.end() : m.end() + 1] or " "
        inside_word = m[0][0] == "_" and before.isalnum() and after.isalnum()
        if inside_word or (before.isspace() and after.isspace() and len(m[0]) == 1):
            return self.put(m[0], m.start(), m.end())
        if len(m[0]) >= 2 and m[0][0] != "~":
            self.bold = "" if self.bold else m[0]
        return None

    def _attr(self, m: re.Match[str]) -> None:
        """Kramdown attributes are not shown."""


def pieces(text: str, base: int, references: dict[str, str]) -> Iterator[Piece]:
    """The visible pieces of inline Markdown; `base` is the offset of `text` in the source (characters)."""
    return iter(_Inline(text, base, references).read())
