"""Real git repositories of our own, made with fixed dates."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Repo:
    """A repository in a folder; each commit says its date."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Repo:
        """An empty repository."""
        folder.mkdir(parents=True)
        repo = cls(folder)
        repo.git("init", "--quiet", "-b", "main")
        return repo

    def git(self, *arguments: str, at: str = "2024-01-01") -> None:
        """Run git with nobody's configuration."""
        when = {"GIT_AUTHOR_DATE": f"{at}T12:00:00+0200", "GIT_COMMITTER_DATE": f"{at}T12:00:00+0200"}
        who = {f"GIT_{role}_{part}": "bot@x.example" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
        own = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": "/dev/null", **when, **who}
        subprocess.run(["git", *arguments], cwd=self.folder, env=own, check=True, capture_output=True)

    def write(self, path: str, text: str | bytes, subject: str, at: str) -> None:
        """Write a file and commit it."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "--", path)
        self.git("commit", "--quiet", "-m", subject, at=at)

    def bundle(self, place: Path) -> Path:
        """The whole repository as one file."""
        self.git("bundle", "create", "--quiet", str(place), "--all")
        return place
