"""Rows of named subprocessors, from tables, lists and sentences."""

from __future__ import annotations

from clausewatch.detect.subprocessors.find import find

__all__ = ["find"]
