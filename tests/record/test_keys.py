"""The signing key: made once, private, and only ever the one of its record."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from clausewatch.errors import RecordError
from clausewatch.record import keys
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from recordkit import day


def test_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    public = keys.ensure(tmp_path)
    assert keys.ensure(tmp_path) == public
    assert keys.path(tmp_path).stat().st_mode & 0o777 == 0o600
    assert keys.path(tmp_path).parent.stat().st_mode & 0o077 == 0
    assert [p.name for p in keys.path(tmp_path).parent.iterdir()] == ["signing.pem"]


def test_signature_fits_its_text_only(tmp_path: Path) -> None:
    public = keys.ensure(tmp_path)
    signature = keys.sign(tmp_path, public, "size 5\n")
    assert keys.verified(public, signature, "size 5\n")
    assert not keys.verified(public, signature, "size 6\n")
    assert not keys.verified("no key", signature, "size 5\n")


def test_foreign_broken_and_missing_keys_are_refused_with_what_to_do(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    record = create_record(settings)
    file = keys.path(settings.home)
    keys.ensure(tmp_path / "other")
    wrong_kind = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for content in (keys.path(tmp_path / "other").read_bytes(), b"-----BEGIN NOTHING-----", wrong_kind, b""):
        file.write_bytes(content)
        with pytest.raises(RecordError) as caught:
            record.checkpoint(day(0))
        assert caught.value.hint
    file.unlink()
    with pytest.raises(RecordError, match="signing key"):
        record.checkpoint(day(0))
    record.close()
