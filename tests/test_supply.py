"""What we are made of: licences that go together, a bill of materials, a wheel that can be built again."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "deploy"))

import sbom  # noqa: E402

COMPATIBLE = re.compile(
    r"\b(MIT|MIT-0|BSD|0BSD|ISC|Apache|Zlib|zlib|Python|PSF|HPND|Unlicense|CC0|MPL|Mozilla)\b"
    r"|\b(Public Domain|LGPL|GNU Lesser|BSL|CNRI)\b"
    r"|BSD-|Apache-|MPL-|LGPL-|PSF-"
)
"""Licences under which a part may be used beside a program under Apache-2.0. Files under MPL and libraries
under LGPL are used unmodified, and can be replaced by their users."""
FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU General|GNU Affero|SSPL|BUSL|proprietary)", re.IGNORECASE)
CHOSEN = {"text-unidecode": "Artistic License"}
"""Parts under a choice of licences that their metadata does not spell as one, and what we choose."""


def test_licences_of_all_parts_are_compatible() -> None:
    odd = {n: sbom.licence(p) for n, p in sbom.closure().items() if n not in CHOSEN and not _fits(sbom.licence(p))}
    assert odd == {}
    assert all(chosen in sbom.licence(sbom.closure()[name]) for name, chosen in CHOSEN.items())


def test_licences_of_all_parts_are_listed() -> None:
    """The page is made by `python deploy/sbom.py --licences`; parts that are for another system only may be missing."""
    rows = set(sbom.licences().splitlines())
    assert rows - set((ROOT / "docs" / "licences.md").read_text("utf-8").splitlines()) == set()


def _fits(licence: str) -> bool:
    choices = re.split(r"\bOR\b", licence)
    return any(COMPATIBLE.search(choice) and not FORBIDDEN.search(choice) for choice in choices)


def test_bill_of_materials_names_every_part_once_and_always_alike() -> None:
    first = sbom.bill()
    refs = [c["bom-ref"] for c in first["components"]]
    assert first == sbom.bill()
    assert len(refs) == len(set(refs)) > 60
    assert {r for d in first["dependencies"] for r in d["dependsOn"]} <= set(refs)
    unlocked = [c["name"] for c in first["components"] if "properties" not in c]
    assert unlocked == []


def test_wheel_built_twice_is_the_same(tmp_path: Path) -> None:
    sums = set()
    for name in ("first", "second"):
        command = [Path(sys.executable).with_name("uv"), "build", "--wheel", "--no-build-isolation"]
        command += ["--python", sys.executable, "-o", tmp_path / name, ROOT]
        env = {**os.environ, "SOURCE_DATE_EPOCH": "1764000000"}
        done = subprocess.run([str(c) for c in command], env=env, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stderr[-1000:]
        sums.add(hashlib.sha256(next((tmp_path / name).glob("*.whl")).read_bytes()).hexdigest())
    assert len(sums) == 1
