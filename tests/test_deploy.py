"""What we hand to those who run it: units, container files and deployments say what our commands and flows understand."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [u for u in UNITS if u.suffix == ".service"]
HARDENED = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "UMask": "0077"}


def unit(path: Path) -> configparser.ConfigParser:
    """A unit file, with its keys as they are written."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, "utf-8")
    return parser


@cache
def commands() -> Any:
    """The command line, as click sees it."""
    from clausewatch.cli.main import app

    return typer.main.get_command(app)


def understood(words: list[str]) -> None:
    """Parse a command line of ours without running it."""
    name, *rest = words
    command = commands().get_command(None, name)
    assert command is not None, f"there is no command {name}"
    command.make_context(name, rest, resilient_parsing=False)


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.name)
def test_service_runs_a_command_that_exists_and_is_hardened(path: Path) -> None:
    service = unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == "/opt/clausewatch/bin/clausewatch"
    understood(words)
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert service["User"] == "clausewatch"


@pytest.mark.parametrize("path", [u for u in UNITS if u.suffix == ".timer"], ids=lambda p: p.name)
def test_timer_has_a_service_and_catches_up(path: Path) -> None:
    timer = unit(path)["Timer"]
    assert path.with_suffix(".service") in SERVICES
    assert timer["Persistent"] == "yes"
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["OnCalendar"])


def test_units_are_sound_to_systemd_itself_where_it_is_installed(tmp_path: Path) -> None:
    """Our program is not in `/opt` here, so the check is told of another one."""
    analyze = shutil.which("systemd-analyze")
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("/opt/clausewatch/bin/clausewatch", "/bin/true"))
    if analyze:
        command = [analyze, "verify", *(str(tmp_path / u.name) for u in UNITS)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        ours = [line for line in done.stderr.splitlines() if "clausewatch" in line]
        assert ours == []


def test_image_is_small_pinned_and_without_privileges() -> None:
    """The rules of the usual linters that apply, since the image is not built where the tests run."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    steps = [line.split(maxsplit=1) for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    words = [word for word, _ in steps]
    assert words[0] == "FROM"
    assert re.fullmatch(r"python:3\.\d+-slim", steps[0][1]), "a base image is named with its version"
    assert set(words) <= {"FROM", "ENV", "RUN", "COPY", "USER", "VOLUME", "ENTRYPOINT", "CMD"}
    users = [rest for word, rest in steps if word == "USER"]
    assert users, "it runs as root"
    assert users[-1] not in ("root", "0")
    assert all("--no-cache-dir" in rest for word, rest in steps if word == "RUN" and "pip install" in rest)
    assert not re.search(r"\b(sudo|curl|wget|apt-get upgrade)\b", text)
    assert not re.search(r"(PASSWORD|SECRET|TOKEN)\s*=", text)
    start = [yaml.safe_load(rest) for word, rest in steps if word in ("ENTRYPOINT", "CMD")]
    assert all(isinstance(s, list) for s in start), "signals reach a program that is started without a shell"
    assert start[0] == ["clausewatch"]
    understood(start[1])


def test_composition_starts_our_commands_with_no_more_rights_than_they_need() -> None:
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = made["services"]
    own = {name: service for name, service in services.items() if "build" in service}
    assert own
    for name, service in own.items():
        understood(service["command"])
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert set(service.get("depends_on", {})) <= set(services)
    for name, service in services.items():
        image = service.get("image", "")
        assert not image or re.search(r":\d", image), f"{name}: {image} names no version"
        mounted = {v.partition(":")[0] for v in service.get("volumes", []) if not v.startswith((".", "/"))}
        assert mounted <= set(made["volumes"]), name
        assert set(service.get("secrets", [])) <= set(made["secrets"]), name
        assert "ports" not in service, f"{name}: nothing listens beyond the composition by default"


def test_deployments_name_flows_that_exist() -> None:
    made = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    pools = {d["work_pool"]["name"] for d in made["deployments"]}
    assert pools == {"clausewatch"}
    assert len({(d["entrypoint"], d["name"]) for d in made["deployments"]}) == len(made["deployments"])
    for deployment in made["deployments"]:
        file, _, function = deployment["entrypoint"].partition(":")
        tree = (ROOT / file).read_text("utf-8")
        assert re.search(rf"^@flow\(.*\)\ndef {function}\(", tree, re.MULTILINE), deployment["entrypoint"]
        for schedule in deployment.get("schedules", []):
            assert len(schedule["cron"].split()) == 5
