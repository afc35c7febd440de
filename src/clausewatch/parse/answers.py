"""Documents between child and parent as pickles that can name nothing but the model's classes."""

from __future__ import annotations

import io
import pickle

from clausewatch import errors, model
from clausewatch.errors import ParseError
from clausewatch.model import Document

_ALLOWED = {
    ("clausewatch.model", name): getattr(model, name)
    for name in ("Document", "Section", "Passage", "Run", "PageKind", "PassageKind")
} | {("clausewatch.errors", "ParseError"): errors.ParseError}


class _Reader(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> object:
        found = _ALLOWED.get((module_name, global_name))
        if found is None:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in an answer")
        return found


def dumps(answer: Document | ParseError) -> bytes:
    """An answer as bytes."""
    return pickle.dumps(answer, protocol=5)


def loads(data: bytes) -> Document | ParseError:
    """The answer in the bytes of a child; anything else is an error of that child.

    Raises:
        ParseError: the bytes are not an answer.
    """
    try:
        answer = _Reader(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError, KeyError) as e:
        raise ParseError("failed", f"The reader's answer makes no sense: {e}.", "Report the document.") from e
    if not isinstance(answer, (Document, ParseError)):
        raise ParseError("failed", "The reader's answer is no document.", "Report the document.")
    return answer
