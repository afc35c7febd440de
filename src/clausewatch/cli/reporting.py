"""Commands that hand things to others: `pack`, `matrix`, `register`, `add-signed`, `compare-signed`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from clausewatch.cli import output
from clausewatch.cli.options import HomeOption, settings_of
from clausewatch.errors import UsageError

OutOption = Annotated[Path | None, typer.Option("-o", "--out", help="File to write (default: reports/ in the home).")]


def pack(
    about: Annotated[str, typer.Argument(help="A vendor, a vendor/document, or the number of a change.")],
    home: HomeOption = None,
    out: OutOption = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="A checkpoint that the receiver holds; the pack proves that the log grew from it."),
    ] = None,
) -> None:
    """Write an evidence pack: raw bytes, texts, findings and proofs, with a verifier that runs offline anywhere.

    Example: clausewatch pack microsoft -o microsoft.zip
    """
    from clausewatch import proving
    from clausewatch.record.exported import read
    from clausewatch.tools import opened

    settings = settings_of(home)
    held = [read(_text(path)) for path in earlier or ()]
    with opened(settings) as tools:
        data = proving.pack(tools, about, held)
        name = f"{about.replace('/', '-')}-{tools.clock():%Y-%m-%d}.zip"
    print(_write(out or settings.home / "reports" / name, data))


COMMANDS: dict[str, Callable[..., None]] = {"pack": pack}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path} cannot be read: {e}.") from e


def _write(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror}.") from e
    output.say(f"{len(data):,} bytes written.")
    return path
