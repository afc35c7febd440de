"""`add-capture`, `check`, `vendors add` and `vendors import`, as a person calls them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from wayskit import Site

from clausewatch import intake
from clausewatch.cli.main import entry
from clausewatch.declarations import load
from clausewatch.errors import NothingToDo, UsageError
from clausewatch.record.protocol import AttemptRow
from clausewatch.settings import load as settings_of
from clausewatch.tools import opened


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Cli = Callable[..., Done]
SENTENCE = "The supplier shall keep the customer's personal data within the European Union and name each subprocessor. "
TERMS = (
    "<html lang=en><head><title>DPA | Acme</title></head><body><nav>Home Shop</nav><div class='legal-text'>%s</div></body></html>"
)
BODY = "<h1>Data Processing Agreement</h1>" + "".join(f"<h2>{n}. Clause</h2><p>{SENTENCE * 3}</p>" for n in range(1, 7))
DPA = TERMS % BODY


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """`cli("check", "acme")` gives exit code, stdout and stderr."""
    monkeypatch.delenv("CLAUSEWATCH_HOME", raising=False)

    def call(*args: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["clausewatch", *map(str, args)])
        code = 0
        try:
            entry()
        except SystemExit as e:
            code = int(e.code or 0)
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture
def home(tmp_path: Path, site: Site, cli: Cli) -> Path:
    """A home with a vendor whose DPA is on the site."""
    home = tmp_path / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "clausewatch.toml").write_text(
        'vendors = ["acme"]\nchannels = ["jsonl:alerts.jsonl"]\n'
        '[fetch]\ninterval = 0.0\ntries = 1\ndeadline = 5.0\nallow = ["127.0.0.1"]\n'
    )
    declare(home, site)
    site.pages["/dpa"] = DPA
    assert cli("init", "--home", home, "--lang", "en", "--country", "SE", "--role", "dpo").code == 0
    return home


def declare(home: Path, site: Site, more: str = "    select: .legal-text\n") -> None:
    """(Re)declare the vendor."""
    text = f"name: Acme\ncountry: SE\ndocuments:\n  dpa:\n    kind: dpa\n    url: {site.base}/dpa\n{more}"
    (home / "vendors" / "acme.yml").write_text(text, "utf-8")


def saved(tmp_path: Path, text: str = DPA, name: str = "saved.html") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def last_attempt(home: Path) -> AttemptRow:
    with opened(settings_of(home, {})) as tools:
        return tools.record.attempts("acme/dpa")[-1]


# --- add-capture --------------------------------------------------------------------------------


def test_a_saved_page_becomes_a_version_with_its_provenance(cli: Cli, home: Path, tmp_path: Path, site: Site) -> None:
    """Who, when, from where and how are in the record; nothing is asked of the vendor."""
    done = cli(
        "add-capture", "acme", "dpa", saved(tmp_path), "--home", home, "--by", "Åsa Ek", "--note", "saved\nfrom Firefox",
        "--at", "2026-03-31T14:05+02:00", "--url", "https://acme.example/dpa?x=1",
    )  # fmt: skip
    assert (done.code, site.heads) == (0, [])
    attempt = last_attempt(home)
    assert (attempt.outcome, attempt.detail) == ("captured", "handed in by Åsa Ek: saved from Firefox")
    assert attempt.at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    with opened(settings_of(home, {})) as tools:
        [version] = tools.record.versions("acme/dpa")
        capture = tools.record.capture(version.capture)
        assert capture.final_url == "https://acme.example/dpa?x=1"
        assert tools.record.raw(capture.sha256).decode() == DPA
        assert "within the European Union" in tools.record.reading(version.id).document.text
    assert cli("verify", "--home", home).code == 0


def test_a_changed_capture_alerts_like_a_fetched_one(cli: Cli, home: Path, tmp_path: Path) -> None:
    """The second file is compared with the first, and the alert leaves."""
    cli("add-capture", "acme", "dpa", saved(tmp_path), "--home", home)
    changed = DPA.replace("</div>", "<h2>7. Law</h2><p>This agreement is governed by the laws of the State of Nevada.</p></div>")
    done = cli("add-capture", "acme", "dpa", saved(tmp_path, changed), "--home", home)
    assert done.code == 0
    assert "changed" in done.err
    assert "Nevada" in (home / "alerts.jsonl").read_text("utf-8")
    again = cli("add-capture", "acme", "dpa", saved(tmp_path, changed), "--home", home)
    assert "unchanged" in again.err


def test_a_page_that_is_not_the_document_lies_in_quarantine_unless_accepted(cli: Cli, home: Path, tmp_path: Path) -> None:
    """By hand the same rules hold; a person may overrule them with a reason, which is recorded."""
    short = saved(tmp_path, "<html><body><h1>Moved</h1><p>Sign in to read our terms.</p></body></html>")
    done = cli("add-capture", "acme", "dpa", short, "--home", home)
    assert done.code == 1
    assert "--accept" in done.err
    with opened(settings_of(home, {})) as tools:
        assert not tools.record.versions("acme/dpa")
    done = cli("add-capture", "acme", "dpa", short, "--home", home, "--by", "ek", "--accept", "this is all there is")
    assert last_attempt(home).detail == "handed in by ek; accepted as the document: this is all there is"
    assert done.code == 0
    with opened(settings_of(home, {})) as tools:
        assert len(tools.record.versions("acme/dpa")) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--at", "yesterday"), "no date or time"),
        (("--at", "2199-01-01"), "not come yet"),
        (("--url", "file:///etc/passwd"), "http"),
    ],
)
def test_wrong_provenance_is_a_usage_error(cli: Cli, home: Path, tmp_path: Path, args: tuple[str, str], said: str) -> None:
    """Exit code 2, a sentence, and nothing recorded."""
    done = cli("add-capture", "acme", "dpa", saved(tmp_path), "--home", home, *args)
    assert (done.code, said in done.err) == (2, True)
    with opened(settings_of(home, {})) as tools:
        assert not tools.record.attempts("acme/dpa")


def test_files_that_cannot_be_taken_are_named(cli: Cli, home: Path, tmp_path: Path) -> None:
    """Missing, empty, unreadable, undeclared."""
    assert cli("add-capture", "acme", "dpa", tmp_path / "no.html", "--home", home).code == 2
    assert cli("add-capture", "acme", "dpa", saved(tmp_path, "", "empty.html"), "--home", home).code == 2
    assert cli("add-capture", "acme", "terms", saved(tmp_path), "--home", home).code == 2
    broken = saved(tmp_path, "%PDF-1.7 and no more", "broken.pdf")
    assert cli("add-capture", "acme", "dpa", broken, "--home", home, "--accept", "mine").code == 1


def test_history_is_not_handed_in_backwards(cli: Cli, home: Path, tmp_path: Path) -> None:
    """A file older than the last sound capture is refused, with the way for history."""
    cli("add-capture", "acme", "dpa", saved(tmp_path), "--home", home, "--at", "2026-03-31")
    done = cli("add-capture", "acme", "dpa", saved(tmp_path, DPA + " "), "--home", home, "--at", "2026-03-30")
    assert (done.code, "import snapshots" in done.err) == (2, True)


def test_a_document_that_was_not_declared_then_is_nothing_to_do(home: Path, site: Site, tmp_path: Path) -> None:
    """The declaration of the file's day counts."""
    declare(home, site, "    valid_from: 2026-02-01\n")
    with opened(settings_of(home, {})) as tools, pytest.raises(NothingToDo):
        intake.add_capture(tools, "acme/dpa", saved(tmp_path), intake.Handed("ek", datetime(2026, 1, 1, tzinfo=UTC)))


def test_moments_are_read_as_utc() -> None:
    """A date, a naive time and an offset."""
    assert intake.moment("2026-03-31") == datetime(2026, 3, 31, tzinfo=UTC)
    assert intake.moment("2026-03-31T14:05+02:00") == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    with pytest.raises(UsageError):
        intake.moment("31/3")


# --- check --------------------------------------------------------------------------------------


def test_a_sound_source_passes_and_nothing_is_recorded(cli: Cli, home: Path, site: Site) -> None:
    """Fetched twice; first and last lines are shown."""
    done = cli("check", "acme", "--home", home)
    assert (done.code, site.asked) == (0, ["/dpa", "/dpa"])
    assert "FAIL" not in done.out
    assert "| Data Processing Agreement" in done.out
    assert "1 of 1 source is sound" in done.err
    with opened(settings_of(home, {})) as tools:
        assert not tools.record.attempts("acme/dpa")


def test_check_needs_no_home(cli: Cli, tmp_path: Path) -> None:
    """Shipped vendors can be tried from anywhere, and no folder is made on the way."""
    done = cli("check", "no-such-vendor", "--home", tmp_path / "nowhere")
    assert done.code == 2
    assert not (tmp_path / "nowhere").exists()


def test_a_selector_that_misses_is_answered_with_one_that_hits(cli: Cli, home: Path, site: Site) -> None:
    """Exit code 1, the nearest name, and a suggestion that then passes."""
    declare(home, site, "    select: .legal-txt\n")
    done = cli("check", "acme/dpa", "--home", home)
    assert done.code == 1
    assert "FAIL select" in done.out
    assert "select: .legal-text" in done.out
    declare(home, site, "    select: .legal-text\n")
    assert cli("check", "acme/dpa", "--home", home).code == 0


@pytest.mark.parametrize(
    ("page", "said"),
    [(404, "gone"), (500, "server_error"), (TERMS % "<p>Soon.</p>", "FAIL length")],
    ids=["gone", "error", "short"],
)
def test_what_is_wrong_with_a_source_is_said(cli: Cli, home: Path, site: Site, page: str | int, said: str) -> None:
    site.pages["/dpa"] = page
    done = cli("check", "acme", "--home", home)
    assert (done.code, said in done.out) == (1, True)


def test_a_page_that_differs_each_time_fails(cli: Cli, home: Path, site: Site) -> None:
    """A visitor counter inside the selection would alert every day."""
    plain = site.answer

    def counting(request: object) -> None:
        site.pages["/dpa"] = DPA.replace("</div>", f"<p>You are visitor {len(site.asked)} of this agreement.</p></div>")
        plain(request)  # type: ignore[arg-type]

    site.answer = counting  # type: ignore[method-assign, assignment]
    done = cli("check", "acme", "--home", home)
    assert (done.code, "FAIL again" in done.out) == (1, True)


# --- vendors ------------------------------------------------------------------------------------


def test_vendors_alone_still_lists(cli: Cli, home: Path) -> None:
    done = cli("vendors", "--home", home)
    assert (done.code, "acme" in done.out) == (0, True)


def test_a_declaration_is_drafted_from_a_page(cli: Cli, home: Path, site: Site, tmp_path: Path) -> None:
    """Kind, title, language and selector come from the page; the draft loads and passes the check."""
    site.pages["/legal/data-processing"] = DPA
    done = cli("vendors", "add", f"{site.base}/legal/data-processing", "--home", home)
    assert done.code == 0
    (tmp_path / "drafts" / "vendors").mkdir(parents=True)
    (tmp_path / "drafts" / "vendors" / "drafted.yml").write_text(done.out, "utf-8")
    loaded = load(tmp_path / "drafts")
    assert loaded.problems == ()
    [source] = loaded.vendors["drafted"].sources
    assert (source.kind, source.title, source.lang) == ("dpa", "Data Processing Agreement", "en")
    assert (source.select, source.verified) == ((".legal-text",), None)


def test_a_draft_is_saved_only_where_none_is(cli: Cli, home: Path, site: Site) -> None:
    """`--save` writes into the home once; the second time it says that the vendor is declared."""
    before = {p.name for p in (home / "vendors").iterdir()}
    assert cli("vendors", "add", f"{site.base}/dpa", "--home", home, "--save").code == 0
    assert len({p.name for p in (home / "vendors").iterdir()} - before) == 1
    assert cli("vendors", "add", f"{site.base}/dpa", "--home", home, "--save").code == 2


def test_a_page_that_cannot_be_had_gives_a_draft_and_the_reason(cli: Cli, home: Path, site: Site) -> None:
    done = cli("vendors", "add", f"{site.base}/legal/terms", "--home", home)
    assert (done.code, "kind: terms" in done.out, "404" in done.err) == (1, True, True)


def test_a_list_of_vendors_becomes_declarations(cli: Cli, home: Path, tmp_path: Path) -> None:
    """Good rows are written, bad ones named with their line, declared vendors left alone."""
    rows = (
        "vendor;url;kind\nFjällvalv;https://fjallvalv.example/villkor;terms\nAcme;https://acme.example/x;dpa\nBad;ftp://x;terms\n"
    )
    done = cli("vendors", "import", saved(tmp_path, rows, "ours.csv"), "--home", home)
    assert done.code == 1
    assert "ours.csv:4" in done.err
    assert "left alone: acme" in done.err
    loaded = load(home)
    assert "https://fjallvalv.example/villkor" in [s.url for v in loaded.vendors.values() for s in v.sources]
    assert "acme.example/x" not in (home / "vendors" / "acme.yml").read_text("utf-8")
    assert cli("vendors", "import", tmp_path / "none.csv", "--home", home).code == 2
