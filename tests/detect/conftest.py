"""Shared parts of the detection tests: the real rules and model."""

from __future__ import annotations

import pytest

from clausewatch import resources
from clausewatch.detect.pipeline import Detector


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The shipped detector."""
    return Detector(resources.models(), resources.corpus("rules"))
