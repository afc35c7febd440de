"""Make the pictures of the documentation from the demo, so that they stay true.

python docs/pictures/make.py        needs Chromium (`chromium` on the path)
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("clausewatch")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --hide-scrollbars"
TERMINAL = """<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#16191d;color:#e4e7ea}
pre{margin:24px;font:13px/1.45 "DejaVu Sans Mono",monospace;white-space:pre}b{color:#9ecbff}</style><pre><b>$ make run</b>
%s</pre>"""


def picture(page: Path, name: str, size: tuple[int, int]) -> None:
    """Photograph a page into this folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is missing: install the package `chromium`.")
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, "--headless", *QUIET.split(), f"--user-data-dir={profile}"]
        command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={HERE / name}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Run the demo and photograph what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        env = dict(os.environ, COLUMNS="150")
        command = [PROGRAM, "demo", "--home", home, "--without-prefect"]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        shown = Path(folder) / "terminal.html"
        lines = [line.rstrip() for line in done.stdout.replace(str(home), "build/demo-home").splitlines()]
        shown.write_text(TERMINAL % html.escape("\n".join(lines)), "utf-8")
        picture(shown, "demo-alerts.png", (1280, 19 * len(lines) + 80))
        for lang in ("en", "sv"):
            report = next((home / "reports").glob(f"brightloom-*-{lang}.html"))
            picture(report, f"report-{lang}.png", (1000, 1400))


if __name__ == "__main__":
    main()
