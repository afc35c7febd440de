"""What every record promises, whatever database keeps it: captures, versions and where sources stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from clausewatch.errors import RecordError, UsageError
from clausewatch.model import Cause, Change, Detection, Document, Finding, Outcome, PageKind, Reading, Validators
from clausewatch.record.protocol import Latest, Record, Recorded
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import (
    OTHER,
    SOURCE,
    attempt,
    day,
    observation,
    quarantined,
    reading,
    same_text,
    telling,
    unmodified,
)

KEY = SOURCE.key


def stands(record: Record, key: str = KEY) -> Latest:
    return record.latest([key])[key]


def test_new_record_is_empty_and_whole(record: Record) -> None:
    assert record.sources() == []
    assert record.latest([KEY]) == {}
    assert record.changes() == []
    assert record.pending(day(0)) == []
    assert record.verify() == []


def test_second_record_in_one_place_is_refused(record_settings: Settings, record: Record) -> None:
    with pytest.raises(UsageError):
        create_record(record_settings)
    assert record.verify() == []


def test_observation_is_read_back_as_it_was(record: Record) -> None:
    written = record.observe(observation(0, "Swedish law governs this agreement."))
    assert written == Recorded(capture=1, version=1)
    again = record.reading(written.version)
    assert again == replace(reading("Swedish law governs this agreement."), captured_at=day(0))
    capture = record.capture(written.capture)
    assert (capture.source, capture.at, capture.status, capture.page_kind) == (KEY, day(0), 200, PageKind.TERMS)
    assert record.raw(capture.sha256) == b"Swedish law governs this agreement."
    assert record.headers(capture.id) == (("ETag", '"Swedish law governs this agreement."'),)
    assert record.declared(KEY) == SOURCE
    assert record.captures(KEY) == [capture]


def test_record_survives_closing(record_settings: Settings, record: Record) -> None:
    record.observe(telling(0, "Swedish law"))
    record.close()
    again = open_record(record_settings)
    assert stands(again).text_sha256 == reading("Swedish law").document.text_sha256
    assert again.verify() == []
    again.close()


def test_characters_that_no_column_holds_do_not_harm(record: Record) -> None:
    text = "Law\x00 of \ud800 Sweden 🇸🇪 \u202e and more"
    document = Document(text, title="A\x00B\udfff", lang="en")
    odd = Reading(document, Detection((Finding("governing_law", text[:8], 0, 8),), looked_for=("governing_law",)))
    seen = observation(0, "x", reading=odd, page_reason="\x00", text_sha256=document.text_sha256)
    version = record.observe(replace(seen, attempt=replace(seen.attempt, detail="\ud8ff", final_url="\x00"))).version
    assert record.reading(version).document == document
    assert record.versions(KEY)[0].title == "A\ufffdB\ufffd"
    assert record.verify() == []


def test_times_come_back_in_utc(record: Record) -> None:
    zone = timezone(timedelta(hours=2))
    seen = observation(0, "Swedish law")
    at = datetime(2026, 7, 1, 0, 30, tzinfo=zone)
    record.observe(replace(seen, attempt=replace(seen.attempt, at=at)))
    found = stands(record).captured_at
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_time_without_zone_is_refused_and_nothing_stays(record: Record) -> None:
    seen = observation(0, "Swedish law")
    with pytest.raises(RecordError):
        record.observe(replace(seen, attempt=replace(seen.attempt, at=datetime(2026, 1, 1))))
    assert record.sources() == []


def test_repeated_observation_writes_nothing(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    first = record.observe(telling(1, "Danish law"))
    leaves = len(record.leaves())
    assert record.observe(telling(1, "Danish law")) == replace(first, change=0)
    assert len(record.leaves()) == leaves
    assert len(record.attempts()) == 2


def test_second_import_of_old_snapshots_writes_nothing(record: Record) -> None:
    texts = ["Swedish law", "Danish law", "Finnish law"]
    for _ in range(2):
        for number, text in enumerate(texts):
            record.observe(telling(number, text))
        record.attempted([(SOURCE, attempt(3, "Finnish law"))])
    assert [v.seq for v in record.versions(KEY)] == [1, 2, 3]
    assert len(record.changes()) == 3
    assert len(record.attempts()) == 4
    assert stands(record).captured_at == day(3)


def test_equal_text_under_other_bytes_is_no_version(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(same_text(1, "Swedish law", body="Swedish law <!-- 2 -->"))
    assert len(record.versions(KEY)) == 1
    assert len(record.captures(KEY)) == 2
    assert (stands(record).captured_at, stands(record).full_at) == (day(1), day(1))


def test_304_moves_the_last_sighting_but_not_the_last_full_body(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.attempted([(SOURCE, unmodified(1))])
    assert (stands(record).captured_at, stands(record).full_at) == (day(1), day(0))
    version = record.versions(KEY)[0]
    assert (version.first_seen, version.last_seen) == (day(0), day(1))


def test_equal_bytes_move_the_last_sighting(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.attempted([(SOURCE, attempt(1, "Swedish law"))])
    record.observe(same_text(2, "Swedish law", body="Swedish law <!-- 2 -->"))
    record.attempted([(SOURCE, attempt(3, "Swedish law <!-- 2 -->"))])
    assert stands(record).full_at == day(3)
    assert len(record.captures(KEY)) == 2


def test_new_bytes_of_known_texts_share_a_commit(record: Record) -> None:
    """As if each had been observed alone; what is no longer the latest text moves nothing, a repeat writes nothing."""
    record.observe(observation(0, "Swedish law"))
    record.observe(observation(1, "Danish law", source=OTHER))
    record.observe(observation(2, "Norwegian law", source=OTHER))
    noise = [
        same_text(3, "Swedish law", body="Swedish law <!-- 2 -->"),
        same_text(3, "Danish law", body="Danish law <!-- 2 -->", source=OTHER),
        same_text(4, "Norwegian law", body="Norwegian law <!-- 2 -->", source=replace(OTHER, select=("main",))),
    ]
    before = len(record.leaves())
    for _ in range(2):
        record.attempted([(SOURCE, attempt(4, outcome=Outcome.TIMEOUT))], noise)
        assert [leaf.kind for leaf in record.leaves(before)] == ["declaration", "capture", "capture", "capture", "attempts"]
    assert (stands(record).full_at, stands(record, OTHER.key).full_at) == (day(3), day(4))
    assert [len(record.captures(key)) for key in (KEY, OTHER.key)] == [2, 4]
    assert [len(record.versions(key)) for key in (KEY, OTHER.key)] == [1, 2]
    assert [record.raw(row.sha256) for row in record.captures(KEY)] == [b"Swedish law", b"Swedish law <!-- 2 -->"]
    assert len(record.attempts()) == 7
    assert record.verify() == []


def test_failures_and_strange_bodies_move_nothing_but_are_kept(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    blocked = attempt(1, "Access denied", outcome=Outcome.BLOCKED, status=403, detail="403 Forbidden")
    record.attempted(
        [
            (SOURCE, blocked),
            (SOURCE, attempt(2, outcome=Outcome.TIMEOUT, status=0)),
            (SOURCE, attempt(3, "quite another body")),
            (OTHER, unmodified(1)),
        ]
    )
    assert stands(record).captured_at == day(0)
    row = record.attempts(KEY)[1]
    assert (row.outcome, row.detail, row.status) == ("blocked", "403 Forbidden", 403)
    assert record.raw(row.sha256) == b"Access denied"
    assert record.sources() == [KEY, OTHER.key]
    assert [a.at for a in record.attempts(since=day(2))] == [day(2), day(3)]
    assert record.verify() == []


def test_attempts_of_nothing_are_no_commit(record: Record) -> None:
    record.attempted([])
    assert len(record.leaves()) == 1


def test_same_bytes_from_two_sources_are_stored_once(record_settings: Settings, record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    before = sum(1 for _ in record_settings.blob_root.rglob("*.zst"))
    record.observe(observation(0, "Swedish law", source=OTHER))
    assert sum(1 for _ in record_settings.blob_root.rglob("*.zst")) == before
    assert len(record.latest([KEY, OTHER.key])) == 2


def test_validators_are_those_of_the_document_not_of_a_wall_before_it(record: Record) -> None:
    record.observe(observation(0, "Swedish law", headers=(("etag", '"1"'), ("Last-Modified", "Thu, 01 Jan"))))
    record.observe(quarantined(1, "Accept cookies?", PageKind.CONSENT, headers=(("ETag", '"wall"'),)))
    found = stands(record).validators
    assert found == Validators('"1"', "Thu, 01 Jan", record.captures(KEY)[0].sha256)
    record.attempted([(SOURCE, unmodified(2))])
    assert stands(record).captured_at == day(2)


def test_quarantined_capture_is_kept_and_is_no_version(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    written = record.observe(quarantined(1, "Accept cookies?", PageKind.CONSENT))
    assert written.version == 0
    row = record.capture(written.capture)
    assert (row.page_kind, row.page_reason) == (PageKind.CONSENT, "looks like consent")
    assert record.raw(row.sha256) == b"Accept cookies?"
    assert stands(record).held is None
    assert stands(record).captured_at == day(0)


def test_held_text_is_known_from_its_first_sight_until_the_document_is_back(record: Record) -> None:
    record.observe(observation(0, "Swedish law in many words"))
    record.observe(quarantined(1, "Law", PageKind.SHRUNK))
    second = record.observe(quarantined(1.5, "Law", PageKind.SHRUNK))
    held = stands(record).held
    assert held is not None
    assert (held.capture, held.page_kind, held.at) == (second.capture, PageKind.SHRUNK, day(1))
    assert held.text_sha256 == reading("Law").document.text_sha256
    record.attempted([(SOURCE, unmodified(2))])
    assert stands(record).held is None


def test_held_text_of_a_source_without_version_is_known(record: Record) -> None:
    record.observe(quarantined(0, "Schwedisches Recht", PageKind.LANGUAGE))
    assert record.latest([KEY]) == {}
    assert record.held([KEY])[KEY].page_kind is PageKind.LANGUAGE


def test_accepted_capture_becomes_a_version_and_is_held_no_more(record: Record) -> None:
    record.observe(observation(0, "Swedish law in many words"))
    held = record.observe(quarantined(1, "Law", PageKind.SHRUNK))
    accepted = record.observe(observation(1, "Law"))
    assert (accepted.capture, accepted.version) == (held.capture, 2)
    assert stands(record).version == 2
    assert stands(record).held is None
    assert stands(record).captured_at == day(1)
    assert record.verify() == []


def test_latest_remembers_earlier_texts_newest_first(record: Record) -> None:
    texts = ["one law", "two laws", "three laws", "four laws", "five laws"]
    for number, text in enumerate(texts):
        record.observe(observation(number, text))
    hashes = [reading(text).document.text_sha256 for text in texts]
    assert stands(record).earlier == (hashes[3], hashes[2], hashes[1])


def test_versions_go_by_sequence_when_the_clock_jumps_back(record: Record) -> None:
    record.observe(observation(10, "one law"))
    record.observe(observation(3, "two laws"))
    assert [(v.seq, v.first_seen) for v in record.versions(KEY)] == [(1, day(10)), (2, day(3))]
    assert stands(record).version == 2


def test_old_capture_derived_again_is_not_the_latest(record: Record) -> None:
    record.observe(observation(0, "one law"))
    record.observe(observation(1, "two laws"))
    better = observation(0, "one law,", body="one law", cause=Cause.EXTRACTOR, fingerprints=("parser-2", "d", "e"))
    written = record.observe(better)
    assert written == Recorded(capture=1, version=3)
    assert record.observe(better) == written
    assert [(v.id, v.capture, v.cause) for v in record.versions(KEY)] == [
        (1, 1, Cause.CONTENT),
        (3, 1, Cause.EXTRACTOR),
        (2, 2, Cause.CONTENT),
    ]
    assert stands(record).version == 2
    assert len(record.attempts()) == 2


def test_old_capture_that_now_reads_like_the_latest_is_still_derived_again(record: Record) -> None:
    for number, text in enumerate(["one law", "two laws", "one law"]):
        record.observe(observation(number, text))
    again = {"cause": Cause.EXTRACTOR, "fingerprints": ("parser-2", "d", "e"), "change": Change(False)}
    assert record.observe(observation(2, "one law", **again)) == Recorded(capture=3, version=4, change=1)
    assert record.observe(observation(0, "one law", **again)) == Recorded(capture=1, version=5, change=2)
    assert [(c.old_version, c.new_version) for c in record.changes()] == [(3, 4), (1, 5)]
    assert stands(record).version == 4
    assert record.verify() == []


def test_latest_capture_derived_again_is_the_latest(record: Record) -> None:
    record.observe(observation(0, "one law"))
    record.attempted([(SOURCE, unmodified(1))])
    record.observe(observation(0, "one law", cause=Cause.EXTRACTOR, fingerprints=("parser-2", "d", "e")))
    assert stands(record).version == 2
    assert stands(record).fingerprints == ("parser-2", "d", "e")
    assert stands(record).captured_at == day(1)


def test_two_runs_that_see_one_new_text_make_one_version(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    second = record.observe(telling(1.001, "Danish law"))
    assert (second.version, second.change) == (0, 0)
    assert len(record.versions(KEY)) == 2
    assert len(record.changes()) == 1
    assert len(record.pending(day(2))) == 2
    assert stands(record).captured_at == day(1.001)


def test_change_tells_the_captures_around_it(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.attempted([(SOURCE, unmodified(1))])
    written = record.observe(telling(2, "Danish law"))
    record.observe(observation(0, "Terms", source=OTHER))
    change = record.change(written.change)
    assert (change.old_captured_at, change.new_captured_at) == (day(1), day(2))
    assert (change.vendor, change.document) == ("acme", "dpa")
    assert (change.old_version, change.new_version, change.cause) == (1, 2, Cause.CONTENT)
    assert change.change == telling(2, "Danish law").change
    assert record.changes("acme") == record.changes(since=day(2)) == [change]
    assert record.changes("globex") == record.changes(since=day(2.1)) == []


def test_trouble_is_a_change_without_version(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    trouble = Change(False, capture="consent")
    written = record.observe(quarantined(1, "Accept cookies?", PageKind.CONSENT, change=trouble))
    change = record.change(written.change)
    assert (change.old_version, change.new_version, change.change.capture) == (1, 0, "consent")


def test_what_is_not_there_is_a_usage_error(record: Record) -> None:
    for ask in (record.reading, record.capture, record.change):
        with pytest.raises(UsageError):
            ask(99)


def test_cache_gives_what_was_put_first(record: Record) -> None:
    record.observe(telling(0, "Swedish law", cache={"a": "1", "b": "[2]"}))
    record.observe(telling(1, "Danish law", cache={"a": "other", "c": "3"}))
    assert record.cached(["a", "b", "c", "d"]) == {"a": "1", "b": "[2]", "c": "3"}
    assert record.cached([]) == {}


def test_many_keys_are_answered_at_once(record: Record) -> None:
    entries = {f"key-{n}": str(n) for n in range(12_000)}
    record.observe(telling(0, "Swedish law", cache=entries))
    assert record.cached([*entries, "none"]) == entries


def test_trouble_of_a_source_is_that_of_its_last_attempt(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(observation(0, "Terms of service", source=OTHER))
    assert record.states([KEY, OTHER.key, "nobody/nothing"]) == {}
    record.observe(quarantined(1, "Accept cookies?", PageKind.CONSENT))
    record.attempted([(OTHER, attempt(1, outcome=Outcome.TIMEOUT)), (OTHER, attempt(1.1, outcome=Outcome.DEFERRED))])
    assert record.states([KEY, OTHER.key]) == {KEY: "consent", OTHER.key: "timeout"}
    record.attempted([(SOURCE, unmodified(2)), (OTHER, unmodified(2))])
    assert record.states([KEY, OTHER.key]) == {}
