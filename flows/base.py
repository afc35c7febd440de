"""Prefect as our flows use it: its surroundings are prepared before it is imported, since it reads them then."""

# ruff: noqa: E402
from __future__ import annotations

from clausewatch_flows.environment import prepare, without_dead_server

prepare()
without_dead_server()

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

__all__ = ["create_link_artifact", "create_markdown_artifact", "create_table_artifact", "flow", "task"]
