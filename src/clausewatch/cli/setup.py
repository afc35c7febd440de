"""Making a home: questions, settings file, record and signing key."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import typer

from clausewatch import resources
from clausewatch.errors import UnknownVendor, UsageError
from clausewatch.settings import FILE_NAME, ROLES, Settings, dump

DEFAULT_COLLECTION = "public-sector-cloud"


def answers(
    settings: Settings, lang: str, country: str, roles: Sequence[str] | None, collections: Sequence[str] | None
) -> Settings:
    """Settings from options; what is missing is asked for on a terminal and defaulted elsewhere.

    Raises:
        UsageError: an unknown role or country code.
        UnknownVendor: an unknown collection.
    """
    asked = sys.stdin.isatty()
    known = sorted(_collections())
    lang = lang or (typer.prompt("Language of alerts and reports (en, sv)", default="sv") if asked else settings.lang)
    country = country or (typer.prompt("Your country (two letters)", default="SE") if asked else settings.country)
    if not roles:
        roles = _list(typer.prompt("Who reads alerts", default=", ".join(ROLES))) if asked else settings.roles
    if collections is None:
        default = DEFAULT_COLLECTION if DEFAULT_COLLECTION in known else "none"
        collections = _list(typer.prompt(f"Collection to watch ({', '.join(known)})", default=default)) if asked else ()
    _check(lang, country, roles, [c for c in collections if c != "none"], known)
    chosen = tuple(c for c in collections if c != "none")
    return replace(settings, lang=lang, country=country.upper(), roles=tuple(roles), collections=chosen)


def make_home(settings: Settings) -> Settings:
    """Write the settings and create the record with its key.

    Raises:
        UsageError: there is a record already.
    """
    from clausewatch.record.store import create_record

    settings.home.mkdir(parents=True, exist_ok=True)
    create_record(settings).close()
    path = settings.home / FILE_NAME
    if not path.exists() or not path.read_text("utf-8").strip():
        path.write_text(f"# Settings of this home; `docs/operating.md` lists them all.\n{dump(settings)}", "utf-8")
    return settings


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
