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
        with self._connect("postgres") as connection:
            connection.execute(sql.encode())

    def databases(self) -> set[str]:
        """The names of all databases."""
        return {str(row[0]) for row in self._rows("postgres", "SELECT datname FROM pg_database")}

    def emptied(self, name: str, template: str) -> bool:
        """Bring a copy of a template back to its rows; false, and dropped, if its schema is another now."""
        tables, sequences = self._schema(name)
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        if (tables, sequences) != self._schema(template):
            self.execute(f"DROP DATABASE {name}")
            return False
        steps = ["SET session_replication_role = replica"]
        steps += [f"DELETE FROM {t}" for t in tables] + [f"ALTER SEQUENCE {s} RESTART" for s in sequences]
        with self._connect(name) as connection, self._connect(template) as pristine:
            connection.execute("; ".join(steps).encode())
            for table in tables:
                for row in pristine.execute(f"SELECT * FROM {table}".encode()).fetchall():
                    marks = ", ".join(["%s"] * len(row))
                    connection.execute(f"INSERT INTO {table} VALUES ({marks})".encode(), row)
        return True

    def _schema(self, name: str) -> tuple[list[str], list[str]]:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        sequences = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
        return [str(r[0]) for r in self._rows(name, tables)], [str(r[0]) for r in self._rows(name, sequences)]

    def _rows(self, name: str, sql: str) -> list[tuple[object, ...]]:
        with self._connect(name) as connection:
            return connection.execute(sql.encode()).fetchall()

    def _connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host={self.folder} user=clausewatch dbname={name}", autocommit=True)

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
