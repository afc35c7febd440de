"""Declarations: which vendors are watched, where their documents are, and how the text is cut out."""

from clausewatch.declarations.load import Declarations, load

__all__ = ["Declarations", "load"]
