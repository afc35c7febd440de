"""Import of Open Terms Archive declarations: a folder of JSON files to vendors, and what was lost.

Reads `NAME.json` (a service with its terms) and `NAME.history.json` (earlier states with `validUntil`)
anywhere below a folder. The folder above `declarations` is taken for the name of the collection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausewatch.declarations import ota_terms, schema
from clausewatch.model import Problem, Source, Vendor

HISTORY = ".history.json"
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Imported:
    """The vendors of a folder of declarations.

    `problems` name the file, the document and the reason of everything that is not as it was there.
    `files` counts the JSON files that were read, history included; `failed` those of no use at all.
    """

    vendors: tuple[Vendor, ...]
    problems: tuple[Problem, ...]
    files: int
    failed: int


def import_folder(folder: Path) -> Imported:
    """Read all declarations below a folder; never raises for what a file holds."""
    paths = sorted(folder.rglob("*.json"))
    problems: list[Problem] = []
    texts = {path: _object(path, problems) for path in paths}
    vendors: dict[str, Vendor] = {}
    for path in dict.fromkeys(map(_service_of, paths)):
        history = path.with_name(path.name.removesuffix(".json") + HISTORY)
        service = texts[path] if path in texts else _retired(history, problems)
        vendor = _vendor(path, service, texts.get(history), vendors, problems)
        if vendor is not None:
            vendors[vendor.key] = vendor
    failed = sum(text is None for text in texts.values())
    return Imported(tuple(vendors.values()), tuple(problems), len(paths), failed)


def _object(path: Path, problems: list[Problem]) -> Mapping[str, Any] | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.append(Problem(str(path), 1, f"larger than {MAX_BYTES} bytes"))
            return None
        value = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as e:
        problems.append(Problem(str(path), e.lineno, f"not JSON: {e.msg}"))
        return None
    except (UnicodeDecodeError, OSError, RecursionError) as e:
        problems.append(Problem(str(path), 1, f"cannot be read: {e}"))
        return None
    if not isinstance(value, dict):
        problems.append(Problem(str(path), 1, "must be an object"))
        return None
    return value


def _service_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(HISTORY) + ".json") if path.name.endswith(HISTORY) else path


def _retired(history: Path, problems: list[Problem]) -> Mapping[str, Any]:
    problems.append(Problem(str(history), 1, "only earlier states are declared: the service is no longer watched there"))
    return {"name": history.name.removesuffix(HISTORY), "terms": {}}


def _vendor(
    path: Path,
    service: Mapping[str, Any] | None,
    history: Mapping[str, Any] | None,
    taken: Mapping[str, Vendor],
    problems: list[Problem],
) -> Vendor | None:
    if service is None:
        return None
    name = service.get("name")
    terms = service.get("terms", service.get("documents"))
    if not isinstance(name, str) or not isinstance(terms, dict):
        problems.append(Problem(str(path), 1, "is left out: a service needs a name and terms"))
        return None
    key = _free_key(ota_terms.slug(name) or ota_terms.slug(path.stem) or "service", path, taken)
    sources = _sources(key, path, terms, history or {}, problems)
    return Vendor(key, name, sources=sources)


def _sources(
    key: str, path: Path, terms: Mapping[str, Any], history: Mapping[str, Any], problems: list[Problem]
) -> tuple[Source, ...]:
    lines = path.read_text("utf-8-sig").splitlines() if path.exists() else []

    def note(terms_type: str, message: str) -> None:
        line = next((i for i, text in enumerate(lines, 1) if f'"{terms_type}"' in text), 1)
        problems.append(Problem(str(path), line, f"{terms_type}: {message}"))

    found: list[Source] = []
    for terms_type in dict.fromkeys([*terms, *history]):
        earlier = history.get(terms_type, [])
        states = [*(earlier if isinstance(earlier, list) else [earlier]), *([terms[terms_type]] if terms_type in terms else [])]
        if states:
            found += ota_terms.sources(key, terms_type, states, note)
    return tuple(found)


def _free_key(key: str, path: Path, taken: Mapping[str, Vendor]) -> str:
    """The key, with the collection's name behind it where another collection has taken it."""
    if key not in taken:
        return key
    collection = ota_terms.slug(path.parent.parent.name) if path.parent.name == "declarations" else ""
    wanted = [f"{key}-{collection}"] if collection else []
    wanted += [f"{key}-{n}" for n in range(2, 1000)]
    return next(k for k in wanted if k not in taken and schema.KEY.fullmatch(k))
