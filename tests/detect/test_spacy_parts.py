"""Detection loads no more of spaCy than it uses, and leaves the whole to whoever asks for it."""

from __future__ import annotations

import subprocess
import sys

ASK = """
import sys
from clausewatch.detect import rules, tokens
print([m for m in ("spacy.cli", "spacy.pipeline", "spacy.language") if m in sys.modules])
import spacy
print(hasattr(spacy, "__wrapped__"), [t.text for t in spacy.blank("en")("We may change.")])
print(spacy.tokens.Doc is tokens.Doc, isinstance(spacy.__version__, str))
"""


def test_the_rest_of_spacy_is_loaded_when_it_is_asked_for() -> None:
    """Its command line and pipelines take longer to load than a quiet round takes in all."""
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["[]", "False ['We', 'may', 'change', '.']", "True True"]
