"""One frozen `Settings`; the environment and the TOML file are read here, once, at the edge.

Order: command-line option, environment (`CLAUSEWATCH_HOME`, `CLAUSEWATCH_RECORD`,
`CLAUSEWATCH_LANG`), `clausewatch.toml` in the home, default.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from clausewatch.errors import UsageError

FILE_NAME = "clausewatch.toml"
REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/]+/.+|plain:[^\x00-\x1f\x7f]*")
REFERENCE_HINT = "Write env:NAME or keyring:service/user (plain:TEXT for what is no secret)."
LANGS = ("en", "sv")
ROLES = ("dpo", "legal", "security", "procurement")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How strangers' servers are asked. Times in seconds, sizes in bytes after decoding."""

    user_agent: str = "clausewatch/0.1 (+https://clausewatch.example; monitors published terms)"
    interval: float = 5.0
    connect_timeout: float = 10.0
    deadline: float = 60.0
    max_bytes: int = 20 * 1024 * 1024
    tries: int = 3
    max_redirects: int = 10
    retry_after_cap: float = 120.0
    allow: tuple[str, ...] = ()
    """Hosts, `host:port` or CIDR networks that may lie in refused address ranges (intranet)."""
    proxy: str = ""
    ca_file: str = ""
    concurrency: int = 8
    full_fetch_days: int = 7


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """What one vendor's pages need beside their URLs. Files are PEM; relative paths lie in the home.

    `headers` and `password` hold no secrets but say where these are: `env:NAME` or
    `keyring:service/user`; `plain:TEXT` is for what is none. `proxy` is an http URL or such a reference.
    """

    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    user: str = ""
    password: str = ""
    ca_file: str = ""
    client_cert: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """Limits of the child processes that read strangers' bytes."""

    workers: int = 1
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    recycle_after: int = 200


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Where the web desk listens, and who may enter.

    `hosts` are the names by which people reach it beside loopback. `oidc_secret` says where the
    client's secret is (`env:NAME`; empty for a client without one); `oidc_claim` names the claim whose values
    the lists of readers, deciders and operators are matched with (`*`: everybody who signs in).
    """

    host: str = "127.0.0.1"
    port: int = 4208
    hosts: tuple[str, ...] = ()
    session_hours: int = 12
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = ""
    oidc_claim: str = "groups"
    oidc_readers: tuple[str, ...] = ()
    oidc_deciders: tuple[str, ...] = ()
    oidc_operators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run needs to know about its surroundings.

    `record` is a SQLAlchemy URL (empty: SQLite in the home). `channels` are delivery addresses:
    `console:`, `jsonl:PATH`, `atom:PATH`, `ical:PATH` or any Apprise URL; relative paths lie in the home.
    """

    home: Path
    record: str = ""
    blobs: str = ""
    lang: str = "en"
    country: str = "SE"
    roles: tuple[str, ...] = ROLES
    collections: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("console:", "jsonl:alerts.jsonl", "atom:alerts.atom")
    cron: str = "0 5 * * *"
    lease_seconds: float = 300.0
    """How long what a run was at stays its own after it died on another machine (at least a second)."""
    fresh_days: int = 3
    """The promise of freshness: a source that was not seen sound for longer is overdue."""
    silent_days: int = 2
    """A source that was not even asked for longer is silent: the schedule does not reach it."""
    desk_url: str = ""
    tsa_url: str = ""
    """Timestamping authority (RFC 3161) that is asked when an evidence pack is made; empty: none."""
    tsa_ca_file: str = ""
    """Certificates (PEM) that a timestamp must lead to; empty: its signature is not checked by us."""
    fetch: FetchSettings = field(default_factory=FetchSettings)
    parse: ParseSettings = field(default_factory=ParseSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    access: Mapping[str, AccessSettings] = field(default_factory=dict, hash=False)
    """By vendor key."""

    @property
    def record_url(self) -> str:
        """SQLAlchemy URL of the record."""
        return self.record or f"sqlite:///{self.home / 'record.sqlite'}"

    @property
    def blob_root(self) -> Path | str:
        """Folder of the content-addressed blobs, or the URL of the store that holds them."""
        if "://" in self.blobs:
            return self.blobs
        return Path(self.blobs) if self.blobs else self.home / "blobs"


def default_home(environ: Mapping[str, str]) -> Path:
    """`CLAUSEWATCH_HOME`, or the platform's data folder."""
    named = environ.get("CLAUSEWATCH_HOME")
    return Path(named).expanduser().resolve() if named else Path(platformdirs.user_data_dir("clausewatch"))


def load(home: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of a home: its TOML file where there is one, then the environment.

    Raises:
        UsageError: unreadable TOML, an unknown key, language or role, or a value of the wrong type.
    """
    path = home / FILE_NAME
    try:
        table = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path} cannot be read: {e}", "Mend the file, or run `clausewatch init` again.") from e
    settings: Settings = _filled(Settings(home=home), table, str(path))
    record, lang = environ.get("CLAUSEWATCH_RECORD", ""), environ.get("CLAUSEWATCH_LANG", "")
    settings = replace(settings, record=record or settings.record, lang=lang or settings.lang)
    _check_choices(settings, str(path))
    return settings


def dump(settings: Settings) -> str:
    """The TOML text of what differs from the defaults."""
    base = Settings(home=settings.home)
    lines = _differing(settings, base, skip=("home", "fetch", "parse", "desk", "access"))
    for name in ("fetch", "parse", "desk"):
        inner = _differing(getattr(settings, name), getattr(base, name), skip=())
        lines += [f"\n[{name}]", *inner] if inner else []
    for vendor, access in settings.access.items():
        lines += [f"\n[access.{_toml(vendor)}]", *_differing(access, AccessSettings(), skip=())]
    return "\n".join(lines) + "\n"


def _differing(value: Any, base: Any, skip: tuple[str, ...]) -> list[str]:
    names = [f.name for f in fields(value) if f.name not in skip]
    return [f"{n} = {_toml(getattr(value, n))}" for n in names if getattr(value, n) != getattr(base, n)]


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _filled(base: Any, table: Mapping[str, Any], where: str) -> Any:
    known = {f.name: getattr(base, f.name) for f in fields(base) if f.name != "home"}
    readers = {"access": _access, "headers": _headers}
    changed: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, list(known), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(known))}."
            raise UsageError(f"{where}: unknown setting {key!r}.", hint)
        place = f"{where}: {key}"
        changed[key] = readers[key](value, place) if key in readers else _fitting(known[key], value, place)
    return replace(base, **changed)


def _access(value: Any, where: str) -> Mapping[str, AccessSettings]:
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
        raise UsageError(f"{where} must hold a table per vendor, such as [access.acme].")
    for vendor, table in value.items():
        if odd := [k for k, v in table.items() if k != "headers" and not isinstance(v, str)]:
            raise UsageError(f"{where}.{vendor}: {odd[0]} must be a string.")  # without its value, which may be a secret
    found: dict[str, AccessSettings] = {k: _filled(AccessSettings(), v, f"{where}.{k}") for k, v in value.items()}
    for vendor, access in found.items():
        _check_references(access, f"{where}.{vendor}")
    return found


def _headers(value: Any, where: str) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError(f"{where} must be a table of strings.")
    return value


def _check_references(access: AccessSettings, where: str) -> None:
    """A secret that was written into the file is refused, and not shown."""
    held = {**{f"headers.{k}": v for k, v in access.headers.items()}, "password": access.password}
    for name, value in held.items():
        if value and not REFERENCE.fullmatch(value):
            raise UsageError(f"{where}: {name} says no place where its value is.", REFERENCE_HINT)
    if "@" in access.proxy and not REFERENCE.fullmatch(access.proxy):
        raise UsageError(f"{where}: proxy holds credentials.", REFERENCE_HINT)
    if bool(access.user) != bool(access.password):
        raise UsageError(f"{where}: user and password belong together.", REFERENCE_HINT)


def _fitting(default: object, value: Any, where: str) -> Any:
    if isinstance(default, (FetchSettings, ParseSettings, DeskSettings)) and isinstance(value, dict):
        return _filled(default, value, where)
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if type(value) is type(default):
        return value
    raise UsageError(f"{where} must be {_kind(default)}, not {value!r}.")


def _check_choices(settings: Settings, where: str) -> None:
    """A language or role that nobody knows would fail much later, or tell nobody anything."""
    if settings.lang not in LANGS:
        raise UsageError(f"{where}: unknown language {settings.lang!r}.", f"Reports and alerts exist in {' and '.join(LANGS)}.")
    if odd := [r for r in settings.roles if r not in ROLES]:
        raise UsageError(f"{where}: unknown role {odd[0]!r}.", f"Known: {', '.join(ROLES)}.")


def _kind(default: object) -> str:
    if isinstance(default, tuple):
        return "a list of strings"
    return {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}.get(type(default), "a table")
