"""History from git: one file across names, versions repositories of an archive, nothing of them run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clausewatch.errors import UsageError
from clausewatch.fetch import ota
from clausewatch.fetch.gitlog import opened
from clausewatch.model import Source
from gitkit import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository."""
    return Repo.made(tmp_path / "repo")


def test_history_is_in_order_with_times_in_utc(repo: Repo) -> None:
    """Each commit with what it left of the file."""
    repo.write("a b/é\t.md", "one", "First", "2024-01-01")
    repo.write("a b/é\t.md", "two", "Second", "2024-02-01")
    with opened(repo.folder) as repository:
        found = [(c.at, c.subject, c.path, repository.content(c.blob)) for c in repository.history()]
    noon = datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert found == [(noon, "First", "a b/é\t.md", b"one"), (noon.replace(month=2), "Second", "a b/é\t.md", b"two")]


def test_one_file_is_followed_across_names(repo: Repo) -> None:
    """A file that was moved has the history of both names."""
    repo.write("old.md", "Terms of service, first\n" * 20, "First", "2024-01-01")
    repo.git("mv", "old.md", "new.md")
    repo.git("commit", "--quiet", "-m", "Move", at="2024-02-01")
    repo.write("new.md", "Terms of service, first\n" * 20 + "more\n", "Add", "2024-03-01")
    repo.write("other.md", "other", "Other", "2024-04-01")
    source = Source("acme", "terms", "https://acme.example/terms")
    taken = list(ota.one_file(repo.folder, "new.md", source))
    assert [t.attempt.at.month for t in taken] == [1, 2, 3]
    assert taken[-1].attempt.body.endswith(b"more\n")
    assert {t.source for t in taken} == {source}


def test_archive_is_read_from_repository_and_bundle_alike(repo: Repo, tmp_path: Path) -> None:
    """Service and terms type become vendor and document; other files are not versions."""
    repo.write("README.md", "About", "Initial commit", "2024-01-01")
    repo.write("Acme Cloud/Terms of Service.md", "one", "First record of Acme Cloud Terms of Service", "2024-01-02")
    repo.write("Acme Cloud/Terms of Service.md", "two", "Record new changes of Acme Cloud Terms of Service", "2024-01-03")
    repo.git("rm", "--quiet", "Acme Cloud/Terms of Service.md")
    repo.git("commit", "--quiet", "-m", "Remove", at="2024-01-04")
    for place in (repo.folder, repo.bundle(tmp_path / "versions.bundle")):
        first, second = ota.versions(place, lambda _: "terms")
        assert (first.source.key, first.source.title) == ("acme-cloud/terms-of-service", "Terms of Service")
        assert (first.attempt.body, second.attempt.body) == (b"one", b"two")
        assert second.attempt.content_type == "text/markdown"
        assert not second.technical


@pytest.mark.parametrize(
    ("subject", "is_technical"),
    [
        ("Apply technical or declaration upgrade on ChatGPT Privacy Policy", True),
        ("Refilter ChatGPT Privacy Policy", True),
        ("Record new changes of Acme Technical Support Terms", False),
        ("First record of Acme Terms of Service", False),
    ],
)
def test_re_extraction_is_known_by_the_subject(subject: str, is_technical: bool) -> None:
    """The archive says so itself."""
    assert ota.technical(subject) is is_technical


def test_nothing_of_a_repository_is_run(repo: Repo, tmp_path: Path) -> None:
    """Configured programs (fsmonitor, textconv, external diff, hooks) stay silent."""
    repo.write("a.md", "one", "First", "2024-01-01")
    repo.write(".gitattributes", "*.md diff=evil filter=evil", "Second", "2024-01-02")
    mark = tmp_path / "ran"
    evil = f"touch {mark};"
    for name in (
        "core.fsmonitor",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.smudge",
        "core.pager",
        "diff.external",
    ):
        repo.git("config", name, evil)
    with opened(repo.folder) as repository:
        assert [repository.content(c.blob) for c in repository.history("a.md")] == [b"one"]
    assert not mark.exists()


def test_what_is_no_repository_is_said_so(tmp_path: Path) -> None:
    """A missing place, a folder, a file and an empty repository."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no bundle")
    Repo.made(tmp_path / "empty")
    for place in ("nowhere", "folder", "file", "empty"):
        with pytest.raises(UsageError), opened(tmp_path / place) as repository:
            list(repository.history())
