"""Where the tasks of a flow run: here, in several processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from clausewatch.errors import UsageError

SCHEMES = ("tcp", "tls")


def check(on: str) -> None:
    """Nothing, where `runner` will find a way; Prefect and Dask are not loaded for it.

    Raises:
        UsageError: the address cannot be read, or Dask is not installed.
    """
    if on and not on.isdecimal():
        scheduler(on)
    if on and not find_spec("prefect_dask"):
        raise UsageError("Dask is not installed.", 'Install it on every machine: pip install "clausewatch[scale]"')


def runner(on: str) -> Any:
    """The task runner for a place: empty (here, one after the other), a number of processes, or a scheduler.

    Raises:
        UsageError: the address cannot be read, or Dask is not installed.
    """
    check(on)
    if not on:
        from prefect.task_runners import ThreadPoolTaskRunner

        return ThreadPoolTaskRunner(max_workers=1)
    from prefect_dask.task_runners import DaskTaskRunner

    if on.isdecimal():
        local = {
            "n_workers": max(1, int(on)),
            "threads_per_worker": 1,
            "dashboard_address": None,
            "worker_dashboard_address": None,
        }
        return DaskTaskRunner(cluster_kwargs=local)
    address = scheduler(on)
    return DaskTaskRunner(address=address, client_kwargs=_secured(address))


def scheduler(on: str) -> str:
    """The address of a scheduler as Dask writes it; `dask://` is `tcp://`.

    Raises:
        UsageError: it is no address.
    """
    scheme, _, place = on.partition("://")
    scheme = "tcp" if scheme == "dask" else scheme
    host, _, port = place.rpartition(":")
    if scheme not in SCHEMES or not host or not port.isdecimal():
        raise UsageError(f"{on!r} is no place to work on.", "Write tcp://HOST:PORT, tls://HOST:PORT, or a number of processes.")
    return f"{scheme}://{place}"


def _secured(address: str) -> dict[str, object]:
    """For TLS, the certificates that Dask's own configuration names."""
    if not address.startswith("tls:"):
        return {}
    from distributed.security import Security

    made: Any = Security
    return {"security": made()}
