"""Progress on long work: a bar on a terminal, an event a source in a structured log, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clausewatch.cli import output

if TYPE_CHECKING:
    from clausewatch.watch import Result


@contextmanager
def progress(total: int, quiet: bool) -> Iterator[Callable[[Result], None]]:
    """A function to call with each result; `total` 0 means that the number is not known."""
    if output.structured():
        yield _log
        return
    if quiet or not sys.stderr.isatty():
        yield lambda _result: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:40.40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task("asking …", total=total or None)
        yield lambda result: bar.update(job, advance=1, description=f"{result.source.key}: {result.state}")


def _log(result: Result) -> None:
    from clausewatch.jobs import row

    output.log("observed", **{k: v for k, v in row(result).items() if k != "at"})
