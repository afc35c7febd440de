"""F17: what the wire says about a body is kept beside it; the bytes themselves are left as they came."""

from __future__ import annotations

import pytest
from stranger import answer

from clausewatch.parse import reader
from clausewatch.parse.hints import Hints

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


PAGE = (
    "<!doctype html><html><body><main><h1>Köpvillkor</h1>"
    "<p>Avtalet gäller för alla köp, och tvister avgörs enligt svensk rätt.</p></main></body></html>"
)


@pytest.mark.parametrize(
    ("coding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "text/html; charset=iso-8859-1"),
        ("latin-1", "text/html; charset=utf-8"),
        ("utf-16", "text/html"),
        ("cp1252", "text/html; charset=nonsense"),
        ("utf-8", "application/pdf"),
        ("utf-8", "text/plain"),
    ],
)
def test_f17_the_text_is_right_whatever_the_header_says(client, stranger, coding, declared):
    url = stranger.on("/", answer(200, PAGE.encode(coding), Content_Type=declared))
    attempt = client().get(url)
    document = reader.parse(attempt.body, Hints(content_type=attempt.content_type, url=url))
    assert "Avtalet gäller för alla köp" in document.text
    assert document.format == "html"
