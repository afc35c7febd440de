"""Blobs behind URLs: the same promises in a bucket (moto's server) as in a folder."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clausewatch.errors import IntegrityError, RecordError, UsageError
from clausewatch.record.blobs import Blobs
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from recordkit import SOURCE, observation

TEXT = b"Swedish law governs this agreement."


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The URL of an empty bucket on a server of our own, and the environment that leads there."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "town")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hall")
        patch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
        boto3.client("s3").create_bucket(Bucket="evidence", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
        yield "s3://evidence"
    server.stop()


def test_bucket_keeps_bytes_once_and_checks_them(bucket: str) -> None:
    blobs = Blobs(f"{bucket}/checked")
    sha256 = blobs.put(TEXT)
    assert blobs.put(TEXT) == sha256
    assert blobs.get(sha256) == TEXT
    assert list(blobs.names()) == [sha256]
    _overwrite("checked", sha256, b"something else")
    with pytest.raises(IntegrityError, match=sha256):
        blobs.get(sha256)
    assert blobs.remove(sha256)
    assert not blobs.remove(sha256)
    with pytest.raises(IntegrityError, match="missing"):
        blobs.get(sha256)


def test_second_writer_of_a_bucket_does_not_overwrite(bucket: str) -> None:
    place = Blobs(f"{bucket}/once")._place
    name = f"ab/{'c' * 62}.zst"
    place.write(name, b"first")
    place.write(name, b"second")
    assert place.read(name) == b"first"


def test_record_with_its_blobs_in_a_bucket_is_whole(bucket: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", blobs=f"{bucket}/town")
    record = create_record(settings)
    seen = record.observe(observation(0, "Swedish law"))
    assert record.reading(seen.version).document.text == "Swedish law"
    assert record.verify() == []
    assert not (settings.home / "blobs").exists()
    raw = record.captures(SOURCE.key)[0].sha256
    Blobs(settings.blob_root).remove(raw)
    assert [s for s in record.verify() if raw in s]
    record.close()


def test_store_that_does_not_answer_is_said_so(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    import fsspec

    fsspec.get_filesystem_class("s3").clear_instance_cache()
    with pytest.raises(RecordError, match="does not answer"):
        Blobs(f"{bucket}/away").put(TEXT)
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def test_unknown_kind_of_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gopher"):
        Blobs("gopher://hole/blobs").put(TEXT)
    assert replace(Settings(home=tmp_path), blobs="s3://b/p").blob_root == "s3://b/p"


def _overwrite(prefix: str, sha256: str, data: bytes) -> None:
    import boto3

    assert sha256 == hashlib.sha256(TEXT).hexdigest()
    boto3.client("s3").put_object(Bucket="evidence", Key=f"{prefix}/{sha256[:2]}/{sha256[2:]}.zst", Body=data)
