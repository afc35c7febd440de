"""Dated folders are read as attempts, one file at a time, or refused with a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from clausewatch.errors import UsageError
from clausewatch.fetch.replay import slug, snapshots
from clausewatch.model import Outcome


@pytest.fixture
def folder(tmp_path):
    """`Acme Cloud/Data Processing (EU)` with files as given by name."""

    def make(*names, meta=None):
        place = tmp_path / "Acme Cloud" / "Data Processing (EU)"
        place.mkdir(parents=True)
        for name in names:
            (place / name).write_bytes(name.encode())
        if meta is not None:
            (place / "meta.json").write_text(meta if isinstance(meta, str) else json.dumps(meta), "utf-8")
        return place

    return make


def test_files_become_captures_in_the_order_of_their_dates(folder):
    found = snapshots(folder("2024-02-29T23-59-59Z.md", "2023-12-31.html", "2024-03-01.pdf"))
    assert [a.at for a in found.attempts] == [
        datetime(2023, 12, 31, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 3, 1, tzinfo=UTC),
    ]
    assert {a.outcome for a in found.attempts} == {Outcome.CAPTURED}
    assert found.attempts[0].body == b"2023-12-31.html"
    assert found.attempts[-1].content_type == "application/pdf"


def test_folder_names_name_the_source_without_meta(folder):
    source, _ = snapshots(folder("2024-01-01.html"))
    assert source.key == "acme-cloud/data-processing-eu"
    assert (source.url, source.lang, source.select) == ("", "", ())


def test_meta_names_the_source(folder):
    meta = {
        "vendor": "Berg & Dal", "document": "DPA (v2)", "url": "https://vendor.example/dpa", "lang": "sv",
        "select": "main", "remove": [".nav", "footer"], "kind": "dpa", "whatever": 1,
    }  # fmt: skip
    source, attempts = snapshots(folder("2024-01-01.html", meta=meta))
    assert source.key == "berg-dal/dpa-v2"
    assert (source.url, source.lang, source.kind) == ("https://vendor.example/dpa", "sv", "dpa")
    assert (source.select, source.remove) == (("main",), (".nav", "footer"))
    assert attempts[0].url == attempts[0].final_url == "https://vendor.example/dpa"


def test_a_url_may_be_null_and_other_json_is_ignored(folder):
    place = folder("2024-01-01.html", "changes.json", ".hidden", meta={"url": None})
    found = snapshots(place)
    assert (len(found.attempts), found.attempts[0].url) == (1, "")


def test_a_file_is_read_when_its_attempt_is_asked_for(folder):
    place = folder("2024-01-01.txt", "2024-01-02.txt")
    attempts = snapshots(place).attempts
    (place / "2024-01-02.txt").write_bytes(b"later")
    assert [a.body for a in attempts] == [b"2024-01-01.txt", b"later"]
    assert [a.body for a in attempts[1:]] == [b"later"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2024-01-01.HTML", "text/html"),
        ("2024-01-01.htm", "text/html"),
        ("2024-01-01.md", "text/markdown"),
        ("2024-01-01.txt", "text/plain"),
        ("2024-01-01.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_content_type_follows_the_extension(folder, name, kind):
    assert snapshots(folder(name)).attempts[0].content_type == kind


@pytest.mark.parametrize(
    "name",
    [
        "2023-02-29.html", "2024-1-1.html", "terms.html", "2024-01-01T25-00-00Z.html", "2024-01-01T00-00-00.html",
        "2024-01-01", "2024-01-01.exe", "2024-01-01.html.bak", "README.md", "２０２４-01-01.html",
    ],
)  # fmt: skip
def test_a_file_without_date_or_format_is_named(folder, name):
    with pytest.raises(UsageError, match=name) as caught:
        snapshots(folder("2024-01-01T00-00-00Z.md", name))
    assert "YYYY-MM-DD" in caught.value.hint


@pytest.mark.parametrize("meta", ["{", "[]", '"x"', "\x00", "[" * 100000])
def test_a_broken_meta_file_is_named(folder, meta):
    with pytest.raises(UsageError, match=r"meta\.json"):
        snapshots(folder("2024-01-01.html", meta=meta))


def test_two_files_of_one_moment_are_refused(folder):
    with pytest.raises(UsageError, match="several files for 2024-01-01"):
        snapshots(folder("2024-01-01.html", "2024-01-01.pdf"))


def test_an_empty_or_missing_folder_is_a_usage_error(folder, tmp_path):
    with pytest.raises(UsageError, match="no dated files"):
        snapshots(folder())
    with pytest.raises(UsageError, match="no folder"):
        snapshots(tmp_path / "nowhere")


def test_a_folder_among_the_files_is_named(folder):
    place = folder("2024-01-01.html")
    (place / "2024-01-02.html").mkdir()
    with pytest.raises(UsageError, match="2024-01-02"):
        snapshots(place)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Le Chat", "le-chat"), ("a/b", "a-b"), ("../..", "unnamed"), ("Göteborg_IT", "göteborg-it"), ("  X  ", "x")],
)
def test_keys_are_slugs(name, key):
    assert slug(name) == key
