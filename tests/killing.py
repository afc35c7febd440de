"""Child processes that die at a chosen moment, as under `kill -9`."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import event

DIED = 9


def run(work: Callable[[], None]) -> int:
    """Do something in a forked child; gives its exit code: 0 if it came to the end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def die_at_statement(engine: sa.Engine, number: int) -> None:
    """From here on, die before the statement of this number (commits count as statements)."""
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os._exit(DIED)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


def die_at_file_event(number: int) -> None:
    """From here on, die before the file operation of this number (opening, renaming, making folders)."""
    left = [number]

    def count(name: str, _: tuple[object, ...]) -> None:
        if name in ("open", "os.rename", "os.mkdir", "os.remove"):
            left[0] -= 1
            if left[0] == 0:
                os._exit(DIED)

    sys.addaudithook(count)
