"""The fault campaigns, too long for `make test`: `make faults`, or `python tests/campaigns/run.py [NAME ...]`.

Each campaign is a function that raises AssertionError when a promise is broken and gives a sentence
on what it tried. Numbers scale with `--scale` (1.0: what `make faults` runs).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "watch")]

Campaign = Callable[[Path, float], str]


def campaigns() -> dict[str, Campaign]:
    """All campaigns by name, in the order in which they run."""
    import disk
    import kills
    import network
    import scheduling
    import workers

    import fuzz

    return {
        "kills": kills.random_kills,
        "bytes": kills.flipped_bytes,
        "disk": disk.full_disk,
        "network": network.dropped_connections,
        "schedulers": workers.two_schedulers,
        "workers": workers.three_workers,
        "prefect": scheduling.prefect_away,
        "dask": scheduling.dask_worker_killed,
        "parsers": fuzz.parsers,
        "pages": fuzz.pages,
        "declarations": fuzz.declarations,
        "readers": fuzz.readers,
    }


def main() -> int:
    """Run the chosen campaigns one after the other and print a summary; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lines, broken = [], 0
    for name, campaign in campaigns().items():
        if given.names and name not in given.names:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"campaign-{name}-") as folder:
            try:
                said = f"kept      {campaign(Path(folder), given.scale)}"
            except Exception:  # noqa: BLE001 - whatever it is, the others still run
                broken += 1
                said = f"BROKEN    {traceback.format_exc()}"
        lines.append(f"{name:<13}{time.monotonic() - began:7.1f} s  {said}")
        print(lines[-1], flush=True)
    print(f"\n{len(lines)} campaigns, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
