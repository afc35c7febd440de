"""An upgrade of extractor and rules in the middle of real histories: how many alerts does it cause by itself?

    python reports/benchmarks/upgrade.py FOLDER_OF_HISTORIES [--limit N]

Every history is read twice. The control reads all captures with the present code; the trial reads the first
half with an older extractor (headings overlooked, another fingerprint) and an older rule set (two clause types
missing), the second half with the present code. Business alerts of the second half that only the trial raises
are the upgrade's; there must be none. Then `reprocess` derives what is left, which must alert nobody either.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clausewatch import rederive, resources
from clausewatch.cli.setup import make_home
from clausewatch.detect.pipeline import Detector
from clausewatch.fetch.replay import snapshots
from clausewatch.model import Attempt, Document, Source
from clausewatch.parse.hints import NO_HINTS, Hints
from clausewatch.parse.sandbox import Pool
from clausewatch.settings import Settings
from clausewatch.tools import Tools, opened
from clausewatch.watch import take

MISSING = ("terms_change", "government_access")


class OlderPool(Pool):
    """The extractor as it might have been."""

    def parse(self, body: bytes, hints: Hints = NO_HINTS) -> Document:
        """A document without its headings, under another fingerprint."""
        document = super().parse(body, replace(hints, remove=(*hints.remove, "h1", "h2")))
        return replace(document, parser="clausewatch-parse/0")


def older_rules(folder: Path) -> Path:
    """A copy of the rules without the missing clause types."""
    target = folder / "rules"
    shutil.copytree(resources.corpus("rules"), target, ignore=lambda _d, names: [n for n in names if n in MISSING])
    return target


def read(
    home: Path, parts: tuple[Source, Sequence[Attempt], Sequence[Attempt]], older: bool
) -> tuple[Counter[str], Counter[str]]:
    """Business alerts of the second part by capture, and the causes of all versions."""
    source, before, after = parts
    settings = make_home(Settings(home=home, channels=("jsonl:alerts.jsonl",)))
    with opened(settings) as tools:
        if older:
            tools.__dict__["pool"] = OlderPool()
            tools.__dict__["detector"] = Detector(resources.models(), older_rules(home))
        for attempt in before:
            take(tools.silent(), source, attempt)
    with opened(settings) as tools:
        for attempt in after:
            take(tools, source, attempt)
        rederive.reprocess(tools, (source.key,), dry_run=False)
        return alerted(tools), Counter(v.cause.value for v in tools.record.versions(source.key))


def alerted(tools: Tools) -> Counter[str]:
    """Captures that business readers were alerted of."""
    return Counter(
        f"{m.alert.created_at:%Y-%m-%d %H:%M}"
        for m in tools.record.pending(tools.clock(), 10_000)
        if m.alert.audience == "business"
    )


def main() -> None:
    """Print one line per history and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=1000, help="captures per history around the upgrade")
    options = parser.parse_args()
    extra, causes, told = 0, Counter[str](), 0
    for folder in sorted(p for p in options.folder.iterdir() if p.is_dir()):
        source, attempts = snapshots(folder)
        cut = len(attempts) // 2
        first, last = max(0, cut - options.limit // 2), cut + max(1, options.limit // 2)
        parts = (source, list(attempts)[first:cut], list(attempts)[cut:last])
        with tempfile.TemporaryDirectory() as scratch:
            control, _ = read(Path(scratch, "control"), parts, older=False)
            trial, found = read(Path(scratch, "trial"), parts, older=True)
        only = trial - control
        extra, causes, told = extra + only.total(), causes + found, told + control.total()
        print(f"{folder.name:60.60} alerts {control.total()} control, {trial.total()} trial, extra {dict(only)}, {dict(found)}")
    print(f"{extra} alerts by the upgrade itself; {told} alerts of the vendors' changes; versions by cause: {dict(causes)}")


if __name__ == "__main__":
    main()
