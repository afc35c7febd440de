"""Alerts on a stream: set with rich on a terminal, plain text everywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO

from clausewatch.alert.channels.base import ALL, Parcel, Route
from clausewatch.alert.phrases import say
from clausewatch.alert.text import lang_of, plain, severity
from clausewatch.errors import DeliveryError
from clausewatch.model import Alert
from clausewatch.wording import inert, one_line


@dataclass(frozen=True, slots=True)
class Console:
    """Writes to `stream`; colour only where the stream is a terminal."""

    stream: TextIO
    name: str = "console:"
    route: Route = ALL

    def send(self, parcel: Parcel) -> None:
        """Print one alert."""
        alert = parcel.alert
        try:
            if self.stream.isatty():
                _pretty(alert, self.stream)
            else:
                self.stream.write(f"{one_line(alert.title)}\n\n{plain(alert)}\n")
            self.stream.flush()
        except (OSError, UnicodeEncodeError) as e:
            raise DeliveryError(self.name, f"cannot be written to: {e}") from e


def _pretty(alert: Alert, stream: TextIO) -> None:
    # Imported here: rich costs start-up time, and most runs have nothing to say or no terminal.
    from rich.console import Console as Terminal
    from rich.padding import Padding
    from rich.text import Text

    terminal = Terminal(file=stream, highlight=False, width=None)
    lang = lang_of(alert)
    terminal.print(Text(one_line(alert.title), style="bold"))
    terminal.print(Text(f"{severity(alert)} ({say('labels.rule', lang)} {alert.rule})", style=_style(alert)))
    for sentence in alert.sentences:
        terminal.print(Text(one_line(sentence)))
    for old, new in alert.quotes:
        pairs = ((old, "removed", "strike"), (new, "added", "underline"))
        for text, label, style in pairs:
            key = label if not (old and new) else {"removed": "before", "added": "after"}[label]
            if text:
                terminal.print(Padding(Text(f"{say(f'labels.{key}', lang)}:", style="dim"), (0, 0, 0, 2)))
                terminal.print(Padding(Text(inert(text), style="" if old and new else style), (0, 0, 0, 4)))
    if alert.url:
        terminal.print(Text(one_line(alert.url), style="dim"), soft_wrap=True)
    terminal.print()


def _style(alert: Alert) -> str:
    return "bold" if alert.audience == "business" and alert.severity >= 3 else ""
