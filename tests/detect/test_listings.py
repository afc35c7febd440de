"""A table of subprocessors is one finding, whatever stands in its cells."""

from __future__ import annotations

from clausewatch.detect.pipeline import Detector
from clausewatch.model import Document, Finding
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

TABLE = """# Subprocessors

We use these subprocessors.

| Company | Purpose | Country |
|---|---|---|
| Harbour Mail, Inc. | Sending e-mail, under the standard contractual clauses | United States |
| Quay Storage GmbH | Hosting of data in Germany | Germany |
| Pier Support Ltd | Support staff with access from India | India |
"""


def document(text: str) -> Document:
    return parse(text.encode(), Hints(filename="list.md", lang="en"))


def in_table(detector: Detector, text: str) -> tuple[Document, list[Finding]]:
    """The document, and its findings from the table on."""
    read = document(text)
    start = read.text.index("Company | Purpose")
    return read, [f for f in detector.detect(read).findings if f.start >= start]


def test_heading_row_and_first_row_are_the_clause(detector: Detector) -> None:
    read, found = in_table(detector, TABLE)
    assert [f.type for f in found] == ["subprocessor_list"]
    assert found[0].quote.startswith("Company | Purpose")
    assert "Harbour Mail" in found[0].quote
    assert "Quay Storage" not in found[0].quote
    assert read.text[found[0].start : found[0].end] == found[0].quote


def test_each_table_has_its_own(detector: Detector) -> None:
    second = TABLE.split("\n\n", 2)[2].replace("Harbour Mail", "Buoy Letters")
    _, found = in_table(detector, f"{TABLE}\n## Subprocessors for support\n\n{second}")
    assert [f.reasons[0].split(" them ")[1] for f in found if f.type == "subprocessor_list"] == [
        "Harbour Mail, Inc.",
        "Buoy Letters, Inc.",
    ]


def test_other_tables_are_left_alone(detector: Detector) -> None:
    text = "# Agreement\n\n| Topic | Rule |\n|---|---|\n| Law | This agreement is governed by the laws of Norway. |\n"
    assert [f.type for f in detector.detect(document(text)).findings] == ["governing_law"]
