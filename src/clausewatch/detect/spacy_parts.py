"""The parts of spaCy that detection stands on, loaded without the rest of it.

`import spacy` brings its command line, its pipelines and its trainers for half a second of CPU, a third of
what a round over 200 unchanged pages costs in all. Whatever else of spaCy somebody asks for later is loaded then.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

_PARTS = ("tokens", "vocab", "matcher", "attrs")
"""In an order in which they load by themselves."""


def _load_parts() -> None:
    """Put the package `spacy` in its place without running it, and load the parts into it."""
    spec = importlib.util.find_spec("spacy")
    if "spacy" in sys.modules or spec is None:
        return
    package = sys.modules["spacy"] = importlib.util.module_from_spec(spec)
    try:
        for part in _PARTS:
            importlib.import_module(f"spacy.{part}")
    except ImportError:  # parts of another version that need the whole
        _run(package)
    else:
        _run_when_asked(package)


def _run(package: ModuleType) -> None:
    if package.__spec__ and package.__spec__.loader:
        package.__spec__.loader.exec_module(package)


def _run_when_asked(package: ModuleType) -> None:
    def found(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        del package.__dict__["__getattr__"]
        _run(package)
        return getattr(package, name)

    package.__dict__["__getattr__"] = found


_load_parts()

from spacy.attrs import NORM  # noqa: E402 - only now are they there
from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

__all__ = ["NORM", "Doc", "PhraseMatcher", "Vocab"]
