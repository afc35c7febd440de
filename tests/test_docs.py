"""The documentation says what the program does: commands, settings, examples, links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import typer

from clausewatch.cli.main import app
from clausewatch.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
INNER = {"access"}
"""Settings that hold a table per vendor and are documented as one."""


def commands(group: object = None, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], typer.main.click.Command]]:
    """Every command with its words; groups are followed."""
    for name, command in (group or typer.main.get_command(app)).commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            yield from commands(command, (*prefix, name))
        else:
            yield (*prefix, name), command


COMMANDS = dict(commands())
NAMES = [" ".join(words) for words in COMMANDS]


def settings(base: object = None, prefix: str = "") -> Iterator[str]:
    """Every key of the settings, dotted."""
    base = base or Settings(home=Path())
    for one in fields(base):  # type: ignore[arg-type]
        value = getattr(base, one.name)
        if is_dataclass(value) and not isinstance(value, type):
            yield from settings(value, f"{prefix}{one.name}.")
        elif one.name != "home":
            yield prefix + one.name


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_documented(name: str) -> None:
    """In the table of commands, by the words one types."""
    table = OPERATING.split("## Commands")[1].split("\n## ")[0]
    assert re.search(rf"`{re.escape(name)}(?:[ `])", table), f"docs/operating.md does not name `{name}`"


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_every_command_helps_with_an_example(words: tuple[str, ...]) -> None:
    """What it does, an example that calls it, and a help text for each option and argument."""
    command = COMMANDS[words]
    help_text = command.help or ""
    examples = re.findall(r"Example: (?:[A-Z_]+=\S+ )?clausewatch ([^\n]+)", help_text)
    assert len(help_text.split("Example:")[0].strip()) > 20
    assert examples, "no example"
    for example in examples:
        assert tuple(shlex.split(example)[: len(words)]) == words
    silent = [p.name for p in command.params if p.name != "help" and not getattr(p, "help", None)]
    assert silent == []


@pytest.mark.parametrize("key", settings())
def test_every_setting_is_documented(key: str) -> None:
    """In the table of settings, by the key one writes."""
    table = OPERATING.split("## Settings")[1].split("\n## ")[0]
    assert re.search(rf"`{re.escape(key)}[`.]", table), f"docs/operating.md does not name `{key}`"


def code(text: str) -> Iterator[str]:
    """The calls of clausewatch in code: inline, fenced, or indented after an empty line."""
    yield from re.findall(r"`(clausewatch [^`\n]+)`", text)
    fenced = re.findall(r"^```(?:sh|console|bash)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    .*$", text, re.MULTILINE)
    for line in (line for block in (*fenced, *indented) for line in block.splitlines()):
        if match := re.match(r"\s*(?:\$ )?(?:[A-Z_]+=\S+ )?(clausewatch .*)", line):
            yield match[1]


def calls() -> Iterator[tuple[str, list[str]]]:
    """Every call of clausewatch in the docs, as words."""
    for page in PAGES:
        for line in code(page.read_text("utf-8")):
            text = re.split(r" [|>;&]|  #", line)[0].rstrip("\\ ")
            words = shlex.split(text.replace("'", ""), comments=True)[1:]
            if words and re.fullmatch(r"[a-z][a-z-]+", words[0]):
                yield f"{page.name}: {text}", words


@pytest.mark.parametrize(("where", "words"), [pytest.param(*c, id=c[0]) for c in calls()])
def test_examples_call_what_exists(where: str, words: list[str]) -> None:
    """The command is there, and so is every option that the example gives it."""
    size = next((n for n in (2, 1) if tuple(words[:n]) in COMMANDS), 0)
    groups = {name[0] for name in COMMANDS if len(name) > 1}
    assert size or words[0] in groups, where
    if size:
        known = {flag for p in COMMANDS[tuple(words[:size])].params for flag in (*p.opts, *p.secondary_opts)} | {"--help"}
        given = {w.split("=")[0].strip("[]") for w in words[size:] if w.lstrip("[").startswith("-") and w != "-"}
        assert given <= known, where


def test_every_page_is_in_the_contents_and_links_lead_somewhere() -> None:
    """Pages that nobody finds, and files that are not there."""
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    for page in PAGES[1:]:
        assert page.stem == "index" or re.search(rf"^{page.stem}$", index, re.MULTILINE), page.name
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    """As `make docs` builds it."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        str(ROOT / "docs"),
        str(tmp_path / "html"),
    ]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([*command, "-d", str(tmp_path / "trees")], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "html" / "proof.html").exists()
