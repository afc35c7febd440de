"""Registers the flows on a work pool of the Prefect server that `PREFECT_API_URL` names."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausewatch.errors import UsageError
from clausewatch_flows.environment import answers, prepare

if TYPE_CHECKING:
    from prefect import Flow


def deploy(home: Path, pool: str, cron: str, workers: int) -> list[str]:
    """Make the pool where there is none, and a deployment per flow; gives their names.

    `workers` deployments take part in each round, so that as many workers of the pool have work.
    Parameters name no home: each worker has its own, in `CLAUSEWATCH_HOME`.

    Raises:
        UsageError: the server does not answer.
    """
    prepare(home)
    api = os.environ["PREFECT_API_URL"]
    if not answers(api, patience=10.0):
        raise UsageError(f"Prefect's server at {api} does not answer.", "Start it, or mend PREFECT_API_URL.")
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    from clausewatch_flows import reprocess, share

    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    chosen: list[tuple[Flow[..., Any], str, str]] = [(share.share, f"part-{number}", cron) for number in range(1, workers + 1)]
    for flow, name, when in [*chosen, (reprocess.reprocess, "by-hand", "")]:
        _register(flow, name, pool, when or None)
    return [f"{flow.name}/{name}" for flow, name, _ in chosen] + [f"{reprocess.reprocess.name}/by-hand"]


def _register(flow: Flow[..., Any], name: str, pool: str, cron: str | None) -> None:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    made = RunnerDeployment.from_flow(flow, name, cron=cron, work_pool_name=pool, entrypoint_type=EntrypointType.MODULE_PATH)
    made.apply()
