"""Making a home: questions, settings file, record and signing key."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from clausewatch import resources
from clausewatch.errors import UnknownVendor, UsageError
from clausewatch.settings import FILE_NAME, ROLES, Settings, default_home, dump

DEFAULT_COLLECTION = "public-sector-cloud"


def answers(
    settings: Settings, lang: str, country: str, roles: Sequence[str] | None, collections: Sequence[str] | None
) -> Settings:
    """Settings from options; what is missing is asked for on a terminal and defaulted elsewhere.

    Raises:
        UsageError: an unknown role or country code.
        UnknownVendor: an unknown collection.
    """
    known = sorted(_collections())
    default = DEFAULT_COLLECTION if DEFAULT_COLLECTION in known else "none"
    lang = lang or _asked("Language of alerts and reports (en, sv)", "sv", settings.lang)
    country = country or _asked("Your country (two letters)", "SE", settings.country)
    wanted = list(roles or ()) or _list(_asked("Who reads alerts", ", ".join(ROLES), " ".join(settings.roles)))
    if collections is None:
        collections = _list(_asked(f"Collection to watch ({', '.join(known)})", default, "none"))
    chosen = tuple(c for c in collections if c != "none")
    _check(lang, country, wanted, chosen, known)
    return replace(settings, lang=lang, country=country.upper(), roles=tuple(wanted), collections=chosen)


def _asked(question: str, default: str, otherwise: str) -> str:
    """The answer at a terminal; elsewhere nobody is asked."""
    return str(typer.prompt(question, default=default)) if sys.stdin.isatty() else otherwise


def make_home(settings: Settings) -> Settings:
    """Write the settings and create the record with its key.

    Raises:
        UsageError: there is a record already, or the folder cannot be made.
    """
    from clausewatch.record.store import create_record

    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise UsageError(f"{settings.home} cannot be made: {e.strerror}.", "Name another folder with --home.") from e
    create_record(settings).close()
    path = settings.home / FILE_NAME
    if not path.exists() or not path.read_text("utf-8").strip():
        path.write_text(f"# Settings of this home; `docs/operating.md` lists them all.\n{dump(settings)}", "utf-8")
    return settings


def next_step(settings: Settings) -> str:
    """What to do with a new home: run, or first choose what `run` watches."""
    usual = Path(os.environ.get("CLAUSEWATCH_HOME") or default_home(os.environ)).expanduser().resolve()
    where = "" if settings.home == usual else f" --home {settings.home}"
    if settings.collections or settings.vendors:
        return f"Next: clausewatch run{where}"
    return (
        f"Nothing is chosen yet: set `collections` ({', '.join(sorted(_collections()))}) or `vendors` in {FILE_NAME}, "
        f"or name vendors: clausewatch run NAME{where}"
    )


def ensure_home(settings: Settings) -> Settings:
    """The home as it is, or a new one with default settings."""
    from clausewatch.errors import NoRecord
    from clausewatch.record.store import open_record

    try:
        open_record(settings).close()
    except NoRecord:
        make_home(settings)
    return settings


def _check(lang: str, country: str, roles: Sequence[str], collections: Sequence[str], known: Sequence[str]) -> None:
    if lang not in ("en", "sv"):
        raise UsageError(f"Unknown language {lang!r}.", "Reports and alerts exist in en and sv.")
    if len(country) != 2 or not country.isalpha():
        raise UsageError(f"Unknown country {country!r}.", "Two letters, as in ISO 3166-1: SE, DE, FR ...")
    if unknown := [r for r in roles if r not in ROLES]:
        raise UsageError(f"Unknown role {unknown[0]!r}.", f"Known: {', '.join(ROLES)}.")
    for name in collections:
        if name not in known:
            raise UnknownVendor(name, known, noun="collection")


def _collections() -> list[str]:
    from clausewatch.declarations import load

    return list(load(resources.corpus()).collections)


def _list(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]
