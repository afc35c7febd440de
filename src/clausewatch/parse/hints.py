"""What is known about a body before it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """All optional; `status` is the HTTP status (0: unknown), `kind` one of `model.DOCUMENT_KINDS`.

    `select` and `remove` are CSS selectors of the declaration; `content_type` is the header as sent.
    """

    url: str = ""
    final_url: str = ""
    content_type: str = ""
    lang: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    kind: str = ""
    filename: str = ""
    status: int = 0


NO_HINTS = Hints()
"""Nothing is known."""
