"""The root of the command line: registers the commands and maps errors to sentences and exit codes.

Nothing heavy is imported before a command needs it: `clausewatch --help` answers in under 0.3 s.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from clausewatch import __version__
from clausewatch.cli import (
    analyse,
    deciding,
    declaring,
    demo,
    desking,
    evidence,
    history,
    knowing,
    operating,
    output,
    reporting,
    standing,
    watching,
    ways,
)
from clausewatch.errors import ClausewatchError


class Grouped(TyperGroup):
    """Help in plain text, the commands under headings: drawing it with rich takes longer than all the rest."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One section per panel, in the order of registration."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                heading = panel if isinstance(panel, str) else "Commands"
                panels.setdefault(heading, []).append((name, command.get_short_help_str(150)))
        for heading, rows in panels.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


app = typer.Typer(
    name="clausewatch",
    cls=Grouped,
    rich_markup_mode=None,
    help="Know what your cloud vendors' terms say, when they change, and prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 something failed, 2 usage, 3 nothing to do, 4 integrity broken.",
)

WATCH, READ, PROVE, DECLARE = "Watch", "Read a file", "Evidence", "Declarations"


class Log(StrEnum):
    """For whom talk is."""

    TEXT = "text"
    JSON = "json"


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"clausewatch {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")] = False,
    log: Annotated[
        Log | None, typer.Option("--log", envvar="CLAUSEWATCH_LOG", help="Talk on stderr as sentences, or a JSON object a line.")
    ] = None,
) -> None:
    del version  # its callback has answered
    if log:
        os.environ["CLAUSEWATCH_LOG"] = log.value


for _panel, _commands in {
    WATCH: watching.COMMANDS | standing.COMMANDS | ways.COMMANDS,
    "Decide": deciding.COMMANDS | knowing.COMMANDS,
    PROVE: evidence.COMMANDS | reporting.COMMANDS | history.COMMANDS,
    READ: analyse.COMMANDS,
    DECLARE: declaring.COMMANDS,
    "Desk": desking.COMMANDS,
    "Operate": operating.COMMANDS,
    "Try it": demo.COMMANDS,
}.items():
    for _name, _command in _commands.items():
        app.command(_name, rich_help_panel=_panel, no_args_is_help=_name in analyse.COMMANDS)(_command)
app.add_typer(operating.records, name="record", rich_help_panel="Operate")
app.add_typer(ways.vendors, name="vendors", rich_help_panel=DECLARE)
for _name, _command in history.IMPORTS.items():
    watching.imports.command(_name)(_command)
app.add_typer(watching.imports, name="import", rich_help_panel=WATCH)
app.add_typer(desking.users, name="users", rich_help_panel="Desk")


def _complain(error: ClausewatchError) -> None:
    if output.structured():
        output.log("error", kind=type(error).__name__, text=str(error), hint=error.hint, exit_code=error.exit_code)
    else:
        sys.stderr.write(f"clausewatch: {error}\n" + (f"  {error.hint}\n" if error.hint else ""))


def entry() -> None:
    """Run the command line; an error of ours becomes its sentence, its hint and its exit code."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        app()
    except ClausewatchError as e:
        _complain(e)
        sys.exit(e.exit_code)
    except SystemExit as e:
        if not isinstance(e.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)  # a reader that has seen enough (`| head`); typer and rich would say 1
    except KeyboardInterrupt:
        sys.stderr.write("clausewatch: stopped; what was observed is recorded.\n")
        sys.exit(130)
