"""F18: the same bytes from many URLs are stored once."""

from __future__ import annotations

import gzip

from stranger import answer

from clausewatch.model import Source
from clausewatch.record.protocol import Observation
from clausewatch.record.store import create_record
from clausewatch.settings import Settings


def test_f18_the_same_bytes_from_many_urls_are_stored_once(client, stranger, tmp_path):
    body = b"<p>The same terms everywhere.</p>"
    stranger.on("/a", answer(200, body))
    stranger.on("/b", answer(200, gzip.compress(body), Content_Encoding="gzip", Content_Type="text/plain"))
    stranger.on("/c", answer(200, body))
    settings = Settings(home=tmp_path / "home")
    record = create_record(settings)
    fetcher = client()
    for path in "abc":
        attempt = fetcher.get(stranger.url(f"/{path}"))
        record.observe(Observation(Source("vendor", path, attempt.url), attempt))
        assert record.raw(attempt.sha256) == body
    rows = [row for path in "abc" for row in record.captures(f"vendor/{path}")]
    record.close()
    assert len(rows) == 3
    assert len({row.sha256 for row in rows}) == 1
    assert len([p for p in settings.blob_root.rglob("*") if p.is_file()]) == 1
