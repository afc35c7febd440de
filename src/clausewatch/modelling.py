"""Making and judging the shipped model: joins the parsers to the detector's training.

Seeds are fixed: the same documents, rules and code give the same arrays and the same figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausewatch import resources
from clausewatch.codec import build, plain
from clausewatch.model import Document, Finding

if TYPE_CHECKING:
    from clausewatch.detect.training import Example
    from clausewatch.model import Detection

SEED = 0


def train(gold: Path, extra: Sequence[Path], out: Path) -> Mapping[str, Any]:
    """Write the model, its held-out figures (`metrics.json`) and the model card; gives the figures."""
    from clausewatch.detect import quality, training
    from clausewatch.detect.card import card

    examples = read(gold, extra)
    out.mkdir(parents=True, exist_ok=True)
    figures = quality.metrics(_judged(examples, gold))
    training.train(examples, SEED).save(out / "multilingual.npz")
    (out / "metrics.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (out / "MODEL_CARD.md").write_text(card(figures, examples), "utf-8")
    return figures


def evaluate(
    gold: Path, extra: Sequence[Path], out: Path, against: Path | None = None, also: frozenset[str] = frozenset()
) -> Mapping[str, Any]:
    """Write held-out findings of the gold documents, as `clausewatch detect` prints them; gives the figures.

    In the languages named by `also` the whole documents of `extra` are judged as well. `moves` in the
    answer holds gains and losses against the findings of `against`, a file that was written earlier, or
    of `out` as it stood; without either it is absent.
    """
    from clausewatch.detect import gains, quality

    judged = _judged(read(gold, extra), gold, also)
    figures = dict(quality.metrics(judged))
    earlier = out if against is None else against
    if earlier.exists():
        figures["moves"] = gains.moves(judged, _earlier(earlier))
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for example, detection in judged:
            for line in _lines(example, detection):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return figures


def _earlier(file: Path) -> dict[str, list[Finding]]:
    """Findings of a file that `evaluate` wrote, by document name."""
    found: dict[str, list[Finding]] = {}
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.pop("record") == "finding":
            found.setdefault(Path(row.pop("file")).stem, []).append(build(Finding, row))
    return found


def read(gold: Path, extra: Sequence[Path]) -> list[Example]:
    """All labelled documents, parsed as the program parses them."""
    from clausewatch.detect.training import read_examples

    return read_examples([gold, *extra], parsed, resources.corpus("rules"))


def parsed(path: Path, lang: str) -> Document:
    """One labelled document; our own data, so no child process is needed."""
    from clausewatch.parse.hints import Hints
    from clausewatch.parse.reader import parse

    return parse(path.read_bytes(), Hints(filename=path.name, lang=lang))


def _judged(examples: Sequence[Example], gold: Path, also: frozenset[str] = frozenset()) -> list[tuple[Example, Detection]]:
    from clausewatch.detect.heldout import held_out

    names = {p.stem for p in (gold / "labels").glob("*.json")}
    names |= {e.labelled.name for e in examples if e.labelled.lang in also and not e.labelled.looked_at}
    return sorted(held_out(examples, frozenset(names), SEED), key=lambda pair: pair[0].labelled.name)


def _lines(example: Example, detection: Detection) -> list[dict[str, Any]]:
    name = example.labelled.path.name
    found = [{"record": "finding", "file": name, **plain(f)} for f in detection.findings]
    return found + [{"record": "subprocessor", "file": name, **plain(r)} for r in detection.subprocessors]
