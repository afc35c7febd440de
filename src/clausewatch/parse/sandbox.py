"""Strangers' bytes are read in child processes with limits on memory, CPU and wall time.

A child is a fresh interpreter that knows nothing of the parent but one pipe each way: no environment with
secrets, no files to write, no imports beside this room. What it answers is unpickled with the model's classes
alone. A child that dies, or is killed for its limits, costs one document; the pool goes on with the next.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import IO

from clausewatch.errors import ParseError
from clausewatch.model import Document
from clausewatch.parse import answers
from clausewatch.parse.advice import Advice
from clausewatch.parse.hints import NO_HINTS, Hints

_LENGTH = struct.Struct(">Q")
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL")
_LIMITS_HINT = "The document is larger or stranger than the limits in [parse] of clausewatch.toml allow."


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Limits of the children: bytes of address space, seconds of CPU and wall time per document."""

    workers: int = 1
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    recycle_after: int = 200


class Pool:
    """Children that read documents; thread-safe. Started when needed, replaced when they die or grow old."""

    def __init__(self, limits: ParseLimits | None = None) -> None:
        self._limits = limits = limits or ParseLimits()
        self._slots = threading.BoundedSemaphore(max(1, limits.workers))
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._closed = False

    def parse(self, body: bytes, hints: Hints = NO_HINTS) -> Document:
        """The same as `reader.parse`, from a child.

        Raises:
            ParseError: as `reader.parse`; `limits` when the child was stopped, `failed` when it broke down.
        """
        document = self.news(body, hints, "")
        if document is None:
            raise _beside_the_point()
        return document

    def news(self, body: bytes, hints: Hints, known: str) -> Document | None:
        """As `parse`, but None for terms whose text has the hash `known`: what is known need not travel.

        Raises:
            ParseError: as `parse`.
        """
        answer = self._asked(body, hints, known)
        if isinstance(answer, Advice):
            raise _beside_the_point()
        return answer

    def advise(self, body: bytes, hints: Hints = NO_HINTS) -> Advice:
        """What `suggest.advise` says of a page, from a child.

        Raises:
            ParseError: as `parse`.
        """
        answer = self._asked(body, hints, None)
        if not isinstance(answer, Advice):
            raise _beside_the_point()
        return answer

    def _asked(self, body: bytes, hints: Hints, known: str | None) -> Document | Advice | None:
        with self._slots:
            child = self._child()
            answered = False
            try:
                answer = child.ask(body, hints, known)
                answered = True
            finally:
                if not answered:
                    child.stop()
            if self._spent(child, answer):
                child.stop()
            else:
                self._idle.put(child)
        if isinstance(answer, ParseError):
            raise answer
        return answer

    def _spent(self, child: _Child, answer: answers.Answer) -> bool:
        """A child is not used again when it is old, or has been at its limits."""
        strained = isinstance(answer, ParseError) and answer.reason == "limits"
        return strained or self._closed or child.served >= self._limits.recycle_after

    def close(self) -> None:
        """Stop all idle children; those at work stop when they are done."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().stop()
            except queue.Empty:
                return

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _child(self) -> _Child:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return _Child(self._limits)


def _beside_the_point() -> ParseError:
    return ParseError("failed", "The reader answered another question.", "Report the document.")


class _Child:
    """One child process and its two pipes."""

    def __init__(self, limits: ParseLimits) -> None:
        self.served = 0
        self._limits = limits
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        environment = {k: os.environ[k] for k in _ENVIRONMENT if k in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "clausewatch.parse.child", str(limits.memory_bytes), str(limits.cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment | {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
            start_new_session=True,
            bufsize=0,
        )

    def ask(self, body: bytes, hints: Hints, known: str | None) -> answers.Answer:
        """One document, None if its text is known, advice where `known` is None.

        A child that does not answer is stopped and named as the error.
        """
        deadline = time.monotonic() + self._limits.wall_seconds
        question = pickle.dumps((body, hints, known), protocol=5)
        try:
            self._send(_LENGTH.pack(len(question)) + question, deadline)
            size = _LENGTH.unpack(self._receive(_LENGTH.size, deadline))[0]
            if size > self._limits.memory_bytes:
                raise ParseError("limits", "The document's text is larger than the memory allowed.", _LIMITS_HINT)
            answer = answers.loads(self._receive(size, deadline))
        except TimeoutError:
            raise ParseError("limits", f"Reading took longer than {self._limits.wall_seconds:g} s.", _LIMITS_HINT) from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._autopsy() from None
        self.served += 1
        return answer

    def _send(self, data: bytes, deadline: float) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - opened above
        view, descriptor = memoryview(data), pipe.fileno()
        while view:
            if not select.select([], [descriptor], [], max(0.0, deadline - time.monotonic()))[1]:
                raise TimeoutError
            view = view[os.write(descriptor, view[:65536]) :]

    def _receive(self, size: int, deadline: float) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - opened above
        parts, left = [], size
        while left:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(pipe.fileno(), min(left, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _autopsy(self) -> ParseError:
        """Why the child is gone: its CPU limit, a signal, or an error of its own."""
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self._errors.seek(0)
        last = self._errors.read()[-2000:].decode("utf-8", "replace").strip().splitlines()[-1:]
        if code in (-24, -9) or "MemoryError" in "".join(last):
            what = "CPU time" if code == -24 else "memory or CPU time"
            return ParseError("limits", f"Reading needed more {what} than allowed.", _LIMITS_HINT)
        said = last[0][:300] if last and code > 0 else f"signal {-code}"
        return ParseError("failed", f"The reader broke down: {said}", "The bytes are kept; report the document.")

    def stop(self) -> None:
        """End the child and free what it held."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # with what it has started itself
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
        self._errors.close()

    def __del__(self) -> None:
        if getattr(self, "_process", None) is not None and self._process.poll() is None:
            self.stop()
