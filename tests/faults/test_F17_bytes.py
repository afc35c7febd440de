"""F17: what the wire says about a body is kept beside it; the bytes themselves are left as they came."""

from __future__ import annotations

import pytest
from stranger import answer

BODIES = {
    "no-type": (b"<p>terms</p>", ""),
    "pdf-as-html": (b"%PDF-1.7\n...", "text/html; charset=utf-8"),
    "latin-as-utf8": ("köpvillkor".encode("latin-1"), "text/html; charset=utf-8"),
    "utf8-bom": ("\ufeffköpvillkor".encode(), "text/plain"),
    "utf16": ("köpvillkor".encode("utf-16"), "text/html"),
    "mixed": ("köp".encode() + "villkör".encode("latin-1"), "text/html; charset=nonsense"),
    "nul": (b"a\x00b\r\nc\rd", "application/octet-stream"),
}


@pytest.mark.parametrize(("body", "declared"), BODIES.values(), ids=BODIES)
def test_f17_bytes_and_declared_type_come_through_untouched(client, stranger, body, declared):
    url = stranger.on("/", answer(200, body, Content_Type=declared))
    attempt = client().get(url)
    assert (attempt.body, attempt.content_type) == (body, declared)
