"""Files that fuzzing found or made: each still gives a sound document, or is refused by name, and at once."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from clausewatch.errors import ClausewatchError, ParseError
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

sys.path.append(str(Path(__file__).parents[1] / "campaigns"))
from fuzz import KEPT, others, sound

OTHERS = (".yml", ".warc", ".toml", ".json", ".csv", ".checkpoint")
READ = sorted(p for p in KEPT.iterdir() if p.suffix not in OTHERS)


def test_there_are_files_of_every_format() -> None:
    assert {p.suffix for p in READ} >= {".html", ".md", ".rst", ".tsx", ".txt", ".docx", ".pdf", ".xlsx", ".zip"}


@pytest.mark.parametrize("path", READ, ids=lambda p: p.name)
def test_kept_file_is_read_or_refused(path: Path) -> None:
    began = time.process_time()
    with suppress(ParseError):
        sound(parse(path.read_bytes(), Hints(filename=path.name, lang="en")))
    assert time.process_time() - began < 10


@pytest.mark.parametrize("path", sorted(p for p in KEPT.iterdir() if p.suffix in OTHERS), ids=lambda p: p.name)
def test_kept_file_of_another_kind_is_read_or_refused(path: Path, tmp_path: Path) -> None:
    read = next(read for name, (_, read) in others(tmp_path).items() if name.endswith(path.suffix))
    with suppress(ClausewatchError):
        read(path.read_bytes())
