"""The built wheel is whole: it works in an empty environment, with the source tree out of reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
TERMS = """# Terms of service

## 9. Law

These Terms are governed by the laws of Sweden. The courts of Stockholm have exclusive jurisdiction over any dispute.
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and its locked dependencies, nothing else."""
    place = tmp_path_factory.mktemp("wheel")
    _run(UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", place, ROOT)
    wheel = next(place.glob("clausewatch-*.whl"))
    _run(UV, "venv", "--python", sys.executable, place / "env")
    python = place / "env" / "bin" / "python"
    _run(UV, "pip", "install", "--python", python, "-c", ROOT / "requirements-dev.lock", wheel)
    return place / "env" / "bin"


def _run(*command: object, cwd: Path | None = None) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "VIRTUAL_ENV"}
    env |= {"UV_SYSTEM_CERTS": "1"}
    done = subprocess.run([str(c) for c in command], env=env, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_installed_wheel_detects_clauses_without_the_source_tree(installed: Path, tmp_path: Path) -> None:
    """Corpus and models travel in the wheel: governing law and venue are found and quoted."""
    terms = tmp_path / "terms.md"
    terms.write_text(TERMS, "utf-8")
    where = _run(installed / "python", "-c", "import clausewatch; print(clausewatch.__file__)", cwd=tmp_path)
    assert str(ROOT / "src") not in where
    lines = _run(installed / "clausewatch", "detect", terms, "--format", "jsonl", cwd=tmp_path).splitlines()
    found = {f["type"]: f["quote"] for f in map(json.loads, lines)}
    assert "laws of Sweden" in found["governing_law"]
    assert "courts of Stockholm" in found["dispute_venue"]


def test_installed_wheel_carries_flows_and_declarations(installed: Path, tmp_path: Path) -> None:
    """The flows are importable and the shipped declarations pass their own check."""
    _run(installed / "python", "-c", "import clausewatch_flows.environment", cwd=tmp_path)
    _run(installed / "clausewatch", "lint", "--home", tmp_path / "none", cwd=tmp_path)
