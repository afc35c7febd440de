"""The parts of an installed clausewatch as a CycloneDX 1.6 bill of materials: `python deploy/sbom.py > sbom.json`.

It lists what is installed and needed at run time (extras included), with versions, licences and the
hashes of the lock file, so that the same environment gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-dev.lock"
EXTRAS = ("browser", "keyring", "s3", "scale")


def closure(name: str = "clausewatch", extras: tuple[str, ...] = EXTRAS) -> dict[str, Distribution]:
    """A distribution and all that it needs in this environment, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = [(name, extras)]
    done: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in done:
            continue
        done.add((name, extras))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # an extra that is not installed
        waiting += list(_needs(found[name], extras))
    return found


def _needs(part: Distribution, extras: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in part.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield normal(need.name), tuple(sorted(need.extras))


def normal(name: str) -> str:
    """A name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(part: Distribution) -> str:
    """What a distribution says of its licence: expression, else classifiers, else its short text."""
    meta = part.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    classifiers = [c.rsplit(" :: ", 1)[-1] for c in meta.get_all("Classifier") or () if c.startswith("License :: ")]
    classifiers = [c for c in classifiers if c != "OSI Approved"]
    return " AND ".join(classifiers) or (meta.get("License") or "").strip().split("\n")[0][:80]


def hashes() -> dict[str, list[str]]:
    """The SHA-256 sums of every locked distribution."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in LOCK.read_text("utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = normal(match[1])
        elif match := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            found.setdefault(name, []).append(match[1])
    return found


def bill() -> dict[str, Any]:
    """The whole bill of materials."""
    parts, sums = closure(), hashes()
    own = parts.pop("clausewatch")
    components = [_component(name, part, sums.get(name, [])) for name, part in sorted(parts.items())]
    text = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {"component": _component("clausewatch", own, [])},
        "components": components,
        "dependencies": [
            {"ref": _ref(name, part), "dependsOn": sorted(_ref(n, parts[n]) for n in _direct(part, parts))}
            for name, part in sorted({**parts, "clausewatch": own}.items())
        ],
    }


def _direct(part: Distribution, parts: dict[str, Distribution]) -> set[str]:
    extras = EXTRAS if normal(part.metadata["Name"]) == "clausewatch" else ()
    return {name for name, _ in _needs(part, extras) if name in parts}


def _ref(name: str, part: Distribution) -> str:
    return f"pkg:pypi/{name}@{part.version}"


def _component(name: str, part: Distribution, sums: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "application" if name == "clausewatch" else "library",
        "bom-ref": _ref(name, part),
        "name": name,
        "version": part.version,
        "purl": _ref(name, part),
        "licenses": [{"license": {"name": licence(part)}}],
    }
    if sums:
        made["properties"] = [{"name": "clausewatch:locked-sha256", "value": value} for value in sums]
    return made


def licences() -> str:
    """All parts with their licences, as a page of the documentation; without versions, so that it changes seldom."""
    parts = closure()
    parts.pop("clausewatch")
    head = """# Licences of what we stand on

`python deploy/sbom.py --licences > docs/licences.md` writes this page; a test holds it against what is installed,
and that each licence goes together with Apache-2.0, under which clausewatch is. Files under MPL and libraries under
LGPL are used unmodified and can be replaced. `make sbom` tells versions and hashes as well (CycloneDX).

| part | licence |
|---|---|
"""
    return head + "".join(f"| {name} | {licence(part).replace('|', ' ')} |\n" for name, part in sorted(parts.items()))


if __name__ == "__main__":
    if "--licences" in sys.argv:
        sys.stdout.write(licences())
    else:
        json.dump(bill(), sys.stdout, indent=1)
        sys.stdout.write("\n")
