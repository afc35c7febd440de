"""F39: one line of five megabytes and a table of ten thousand rows: linear time, exact offsets."""

from __future__ import annotations

import time

from clausewatch.model import PassageKind
from clausewatch.parse.reader import Hints, parse


def test_f39_one_line_of_five_megabytes() -> None:
    words = "The customer shall pay the fees. " * 160_000
    for body, name in ((words.encode(), "a.txt"), (words.encode(), "a.md"), (f"<html><p>{words}</p>".encode(), "a.html")):
        start = time.process_time()
        document = parse(body, Hints(filename=name))
        assert time.process_time() - start < 12
        assert document.text == words.strip()
        [run] = document.runs
        assert body[run.source_start : run.source_end].decode().strip() == words.strip()


def test_f39_table_of_ten_thousand_rows() -> None:
    rows = "".join(f"<tr><td>Bergrum {n} AS</td><td>Disk</td><td>Norway</td></tr>" for n in range(10_000))
    body = f"<html><body><table><tr><th>Name</th><th>Service</th><th>Country</th></tr>{rows}</table></body></html>".encode()
    start = time.process_time()
    document = parse(body)
    assert time.process_time() - start < 12
    found = [p for p in document.passages if p.kind is PassageKind.TABLE_ROW]
    assert len(found) == 10_001
    assert document.passage_text(found[-1]) == "Bergrum 9999 AS | Disk | Norway"
    assert {p.header for p in found[1:]} == {0}
    last = found[-1].cells[0]
    run = next(r for r in document.runs if r.start == last[0])
    assert body[run.source_start : run.source_end] == b"Bergrum 9999 AS"
