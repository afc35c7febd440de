"""Settings are read once, from file and environment, and refuse what they do not know."""

from pathlib import Path

import pytest

from clausewatch.errors import UsageError
from clausewatch.settings import FILE_NAME, FetchSettings, Settings, default_home, dump, load


def test_defaults_hold_without_a_file(tmp_path: Path) -> None:
    """An empty home has usable settings."""
    assert load(tmp_path, {}) == Settings(home=tmp_path)


def test_dumped_settings_are_read_back_equal(tmp_path: Path) -> None:
    """What `init` writes is what `run` reads."""
    settings = Settings(home=tmp_path, lang="sv", roles=("dpo",), fetch=FetchSettings(interval=0.0, allow=("127.0.0.1",)))
    (tmp_path / FILE_NAME).write_text(dump(settings), "utf-8")
    assert load(tmp_path, {}) == settings


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    """A record URL with a password stays out of the file."""
    (tmp_path / FILE_NAME).write_text('lang = "en"\n', "utf-8")
    got = load(tmp_path, {"CLAUSEWATCH_RECORD": "postgresql+psycopg://db/clausewatch", "CLAUSEWATCH_LANG": "sv"})
    assert (got.record_url, got.lang) == ("postgresql+psycopg://db/clausewatch", "sv")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('colour = "red"', "colour"),
        ("[fetch]\nintervall = 1", "intervall"),
        ('roles = "dpo"', "roles"),
        ("[fetch]\ninterval = true", "interval"),
        ("lang = [", "cannot be read"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, named: str) -> None:
    """An unknown key, a wrong type and broken TOML are errors that name the place."""
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=named):
        load(tmp_path, {})


def test_home_comes_from_the_environment() -> None:
    """`CLAUSEWATCH_HOME` wins over the platform's folder."""
    assert default_home({"CLAUSEWATCH_HOME": "/srv/watch"}) == Path("/srv/watch")
    assert default_home({}).name == "clausewatch"
