"""A site on loopback that the ways in are tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wayskit import Site, closed


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site without pages."""
    with closed(Site()) as made:
        yield made
