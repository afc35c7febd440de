"""Which documents are judged by models that never saw their vendor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewatch import modelling

TEXT = "# Villkor\n\nSvensk lag gäller för avtalet.\n\nHuset står vid sjön.\n"
LABEL = {"type": "governing_law", "quote": "Svensk lag gäller för avtalet."}


def labelled(folder: Path, doc: str, lang: str, **more: Any) -> None:
    """One labelled document of a vendor of its own."""
    for name in ("docs", "labels"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "docs" / f"{doc}.md").write_text(TEXT, "utf-8")
    (folder / "labels" / f"{doc}.json").write_text(json.dumps({"doc": doc, "clauses": [LABEL], **more}), "utf-8")
    with (folder / "index.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"doc": doc, "family": doc, "lang": lang}) + "\n")


@pytest.mark.parametrize(("also", "documents"), [(frozenset(), 1), (frozenset({"sv"}), 2)])
def test_extra_documents_are_judged_in_the_languages_asked_for(tmp_path: Path, also: frozenset[str], documents: int) -> None:
    """Only whole ones: of a document that was read in part nobody knows what else is a clause."""
    gold, extra = tmp_path / "gold", tmp_path / "extra"
    labelled(gold, "a", "sv")
    labelled(extra, "b", "sv")
    labelled(extra, "c", "sv", looked_at=["Huset står vid sjön."])
    labelled(extra, "d", "de")
    figures = modelling.evaluate(gold, [extra], tmp_path / "found.jsonl", also=also)
    assert figures["documents"] == figures["languages"]["sv"]["documents"] == documents
