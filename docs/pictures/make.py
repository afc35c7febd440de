"""Make the pictures of the documentation from the demo, so that they stay true.

python docs/pictures/make.py        needs Chromium (`chromium`) and khal on the path

The mail and the calendar entry are shown as their receivers got them: the mail from a real SMTP server on
this machine, the entry by a calendar program that reads the published file.
"""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from clausewatch import health, watch
from clausewatch.alert.channels.base import Parcel
from clausewatch.alert.channels.registry import Surroundings, open_channels
from clausewatch.alert.digest import quiet_statement
from clausewatch.cli.demo import dates, prepare_home, served
from clausewatch.model import Alert, digest
from clausewatch.settings import Settings
from clausewatch.tools import opened

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from receivers import smtp_receiver  # noqa: E402 - the tests' own receiver, a real server

PROGRAM = Path(sys.executable).with_name("clausewatch")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --hide-scrollbars"
STYLE = """body{margin:0;background:#16191d;color:#e4e7ea}
pre{margin:24px;font:13px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}b{color:#9ecbff}"""
MAIL = """<!doctype html><meta charset="utf-8">
<style>body{margin:0;background:#fff;color:#1b1f24;font:15px/1.5 "DejaVu Sans",sans-serif}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;margin:0;padding:18px 24px;background:#eef1f4;font-size:13px}
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}iframe{border:0;width:100%%;height:%dpx}</style>
<dl>%s</dl><iframe srcdoc="%s"></iframe>"""
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "Content-Language")
COMPARED = ("2026-03-02/brightloom/dpa.pdf", "2026-06-15/brightloom/dpa.pdf")


def picture(page: Path, name: str, size: tuple[int, int]) -> None:
    """Photograph a page into this folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is missing: install the package `chromium`.")
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, "--headless", *QUIET.split(), f"--user-data-dir={profile}"]
        command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={HERE / name}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


def terminal(folder: Path, name: str, command: str, said: str, width: int = 1280) -> None:
    """A picture of what a command printed."""
    lines = [line.rstrip() for line in said.strip("\n").splitlines()]
    page = folder / f"{name}.html"
    text = html.escape("\n".join(lines))
    page.write_text(f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><pre><b>$ {command}</b>\n{text}</pre>', "utf-8")
    rows = sum(1 + len(line) * 8 // (width - 48) for line in lines)
    picture(page, name, (width, 19 * rows + 80))


def said(*command: str | Path, **env: str) -> str:
    """What a command prints, talk included."""
    done = subprocess.run(command, env=os.environ | env, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def grave(settings: Settings) -> Alert:
    """The demo's first alert that needs action before a day."""
    with opened(settings) as tools:
        told = tools.record.told(tools.clock().replace(year=2000))
    return next(a for a in told if a.severity >= 3 and a.deadlines and a.audience == "business")


def received(alert: Alert, home: Path) -> tuple[EmailMessage, Path]:
    """The mail and the calendar file of an alert, as a receiver gets them."""
    calendar = home / "deadlines.ics"
    with smtp_receiver() as (port, inbox):
        addresses = [f"smtp://127.0.0.1:{port}/?from=clausewatch@kommun.example&to=dpo@kommun.example", f"ical:{calendar}"]
        for channel in open_channels(addresses, Surroundings(home, io.StringIO())).values():
            channel.send(Parcel(digest(alert.id)[:32], alert, alert.created_at))
        return inbox.mails[0], calendar


def mail_picture(folder: Path, mail: EmailMessage) -> None:
    """The headers that a mail program shows, above the HTML part."""
    rows = "".join(f"<dt>{h}</dt><dd>{html.escape(str(mail[h]))}</dd>" for h in HEADERS if mail[h])
    part = mail.get_body(("html",))
    page = folder / "mail.html"
    page.write_text(MAIL % (760, rows, html.escape(part.get_content() if part else "")), "utf-8")
    picture(page, "mail.png", (900, 1000))


def entry(folder: Path, calendar: Path) -> str:
    """The calendar file as a calendar program reads it, and the file itself."""
    settings = folder / "khal.conf"
    settings.write_text(f"[calendars]\n[[own]]\npath = {folder}\n[locale]\nlongdateformat = %A %-d %B %Y\n", "utf-8")
    form = "{start-date-long}\n{title}\n\n{description}"
    read = said("khal", "-c", settings, "printics", "-f", form, calendar, HOME=str(folder), LC_ALL="C.UTF-8")
    written = calendar.read_bytes().decode().replace("\r\n ", "").replace("\r\n", "\n")
    return f"{read.replace(str(calendar), calendar.name)}\n{written}"


def quiet(home: Path) -> str:
    """What a week proves in which the vendors changed nothing: the statement with the log's signed head."""
    with served() as site:
        settings = prepare_home(home, site.base)
        site.date = dates()[-1]
        begun = datetime.fromisoformat(f"{site.date}T06:00:00+00:00")
        for n in range(8):
            with opened(settings, clock=partial(begun.__add__, timedelta(days=n))) as tools:
                watch.run(tools, tools.sources())
        with opened(settings, clock=partial(begun.__add__, timedelta(days=7, hours=1))) as tools:
            found = health.quiet(tools, begun + timedelta(hours=1), tools.clock())
    return "\n".join([*quiet_statement(found, "en"), "", *found.checkpoint])


def main() -> None:
    """Run the demo and photograph what it shows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "demo"
        demo = said(PROGRAM, "demo", "--home", home, "--without-prefect", COLUMNS="150").replace(str(home), "build/demo-home")
        terminal(folder, "demo-alerts.png", "make run", demo)
        for lang in ("en", "sv"):
            report = next((home / "reports").glob(f"brightloom-*-{lang}.html"))
            picture(report, f"report-{lang}.png", (1000, 1400))
        mail, calendar = received(grave(Settings(home=home)), home)
        mail_picture(folder, mail)
        terminal(folder, "calendar.png", "khal printics deadlines.ics; cat deadlines.ics", entry(folder, calendar), 1000)
        terminal(folder, "quiet.png", f"clausewatch status --since {dates()[-1]}", quiet(folder / "quiet"), 1000)
        beside = folder / "beside.html"
        sides = [ROOT / "corpus" / "demo" / "site" / side for side in COMPARED]
        beside.write_text(said(PROGRAM, "compare", "--beside", "--format", "html", *sides), "utf-8")
        picture(beside, "compare-beside.png", (1000, 1500))


if __name__ == "__main__":
    main()
