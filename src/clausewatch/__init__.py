"""clausewatch: verbatim, dated, verifiable evidence of what cloud vendors' terms say."""

__version__ = "0.1.0"
