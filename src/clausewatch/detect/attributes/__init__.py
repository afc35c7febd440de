"""Attributes of a clause, read from its quote by small grammars; values as in the annotation guide."""

from __future__ import annotations

from clausewatch.detect.attributes.grammars import Extracted, extract

__all__ = ["Extracted", "extract"]
