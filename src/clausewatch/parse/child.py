"""The child process of `sandbox`: limits itself, then reads documents from its standard input."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import struct
import sys
from typing import BinaryIO

from clausewatch.errors import ParseError
from clausewatch.model import Document, PageKind
from clausewatch.parse import answers
from clausewatch.parse.advice import Advice
from clausewatch.parse.hints import Hints

_LENGTH = struct.Struct(">Q")
_LIMITS_HINT = "The document is larger or stranger than the limits in [parse] of clausewatch.toml allow."
_MAY_WRITE = 1 << 20
GC = (100_000, 20, 20)
"""Thresholds of the garbage collector: a document is a hundred thousand small values without cycles."""


def main(memory: int, cpu_seconds: int) -> None:
    """Serve until the parent closes the pipe."""
    questions, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAY_WRITE, _MAY_WRITE))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    gc.set_threshold(*GC)
    while (question := _next(questions)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, resource.RLIM_INFINITY))
        answer, sound = _answered(question)
        data = answers.dumps(answer)
        replies.write(_LENGTH.pack(len(data)) + data)
        replies.flush()
        if not sound:
            return


def _next(questions: BinaryIO) -> bytes | None:
    head = questions.read(_LENGTH.size)
    return questions.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None


def _answered(question: bytes) -> tuple[answers.Answer, bool]:
    """The answer, and whether this process may go on."""
    body, hints, known = pickle.loads(question)  # noqa: S301 - written by our own parent
    del question
    try:
        return _advice(body, hints) if known is None else _news(body, hints, known), True
    except ParseError as e:
        return e, True
    except (MemoryError, RecursionError) as e:
        return ParseError("limits", f"Reading needed more than allowed ({type(e).__name__}).", _LIMITS_HINT), False


def _news(body: bytes, hints: Hints, known: str) -> Document | None:
    from clausewatch.parse.reader import parse

    document = parse(body, hints)
    return None if document.page_kind is PageKind.TERMS and document.text_sha256 == known else document


def _advice(body: bytes, hints: Hints) -> Advice:
    from clausewatch.parse.suggest import advise

    return advise(body, hints)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
