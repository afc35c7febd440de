"""A rendered page as one HTML text, with what lies in shadow roots and frames put where it is seen.

Trust centres are often web components, and documents often stand in a frame; the markup of the page
alone holds neither. A page without both is taken as the browser writes it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from clausewatch.errors import FetchError
from clausewatch.fetch.urls import target

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

    from clausewatch.fetch.urls import Target

Permit = Callable[["Target"], Awaitable[None]]
"""Raises FetchError where a frame's text may not be taken (robots.txt of its origin)."""

FRAMES, DEPTH, LEAST = 20, 3, 200
"""Frames looked at in a page, frames within frames, and the fewest characters of a frame that is no ornament."""

_FLAT = """() => {
  const open = document.querySelectorAll('*');
  const roots = [...open].some(e => e.shadowRoot), held = [...open].some(e => e.clausewatchFrame);
  if (!roots && !held) return null;
  const copy = node => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return document.createTextNode('');
    if (node.clausewatchFrame) {
      const box = document.createElement('section');
      box.setAttribute('data-frame', node.src || '');
      box.innerHTML = node.clausewatchFrame;
      return box;
    }
    if (node.tagName === 'SLOT' && node.assignedNodes) {
      const box = document.createDocumentFragment();
      (node.assignedNodes({flatten: true}).length ? node.assignedNodes({flatten: true}) : [...node.childNodes])
        .forEach(child => box.appendChild(copy(child)));
      return box;
    }
    const shallow = node.cloneNode(false);
    (node.shadowRoot || node).childNodes.forEach(child => shallow.appendChild(copy(child)));
    return shallow;
  };
  return '<!DOCTYPE html>' + copy(document.documentElement).outerHTML;
}"""
_BODY = "document.body ? document.body.innerHTML : ''"
_WORDS = "document.body ? document.body.innerText.trim().length : 0"
_HOLD = "(element, html) => { element.clausewatchFrame = new DOMParser().parseFromString(html, 'text/html').body.innerHTML; }"


async def flattened(page: Page, permit: Permit) -> tuple[str, list[str]]:
    """The page's HTML, and the URLs of frames whose text is part of it."""
    taken: list[str] = []
    await _frames(page.main_frame, permit, taken, DEPTH)
    return await _html(page.main_frame) or await page.content(), taken


async def _frames(parent: Frame, permit: Permit, taken: list[str], depth: int) -> None:
    """Hang the text of each frame at its element, innermost first."""
    for frame in parent.child_frames:
        if len(taken) >= FRAMES or depth == 0:
            return
        await _frames(frame, permit, taken, depth - 1)
        if html := await _text_of(frame, permit):
            element = await frame.frame_element()
            if await element.is_visible():
                await element.evaluate(_HOLD, html)
                taken.append(frame.url)


async def _text_of(frame: Frame, permit: Permit) -> str:
    """HTML of a frame's body, if it holds a text that may be taken."""
    from playwright.async_api import Error

    try:
        if frame.url.startswith(("http://", "https://")):
            await permit(target(frame.url))
        elif not frame.url.startswith(("about:srcdoc", "blob:")):
            return ""
        if await frame.evaluate(_WORDS) < LEAST:
            return ""
        return await _html(frame) or str(await frame.evaluate(_BODY))
    except (Error, FetchError):  # gone by now, or not ours to take
        return ""


async def _html(frame: Frame) -> str:
    """The flattened tree of a frame; empty where its own markup holds everything."""
    found = await frame.evaluate(_FLAT)
    return str(found) if found else ""
