"""Lines of a PDF to passages: wraps joined, hyphens at line ends mended, headings told by type and bookmarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Piece
from clausewatch.parse.headings import is_title
from clausewatch.parse.numbers import leading
from clausewatch.parse.pdflines import Line

_BULLET = re.compile(r"[•●◦▪·–\uf0b7\uf0a7o-]\s")
_HYPHENS = "-\u00ad\u2010\x02\ufffe"
_CLOSED = re.compile(r"[.:;!?)\]”\"]$")
_RUNS_ON = re.compile(
    r"(?:section|sections|article|clause|artikel|avsnitt|punkt|abschnitt|ziffer|annex|schedule|and|or|och|und|et|in|to|[,(§])$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Type:
    """The common measures of a document: body size, leading by page and right margin in points, and its words."""

    size: float
    leading: Mapping[int, float]
    right: float
    words: frozenset[str]


def measured(pages: Sequence[Sequence[Line]]) -> Type:
    """Common measures of all pages."""
    lines = [line for page in pages for line in page]
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    rights = sorted(line.right for line in lines)
    right = rights[int(len(rights) * 0.9)] if rights else 500.0
    words = frozenset(w for line in lines for w in _WORD.findall(line.text.casefold())[:-1])
    leading = {page[0].page: _leading(page) for page in pages if page}
    return Type(size, leading, right, words)


def _leading(page: Sequence[Line]) -> float:
    """The commonest distance of two lines on a page; of two common ones the smaller, which wraps lines."""
    gaps = Counter(round(2 * (b.top - a.top)) / 2 for a, b in pairwise(page) if 0.7 * b.size < b.top - a.top < 3 * b.size)
    common = [gap for gap, times in gaps.items() if times >= 0.25 * gaps.total()]
    return min(common) if common else gaps.most_common(1)[0][0] if gaps else 14.0


def passages(lines: Sequence[Line], kind: Type, bookmarks: Mapping[str, int]) -> list[Block]:
    """Blocks of consecutive lines; pages follow each other without a break."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, kind, bookmarks):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, kind, bookmarks) for group in groups]


def _begins(group: Sequence[Line], line: Line, kind: Type, bookmarks: Mapping[str, int]) -> bool:
    """True when a line starts a passage of its own."""
    last = group[-1]
    if _is_title(group, line, kind, bookmarks) or abs(line.size - last.size) > 0.6 or _BULLET.match(line.text):
        return True
    gap = line.top - last.top
    if line.page != last.page or gap < -line.size:
        return not _runs_over(last, line, kind)
    if abs(gap) < 0.4 * line.size:
        return False
    if gap > 1.3 * kind.leading.get(line.page, 14.0):
        return True
    return _numbered(line, last, kind) or (_short_end(last, kind) and line.text[:1].isupper())


def _is_title(group: Sequence[Line], line: Line, kind: Type, bookmarks: Mapping[str, int]) -> bool:
    """The line is bookmarked, or the group before it is a heading that does not go on."""
    if bookmarks and bookmark_key(line.text) in bookmarks:
        return True
    if bookmarks and bookmark_key(" ".join(n.text for n in group)) in bookmarks:
        return True
    return _heading_level(group, kind, bookmarks) is not None and not _goes_on(group[-1], line)


def _goes_on(last: Line, line: Line) -> bool:
    """A heading of two lines of the same type."""
    return line.bold == last.bold and line.size == last.size and 0 < line.top - last.top < 1.8 * line.size


def _runs_over(last: Line, line: Line, kind: Type) -> bool:
    """A sentence that goes on over a page or column end."""
    if _CLOSED.search(last.text) is not None or line.bold != last.bold:
        return False
    return line.text[:1].islower() or last.text[-1] in _HYPHENS + "," or (_full(last, kind) and leading(line.text) is None)


def _full(line: Line, kind: Type) -> bool:
    return line.right > kind.right - 0.12 * (kind.right - 50)


def _numbered(line: Line, last: Line, kind: Type) -> bool:
    """A number at the start of a line opens a clause unless the sentence before runs into it (`Section 9.5`)."""
    if leading(line.text) is None or _RUNS_ON.search(last.text) is not None:
        return False
    return _CLOSED.search(last.text) is not None or last.bold or not _full(last, kind)


def _short_end(last: Line, kind: Type) -> bool:
    return not _full(last, kind) and _CLOSED.search(last.text) is not None


def _heading_level(group: Sequence[Line], kind: Type, bookmarks: Mapping[str, int]) -> int | None:
    first = group[0]
    large = first.size > 1.15 * kind.size
    if len(group) > 4 or not (bookmarks or first.bold or large):
        return None
    text = " ".join(line.text for line in group)
    marked = bookmarks.get(bookmark_key(text)) if bookmarks else None
    return marked if marked is not None or not is_title(text) else _level_of_type(group, kind)


def _level_of_type(group: Sequence[Line], kind: Type) -> int | None:
    """The level that size and weight give."""
    relative = group[0].size / kind.size
    if relative > 1.15:
        return 1 if relative > 1.6 else 2
    return 0 if all(line.bold for line in group) else None


def _block(group: Sequence[Line], kind: Type, bookmarks: Mapping[str, int]) -> Block:
    pieces = _joined(group, kind.words)
    level = _heading_level(group, kind, bookmarks)
    if level is not None:
        return Block(PassageKind.HEADING, [pieces], level=level)
    bullet = _BULLET.match(group[0].text)
    if bullet is None:
        return Block(PassageKind.PARAGRAPH, [pieces])
    first = pieces[0]
    pieces[0] = first._replace(text=first.text[bullet.end() :], start=first.start + bullet.end())
    return Block(PassageKind.LIST_ITEM, [pieces], depth=1)


def _joined(group: Sequence[Line], words: frozenset[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for n, line in enumerate(group):
        text = line.text
        if n + 1 < len(group):
            text = _unhyphened(text, group[n + 1].text, words)
        pieces.append(Piece(text, line.start, line.end, "", line.bold, f"page {line.page}"))
    return pieces


def _unhyphened(text: str, after: str, words: frozenset[str]) -> str:
    """A line's text ready to be followed: a space, or the hyphen of a broken word gone.

    Kept where the document writes the word with its hyphen elsewhere, or the next line begins like a name.
    """
    if text[-1] not in _HYPHENS or not text[-2:-1].isalpha() or not after[:1].isalnum():
        return text + " "
    head, tail = _WORD.findall(text[:-1])[-1:], _WORD.findall(after)[:1]
    if not head or not tail or not after[:1].islower():
        return text[:-1] + "-"
    left, right = head[0].casefold(), tail[0].casefold()
    kept = f"{left}-{right}" in words and left + right not in words
    return text[:-1] + ("-" if kept else "")


def bookmark_key(text: str) -> str:
    """Letters and digits of a title, for finding a bookmark's line."""
    return "".join(c for c in text.casefold() if c.isalnum())
