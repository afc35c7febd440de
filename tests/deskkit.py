"""A record of fictional vendors behind a desk that really listens, for tests that ask it over HTTP."""

from __future__ import annotations

import atexit
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from clausewatch.desk.app import create_app
from clausewatch.desk.desk import Desk
from clausewatch.desk.people import Signer
from clausewatch.model import (
    Alert,
    Attempt,
    AttributeChange,
    Change,
    ChangePart,
    Deadline,
    Detection,
    Direction,
    Document,
    Finding,
    Outcome,
    PageKind,
    Passage,
    PassageKind,
    Reading,
    Section,
    Source,
    SubprocessorChange,
    SubprocessorRow,
)
from clausewatch.record.protocol import Observation, Record, User
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from clausewatch.tools import Tools
from recordkit import START, day

HOSTILE = '<script>document.title="taken"</script><img src=x onerror=alert(1)> \x1b[31mred \u202eltr {{ 7*7 }} =cmd|1'
"""What a stranger may write: script, template, terminal and spreadsheet commands, turned reading order."""

DPA = Source("acme", "dpa", "https://acme.example/dpa", kind="dpa", title="Data processing agreement")
LIST = Source("acme", "subprocessors", "https://acme.example/list", kind="subprocessors", title="Subprocessors")
TERMS = Source("globex", "terms", "https://globex.example/terms", title=f"Terms {HOSTILE}")
BLOCKED = Source("initech", "terms", "https://initech.example/terms", title="Terms of Initech")
NOW = START + timedelta(days=12, hours=3)
TYPES = ("governing_law", "terms_change", "subprocessor_change", "incorporated_documents")


def document(paragraphs: list[str], title: str, types: Mapping[int, tuple[str, Mapping[str, Any]]]) -> Reading:
    """A reading of numbered paragraphs under one heading each; `types` names the clause in a paragraph."""
    text, passages, sections, findings = "", [], [], []
    for number, said in enumerate(paragraphs, 1):
        head = f"{number}. Section {number}"
        start = len(text)
        passages.append(Passage(PassageKind.HEADING, start, start + len(head), number - 1))
        text += f"{head}\n"
        at = len(text)
        passages.append(Passage(PassageKind.PARAGRAPH, at, at + len(said), number - 1))
        text += f"{said}\n"
        sections.append(Section(f"{number}.", f"Section {number}", 1, start, len(text)))
        if number in types:
            kind, attributes = types[number]
            findings.append(Finding(kind, said, at, at + len(said), f"{number}. Section {number}", "en", attributes))
    read = Document(text, title=title, lang="en", passages=tuple(passages), sections=tuple(sections), parser="test")
    return Reading(read, Detection(tuple(findings), (), TYPES))


def seen(source: Source, number: float, reading: Reading, **fields: Any) -> Observation:
    """A capture of a source on a day with a text."""
    body = reading.document.text.encode("utf-8", "surrogatepass")
    attempt = Attempt(source.url, day(number), Outcome.CAPTURED, status=200, content_type="text/plain", body=body)
    given = Observation(
        source=source,
        attempt=replace(attempt, final_url=source.url),
        text_sha256=reading.document.text_sha256,
        reading=reading,
        fingerprints=("p", source.fingerprint, "d"),
    )
    return replace(given, **fields)


def notice(days: int) -> Reading:
    """The agreement with a notice period."""
    said = ["This agreement is governed by the laws of Sweden.", f"We may change these terms with {days} days of notice."]
    said += ["The Acceptable Use Policy is part of this agreement.", "Nothing else is agreed."]
    types: dict[int, tuple[str, Mapping[str, Any]]] = {
        1: ("governing_law", {"countries": ("SE",)}),
        2: ("terms_change", {"notice_days": days, "assent": "silence"}),
        3: ("incorporated_documents", {"documents": ("Acceptable Use Policy",)}),
    }
    return document(said, "Data processing agreement", types)


def fall(old: int, new: int, until: date) -> Change:
    """The change in which the notice period falls."""
    return Change(
        True,
        3,
        "S06",
        types=("terms_change",),
        attributes=(AttributeChange("terms_change", "notice_days", old, new, Direction.WEAKER),),
        summary={"en": f"Notice fell from {old} to {new} days.", "sv": f"Varslet sänktes från {old} till {new} dagar."},
        parts=(
            ChangePart(
                "edited",
                f"We may change these terms with {old} days of notice.",
                f"We may change these terms with {new} days of notice.",
                "2. Section 2",
                types=("terms_change",),
                severity=3,
                rule="S06",
                direction=Direction.WEAKER,
            ),
        ),
        deadlines=(Deadline("effect", until, True, f"{new} days from first sight"),),
        assent="silence",
    )


def fill(record: Record) -> None:
    """Four sources: a change with a deadline, one of subprocessors, hostile text, one that was never captured."""
    record.observe(seen(DPA, 0, notice(30)))
    alert = Alert("alert-of-dpa", "acme", "dpa", 3, day(10), ("It changed.", "Act."))
    change = fall(30, 14, NOW.date() + timedelta(days=9))
    record.observe(seen(DPA, 10, notice(14), change=change, alerts=(alert,), channels=("jsonl:alerts.jsonl",)))
    rows = (SubprocessorRow("Initech GmbH", ("DE",), "Hosting"), SubprocessorRow("Vandelay Inc.", ("US",), "Support"))
    before, after = (
        document(["We use Initech GmbH."], "List", {}),
        document(["We use Initech GmbH and Vandelay Inc."], "List", {}),
    )
    record.observe(seen(LIST, 0, replace(before, detection=Detection((), rows[:1], TYPES))))
    added = Change(True, 3, "S07", subprocessors=SubprocessorChange(added=rows[1:]), summary={"en": "Added.", "sv": "Tillkom."})
    record.observe(seen(LIST, 8, replace(after, detection=Detection((), rows, TYPES)), change=added))
    hostile = document(
        [f"The laws of {HOSTILE} apply.", HOSTILE], f"Terms {HOSTILE}", {1: ("governing_law", {"countries": ("US",)})}
    )
    named = (SubprocessorRow(f"Initech, GmbH {HOSTILE}", ("DE",), HOSTILE, HOSTILE), SubprocessorRow("Initech GmbH.", ("DE",)))
    record.observe(seen(TERMS, 0, replace(hostile, detection=replace(hostile.detection, subprocessors=named))))
    part = ChangePart("edited", HOSTILE, f"{HOSTILE} twice", HOSTILE, severity=2, rule="S15")
    text = document(["Another text.", HOSTILE], f"Terms {HOSTILE}", {})
    told = Change(True, 2, "S15", summary={"en": HOSTILE, "sv": HOSTILE}, parts=(part,))
    record.observe(seen(TERMS, 9, replace(text, detection=replace(text.detection, subprocessors=named)), change=told))
    short = document(["Too short."], "Data processing agreement", {})
    held = replace(seen(LIST, 11, short, page_kind=PageKind.SHRUNK, page_reason=f"3 % of it {HOSTILE}"), reading=None)
    record.observe(held)
    record.observe(seen(SIGNED_DPA, 2, notice(30)))
    record.attempted([(BLOCKED, Attempt(BLOCKED.url, day(11), Outcome.BLOCKED, f"403 {HOSTILE}", status=403))])


SIGNED_DPA = replace(DPA, document="dpa@signed", url="signed:ours.pdf", title="Data processing agreement")
"""The customer's own copy of the agreement, with the notice period of the first version."""


USERS = {"anna": "reader", "bo": "decider", "cia": "operator"}
PASSWORD = "correct horse battery"


class Browser(httpx.Client):
    """A client that may have been used (to sign in) before a test opens it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Served:
    """A desk on a port of its own."""

    url: str
    tools: Tools
    desk: Desk

    def client(self, name: str = "", lang: str = "en") -> Browser:
        """A browser without scripts, signed in by name where one is given."""
        client = Browser(base_url=self.url, cookies={"clausewatch_lang": lang}, timeout=20)
        if name:
            page = client.get("/login")
            fields = {"csrf": token(page.text), "name": name, "password": PASSWORD, "next": "/"}
            assert client.post("/login", data=fields).status_code == 303
        return client

    def bearer(self, name: str) -> str:
        """A user's token."""
        return Signer.of_home(self.tools.settings.home).token(self.tools.record.users()[name])


def token(html: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, html[:500]
    return found[1]


@cache
def _filled() -> Path:
    """A home that was filled once, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="desk-")) / "home"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    record = create_record(Settings(home=folder))
    fill(record)
    record.close()
    return folder


def home(folder: Path, users: bool = False, **settings: Any) -> Tools:
    """A filled record, with a reader, a decider and an operator on request; the clock stands still."""
    made = Settings(home=folder, **settings)
    shutil.copytree(_filled(), folder)
    record = open_record(made)
    if users:
        quick = Argon2id(salt=b"of the tests", length=16, iterations=1, lanes=1, memory_cost=8)
        known = quick.derive_phc_encoded(PASSWORD.encode())
        for name, role in USERS.items():
            record.set_user(User(name, role, known), "test", NOW)
    return Tools(made, record, clock=lambda: NOW)


@contextmanager
def listening(tools: Tools, sign_in: bool = False) -> Iterator[Served]:
    """The desk of a record, as `clausewatch desk` serves it."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    app = create_app(tools, sign_in=sign_in)
    config = uvicorn.Config(app, log_level="error", server_header=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Served(f"http://127.0.0.1:{sock.getsockname()[1]}", tools, app.state.desk)
    finally:
        server.should_exit = True
        thread.join(10)
        tools.close()
