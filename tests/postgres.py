"""A throw-away PostgreSQL server on a Unix socket in a temporary folder, run by an ordinary user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40")
_MISSING = "PostgreSQL's server programs are missing: install the package `postgresql` (sh tests/services.sh does)."


@dataclass
class Server:
    """A running server; databases are made and dropped through it."""

    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls) -> Server:
        """Start one, or fail with what to install."""
        initdb, postgres = _programs()
        folder = Path(tempfile.mkdtemp(prefix="clausewatch-pg-"))
        who = _owner(folder)
        made = subprocess.run(
            [initdb, "-D", str(folder / "data"), "-U", "clausewatch", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            capture_output=True,
            cwd=folder,
            **who,
        )
        assert made.returncode == 0, made.stderr.decode()
        options = [part for option in (*_FAST, "listen_addresses=") for part in ("-c", option)]
        log = (folder / "log").open("wb")
        command = [postgres, "-D", str(folder / "data"), "-k", str(folder), *options]
        server = cls(folder, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who))
        log.close()
        server._wait()
        return server

    def stop(self) -> None:
        """Stop it and remove everything."""
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder)

    def url(self, database: str, **query: str) -> str:
        """SQLAlchemy URL of a database."""
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return f"postgresql://clausewatch@/{database}?host={self.folder}{more}"

    def execute(self, sql: str) -> None:
        """Run one statement outside the databases under test."""
        with psycopg.connect(f"host={self.folder} user=clausewatch dbname=postgres", autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"PostgreSQL does not start: {(self.folder / 'log').read_text()}")
                time.sleep(0.02)


def _programs() -> tuple[str, str]:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", "")])
    initdb, postgres = shutil.which("initdb", path=path), shutil.which("postgres", path=path)
    if initdb is None or postgres is None:
        pytest.fail(_MISSING)
    return initdb, postgres


def _owner(folder: Path) -> dict[str, int]:
    """PostgreSQL refuses to run as root: the account of the package, else nobody, takes over."""
    if os.getuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres", known["nobody"])
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid}
