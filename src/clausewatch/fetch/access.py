"""Access settings to what is sent: secrets are read from where the settings say they are, when they are needed."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from pathlib import Path

from clausewatch.errors import FetchError, UsageError
from clausewatch.fetch.trip import NO_ACCESS, Access
from clausewatch.fetch.wire import Identity, proxy_of
from clausewatch.model import Outcome, Source
from clausewatch.settings import AccessSettings

_FORBIDDEN = frozenset({"host", "connection", "content-length", "transfer-encoding", "cookie", "accept-encoding"})


class Keyring:
    """Looks up secrets by reference; holds those of a vendor for the length of a run, in memory only.

    `home` is where relative paths of certificate files lie.
    """

    def __init__(self, settings: Mapping[str, AccessSettings], environ: Mapping[str, str], home: Path) -> None:
        self._settings = settings
        self._environ = environ
        self._home = home
        self._found: dict[str, Access] = {}
        self._lock = threading.Lock()

    def access(self, source: Source) -> Access:
        """What is sent to a source's vendor.

        Raises:
            FetchError: `REFUSED`, a secret is not where the settings say; it names the place.
        """
        if source.vendor not in self._settings:
            return NO_ACCESS
        with self._lock:
            if source.vendor not in self._found:
                self._found[source.vendor] = self._read(source.vendor, self._settings[source.vendor])
            return self._found[source.vendor]

    def _read(self, vendor: str, settings: AccessSettings) -> Access:
        where = f"[access.{vendor}]"
        headers = {k: self._header(v, f"{where} headers.{k}", k) for k, v in settings.headers.items()}
        if settings.user:
            pair = f"{settings.user}:{self._secret(settings.password, f'{where} password')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        proxy = self._proxy(settings.proxy, f"{where} proxy")
        return Access(headers, Identity(self._file(settings.ca_file), self._file(settings.client_cert), proxy))

    def _header(self, reference: str, where: str, name: str) -> str:
        value = self._secret(reference, where)
        if name.lower() in _FORBIDDEN or not name.isascii() or not name.replace("-", "").isalnum():
            raise _missing(where, "this header cannot be set")
        if not (value.isascii() and value.isprintable()):
            raise _missing(where, "the value holds characters that no header may hold")
        return value

    def _secret(self, reference: str, where: str) -> str:
        kind, _, name = reference.partition(":")
        if kind == "plain":
            return name
        value = self._environ.get(name) if kind == "env" else _from_keyring(name, where)
        if not value:
            place = f"the environment variable {name}" if kind == "env" else f"the keyring's entry {name}"
            raise _missing(where, f"{place} is not set")
        return value

    def _proxy(self, text: str, where: str) -> str:
        value = self._secret(text, where) if text.startswith(("env:", "keyring:", "plain:")) else text
        try:
            proxy_of(value)
        except UsageError:
            raise _missing(where, "it is not of the form http://host:port") from None
        return value

    def _file(self, path: str) -> str:
        return str(self._home / Path(path).expanduser()) if path else ""


def _missing(where: str, what: str) -> FetchError:
    return FetchError(Outcome.REFUSED, f"nothing was asked, because of the setting {where}: {what}", "Mend clausewatch.toml.")


def _from_keyring(name: str, where: str) -> str | None:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise _missing(where, "the library keyring is not installed (pip install 'clausewatch[keyring]')") from None
    service, _, user = name.partition("/")
    try:
        found: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as e:
        raise _missing(where, f"the keyring cannot be read ({type(e).__name__})") from None
    return found
