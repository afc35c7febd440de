"""A printed checkpoint comes back as it was; anything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clausewatch.errors import UsageError
from clausewatch.record.exported import read, written
from clausewatch.record.protocol import Checkpoint

HEAD = Checkpoint("clausewatch/00aa", 7, "ab" * 32, datetime(2026, 3, 1, 5, 0, 1, tzinfo=UTC), "cd" * 64, "ef" * 32)


def test_printed_checkpoint_is_read_back_equal() -> None:
    """White space at line ends, as mail programs leave it, does no harm."""
    assert read(written(HEAD)) == HEAD
    assert read(written(HEAD).replace("\n", "  \r\n")) == HEAD


@pytest.mark.parametrize(
    "text", ["", "hello", written(HEAD).replace("7\n", "seven\n"), written(HEAD).replace("ab" * 32, "xy" * 32)]
)
def test_other_text_is_refused(text: str) -> None:
    """The sentence says what was expected."""
    with pytest.raises(UsageError, match="checkpoint"):
        read(text)
