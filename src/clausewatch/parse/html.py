"""HTML to blocks: what the declaration selects, or what the page's own signs say is the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from clausewatch.errors import ParseError
from clausewatch.parse import css, flat, regions, suggest
from clausewatch.parse.blocks import Block, Content, words_of
from clausewatch.parse.hints import Hints
from clausewatch.parse.origin import Origins
from clausewatch.parse.walk import Walk

_KEPT_AT_LEAST = 0.3
_TELLING = 8000
SELECTED = "The declared selector takes only"


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its content, its source and tree, and where a declared selector missed what is near."""

    content: Content
    source: str = ""
    root: etree._Element | None = None
    missed: str = ""
    nearest: str = ""


def read(source: str, hints: Hints) -> Page:
    """Blocks of an HTML page; offsets are characters of `source`.

    Raises:
        ParseError: a declared selector is not CSS.
    """
    root, whole = tree(source)
    if root is None:
        return Page(Content((), format="html"), source)
    if not whole:
        return Page(flat.read(source), source, root)
    selected = _outermost(_select(root, hints.select))
    walk = Walk(root, Origins(source), _select(root, hints.remove))
    for element in selected or [_body(root)]:
        walk.run(element)
    regions.totals(walk.regions)
    blocks = walk.blocks if selected else _document(walk)
    notes = _share_note(walk, root) if selected else ()
    content = Content(blocks, title=_title(root, blocks), lang=_lang(root), format="html", notes=notes)
    missed = "" if selected else ", ".join(hints.select)
    nearest = suggest.nearest(root, hints.select) if missed else ""
    return Page(content, source, root, missed, nearest)


def _share_note(walk: Walk, root: etree._Element) -> tuple[str, ...]:
    """A selection of little text that leaves most of the page's running text out."""
    chars = walk.regions[0].chars
    if chars > _TELLING:
        return ()
    whole = Walk(root, Origins(""))
    whole.run(_body(root))
    regions.totals(whole.regions)
    running = max(whole.regions[0].chars - whole.regions[0].linked, 1)
    return (f"{SELECTED} {chars / running:.0%} of the page's running text.",) if chars < 0.2 * running else ()


def _body(root: etree._Element) -> etree._Element:
    """The body; of a fragment that begins with scripts the parser takes all for head, so that becomes the body."""
    body, head = root.find("body"), root.find("head")
    if body is None and head is not None:
        head.tag = "body"
        return head
    return root if body is None else body


def tree(source: str) -> tuple[etree._Element | None, bool]:
    """The parsed page (None where there is no element), and whether the parser could hold all of it.

    Raises:
        MemoryError: the parser ran out of memory; never a part of a page as if it were the whole.
        ParseError: the parser gave up for another reason.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring((source.replace("\x00", " ") if "\x00" in source else source).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        _refuse(parser)
        raise ParseError("broken", f"The page cannot be parsed: {e}.", "The bytes are kept; report the page.") from e
    _refuse(parser)
    return root, not any(f.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for f in parser.error_log.filter_from_fatals())


def _refuse(parser: etree.HTMLParser) -> None:
    if any(f.type == etree.ErrorTypes.ERR_NO_MEMORY for f in parser.error_log.filter_from_fatals()):
        raise MemoryError


def _select(root: etree._Element, selectors: Sequence[str]) -> list[etree._Element]:
    try:
        return css.found(root, selectors)
    except css.BadSelector as e:
        shown = ", ".join(selectors)
        raise ParseError("selector", f"The selector {shown!r} cannot be read: {e}.", "Mend it in the declaration.") from e


def _outermost(elements: Sequence[etree._Element]) -> list[etree._Element]:
    chosen = set(elements)
    return [e for e in elements if not any(a in chosen for a in e.iterancestors())] if len(chosen) > 1 else list(elements)


def _document(walk: Walk) -> list[Block]:
    """Without a selector: the main part without frame, or all that is shown when that would lose too much."""
    out = regions.dropped(walk.regions)
    main = regions.main_of(walk.regions, out)
    inside = _within(walk.regions, main)
    kept = [b for b, place in zip(walk.blocks, walk.places, strict=True) if inside[place] and not out[place]]
    everything = sum(_chars(b) for b in walk.blocks)
    return kept if sum(map(_chars, kept)) >= _KEPT_AT_LEAST * everything or len(walk.blocks) < 3 else _or_all(walk, kept)


def _or_all(walk: Walk, kept: list[Block]) -> list[Block]:
    """Frames that hold most of a page are frames only while the rest still reads like a document."""
    running = sum(_chars(b) for b in kept)
    return kept if running >= 800 else walk.blocks


def _within(found: Sequence[regions.Region], main: int) -> list[bool]:
    inside = [main < 0] * len(found)
    for n, region in enumerate(found):
        inside[n] = inside[n] or n == main or (region.parent >= 0 and inside[region.parent])
    return inside


def _chars(block: Block) -> int:
    return sum(len(p.text) for cell in block.cells for p in cell if p.start >= 0)


def _title(root: etree._Element, blocks: Sequence[Block]) -> str:
    title = " ".join((root.findtext("head/title") or "").split())
    if title:
        return title[:300]
    return next((words_of(b.cells[0])[:300] for b in blocks if b.level == 1), "")


def _lang(root: etree._Element) -> str:
    declared = re.match(r"[A-Za-z]{2,3}", root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    return declared[0].lower() if declared else ""
