"""`decide`, `mute`, `test-alert`, `status`, `timeline` and `import`, as a person calls them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clausewatch.model import Alert
from clausewatch.record.exported import read
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from gitkit import Repo
from receivers import smtp_receiver
from recordkit import observation, telling

Cli = Callable[..., Any]
TEXT = (
    "# Terms of Service\n\n## 1. Law\n\nThis agreement is governed by the laws of {law}.\n\n## 2. Changes\n\n"
    "We may change these terms. We will notify you by e-mail at least {days} days before a change takes effect.\n\n"
    "## 3. Data\n\n" + "Customer data is stored in data centres in Ireland and is not moved without notice. " * 6 + "\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one change that people were told of."""
    settings = Settings(home=tmp_path / "home")
    record = create_record(settings)
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    record.close()
    return settings.home


def test_decision_is_recorded_and_a_second_one_must_have_seen_the_first(cli: Cli, home: Path) -> None:
    """The second person is told of the first decision, and may decide over it."""
    assert cli("decide", 1, "object", "--name", "Åsa", "--reason", "Sent on 4 August.", "--home", home).code == 0
    refused = cli("decide", 1, "accept", "--name", "Bo", "--reason", "Fits.", "--home", home)
    assert refused.code == 2
    assert "object by Åsa" in refused.err
    done = cli("decide", 1, "accept", "--name", "Bo", "--reason", "Fits.", "--over", 1, "--home", home)
    assert "in force: accept by Bo" in done.err
    undone = cli("decide", 1, "undo", "--name", "Bo", "--reason", "Wrong one.", "--over", 2, "--home", home)
    assert "in force: object by Åsa" in undone.err


def test_comparison_is_in_words_and_stands_inline_or_beside(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No codes: values, directions and countries as a lawyer reads them, in the reader's language."""
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(TEXT.format(law="Sweden", days=30), "utf-8")
    new.write_text(TEXT.format(law="Denmark", days=14), "utf-8")
    inline = cli("compare", old, new).out
    assert "Changes to the terms: notice: 30 days → 14 days (to the customer's disadvantage)" in inline
    assert "by e-mail at least [-30-][+14+] days" in inline
    monkeypatch.setenv("CLAUSEWATCH_LANG", "sv")
    beside = cli("compare", "--beside", old, new).out
    assert "Tillämplig lag: länder: Sverige → Danmark (annan ändring)" in beside
    assert any("[-Sweden-]" in line and "[+Denmark+]" in line for line in beside.splitlines())
    page = cli("compare", "--beside", "--format", "html", old, new).out
    assert page.count('class="beside"') == 2
    assert "<del>30</del>" in page
    assert "<ins>14</ins>" in page


def test_facts_say_how_they_were_checked_and_what_is_left_to_check(cli: Cli, home: Path) -> None:
    """Statements in the reader's language, with source and mark."""
    shown = cli("facts", "--country", "se", "--lang", "sv", "--home", home)
    assert "Sverige är medlem i" in shown.out
    assert "second-hand" in shown.out
    assert "from memory" in cli("facts", "--unchecked", "--home", home).out


def test_alert_on_a_fact_is_named_by_status_until_somebody_acknowledges_it(cli: Cli, home: Path) -> None:
    """It stands in the audit log with name and reason; an alert on a change gets a row beside its decisions."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    fact = Alert(
        "f0001fact", "", "", 3, at, ("A fact changed.", "It bears on Acme."), title="United States: bears on 1 place", rule="E"
    )
    record = open_record(Settings(home=home))
    record.announce((fact,), ("console:",))
    record.close()
    assert "Nobody has acknowledged f0001fact" in cli("status", "--home", home).err
    assert cli("acknowledge", "f0001", "--name", "Åsa", "--reason", "Transfers are under review.", "--home", home).code == 0
    assert "acknowledged" not in cli("status", "--home", home).err
    record = open_record(Settings(home=home))
    assert [(r.name, r.subject, r.detail) for r in record.audit()] == [("Åsa", "alert f0001fact", "Transfers are under review.")]
    record.close()
    assert cli("acknowledge", "nosuch", "--name", "Åsa", "--home", home).code == 2
    assert cli("acknowledge", "f0001", "--name", " ", "--home", home).code == 2


@pytest.mark.parametrize("args", [("9", "accept"), ("1", "shrug"), ("1", "accept", "--reason", "")])
def test_decision_that_cannot_be_is_a_usage_error(cli: Cli, home: Path, args: tuple[str, ...]) -> None:
    """No such change, no such decision, no reason."""
    assert cli("decide", *args, "--name", "Bo", "--home", home).code == 2


def test_mute_names_what_is_muted_and_refuses_what_is_unknown(cli: Cli, home: Path) -> None:
    """A source, a vendor, a kind; nothing else."""
    for target in ("acme/dpa", "acme", "flapping"):
        done = cli("mute", target, "--until", "2099-01-01", "--name", "Bo", "--reason", "Rebuilt.", "--home", home)
        assert done.code == 0
    assert "3 mutes are in force" in done.err
    assert cli("mute", "nobody", "--until", "2099-01-01", "--name", "Bo", "--reason", "x", "--home", home).code == 2


def test_test_alert_says_of_each_channel_whether_it_took_it(cli: Cli, home: Path) -> None:
    """One mail server that takes it, and one file that cannot be written."""
    with smtp_receiver() as (port, inbox):
        address = f"smtp://127.0.0.1:{port}/?from=a@x.example&to=b@x.example"
        (home / "folder").mkdir()
        (home / "clausewatch.toml").write_text(f'channels = ["{address}", "jsonl:folder"]\n')
        done = cli("test-alert", "--home", home)
        assert done.code == 1
        assert "taken" in done.err
        assert "cannot be written" in done.err
        assert cli("test-alert", "smtp", "--home", home).code == 0
        assert cli("test-alert", "pigeon", "--home", home).code == 2
    assert len(inbox.mails) == 2
    assert "this channel works" in inbox.mails[0]["Subject"]


def test_status_says_what_was_done_and_signs_a_quiet_time(cli: Cli, home: Path) -> None:
    """The statement alone goes to stdout, with a checkpoint that the record agrees with."""
    done = cli("status", "--home", home)
    assert "acme/dpa" in done.out
    assert "held back" in done.out
    quiet = cli("status", "--since", "2025-12-31", "--home", home).out
    assert "1 document was fetched 2 times in all; 1 change with legal effect was observed" in quiet
    record = open_record(Settings(home=home))
    assert record.against(read("\n".join(quiet.strip().splitlines()[-6:]))) == []
    record.close()


def test_archive_of_terms_becomes_a_timeline(cli: Cli, tmp_path: Path) -> None:
    """Versions with their dates and causes, and what the notice was from when until when."""
    repo = Repo.made(tmp_path / "repo")
    name = "Acme Cloud/Terms of Service.md"
    for at, law, days, subject in (
        ("2022-01-01", "Sweden", 30, "First record of Acme Cloud Terms of Service"),
        ("2023-04-01", "Sweden", 14, "Record new changes of Acme Cloud Terms of Service"),
        ("2024-01-01", "Denmark", 14, "Apply technical or declaration upgrade on Acme Cloud Terms of Service"),
    ):
        repo.write(name, TEXT.format(law=law, days=days), subject, at)
    bundle, home = repo.bundle(tmp_path / "v.bundle"), tmp_path / "home"
    assert "3 captures: 1 first, 2 changed" in cli("import", "ota", bundle, "--home", home).err
    rows = [json.loads(line) for line in cli("changes", "--format", "jsonl", "--home", home).out.splitlines()]
    assert [row["cause"] for row in rows] == ["content", "extractor"]
    assert not (home / "alerts.jsonl").exists()
    done = cli("timeline", "acme-cloud", "terms_change", "--format", "jsonl", "--home", home)
    spans = [json.loads(line) for line in done.out.splitlines()]
    notice = [(s["value"], s["since"][:10], (s["until"] or "")[:10]) for s in spans if s["attribute"] == "notice_days"]
    assert notice == [(30, "2022-01-01", "2023-04-01"), (14, "2023-04-01", "")]
    assert "30 days" in cli("timeline", "acme-cloud/terms-of-service", "--home", home).out
    assert cli("timeline", "acme-cloud", "price_change", "--home", home).code == 3
    assert cli("timeline", "nobody", "--home", home).code == 2


def test_history_of_a_file_and_of_a_crawl_is_read_in(cli: Cli, tmp_path: Path) -> None:
    """Both under a name of the caller's choice; an unknown URL says what the file holds."""
    repo, home = Repo.made(tmp_path / "repo"), tmp_path / "home"
    repo.write("policies/terms.md", TEXT.format(law="Sweden", days=30), "First", "2022-01-01")
    done = cli("import", "git", repo.folder, "policies/terms.md", "--vendor", "acme", "--home", home)
    assert "1 captures: 1 first" in done.err
    page = f"<html><body><pre>{TEXT.format(law='Sweden', days=14)}</pre></body></html>".encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://www.acme.example/terms/\r\nWARC-Date: 2023-01-01T00:00:00Z"
    crawl = tmp_path / "crawl.warc.gz"
    crawl.write_bytes(gzip.compress(f"{head}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"))
    named = ("--vendor", "acme", "--document", "web", "--url")
    assert "1 first" in cli("import", "warc", crawl, *named, "https://acme.example/terms", "--home", home).err
    missing = cli("import", "warc", crawl, *named, "https://acme.example/other", "--home", home)
    assert missing.code == 3
    assert "http://www.acme.example/terms/" in missing.err
    record = open_record(Settings(home=home))
    assert list(record.sources()) == ["acme/terms", "acme/web"]
    assert record.captures("acme/web")[0].at.year == 2023
    assert record.captures("acme/terms")[0].at.year == 2022
    record.close()
