"""Checkpoints and proofs of a record, verified from outside with nothing but hashes and the key."""

from __future__ import annotations

import json
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clausewatch.errors import UsageError
from clausewatch.model import Source
from clausewatch.record import merkle
from clausewatch.record.protocol import Record
from recordkit import SOURCE, alert, day, observation, telling, unmodified


def filled(record: Record) -> Record:
    for number in range(5):
        record.observe(telling(number, f"{number} laws"))
        record.attempted([(SOURCE, unmodified(number + 0.5))])
    return record


def test_checkpoint_is_signed_by_the_key_of_the_record(record: Record) -> None:
    made = filled(record).checkpoint(day(9))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.public_key))
    key.verify(bytes.fromhex(made.signature), made.body.encode())
    assert made.size == len(record.leaves())
    assert made.body.splitlines() == [made.origin, str(made.size), made.root, "2026-01-10T05:00:00+00:00"]


def test_every_leaf_is_proved_against_the_checkpoint(record: Record) -> None:
    made = filled(record).checkpoint(day(9))
    for leaf in record.leaves():
        proof = record.proof(leaf.index)
        hashed = merkle.leaf_hash(proof.leaf.json.encode())
        path = [bytes.fromhex(part) for part in proof.path]
        assert proof.root == made.root
        assert merkle.verify_inclusion(hashed, leaf.index, made.size, path, bytes.fromhex(made.root))


def test_every_earlier_checkpoint_is_the_start_of_the_later_log(record: Record) -> None:
    earlier = []
    for number in range(5):
        record.observe(telling(number, f"{number} laws"))
        earlier.append(record.checkpoint(day(number)))
    last = earlier[-1]
    for old in earlier:
        path = [bytes.fromhex(part) for part in record.consistency(old.size)]
        first, second = (old.size, bytes.fromhex(old.root)), (last.size, bytes.fromhex(last.root))
        assert merkle.verify_consistency(first, second, path)
        assert record.against(old) == []


def test_leaves_name_source_and_hashes(record: Record) -> None:
    written = record.observe(observation(0, "Swedish law"))
    leaves = {leaf.kind: json.loads(leaf.json) for leaf in record.leaves()}
    assert list(leaves) == ["genesis", "declaration", "capture", "attempts", "version"]
    assert leaves["capture"]["source"] == SOURCE.key
    assert leaves["capture"]["sha256"] == record.capture(written.capture).sha256
    assert leaves["version"]["text_sha256"] == record.versions(SOURCE.key)[0].text_sha256


def test_attempts_of_a_run_are_one_leaf(record: Record) -> None:
    many = [Source(f"vendor-{n}", "terms", f"https://v{n}.example/") for n in range(300)]
    record.attempted([(source, unmodified(0)) for source in many])
    assert [leaf.kind for leaf in record.leaves(1)] == ["attempts"]
    assert json.loads(record.leaves(1, 2)[0].json)["count"] == 300
    assert record.verify() == []


def test_secrets_in_channels_do_not_enter_the_log(record: Record) -> None:
    record.announce([alert()], ["mailto://user:secret@mail.example"])
    assert "secret" not in "".join(leaf.json for leaf in record.leaves())


def test_proofs_of_what_is_not_there_are_refused(record: Record) -> None:
    filled(record)
    size = len(record.leaves())
    for ask in (
        lambda: record.proof(size),
        lambda: record.proof(0, size + 1),
        lambda: record.consistency(0),
        lambda: record.consistency(size + 1),
    ):
        with pytest.raises(UsageError):
            ask()


def test_threads_write_one_log(record: Record) -> None:
    def work(number: int) -> None:
        source = Source(f"vendor-{number}", "terms", "https://v.example/")
        for step in range(4):
            record.observe(telling(step, f"{step} laws of {number}", source=source))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(record.changes()) == 16
    assert [leaf.index for leaf in record.leaves()] == list(range(len(record.leaves())))
    assert record.verify() == []
