"""F53: typos, unknown keys, duplicate ids, YAML bombs and anchors: a line and the nearest key, nothing half-loaded."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from clausewatch import declarations
from clausewatch.declarations.nodes import MAX_CHARS, Refused, read

SOUND = "name: Sound\ndocuments:\n  terms: {kind: terms, url: https://sound.example/terms}\n"
BOMB = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
HOSTILE = {
    "alias-bomb": (BOMB, "anchor &a0 is not allowed"),
    "anchor": ("name: &x Acme\n", "anchor &x is not allowed"),
    "alias": ("name: *x\n", "alias *x is not allowed"),
    "merge-key": ("base: &b {name: Acme}\nvendor:\n  <<: *b\n", "anchor &b is not allowed"),
    "python-tag": ("name: !!python/object/apply:os.system ['true']\n", "tag tag:yaml.org,2002:python/object/apply:os.system"),
    "binary-tag": ("name: !!binary R0lGODlhAQABAAAAACw=\n", "tag tag:yaml.org,2002:binary is not allowed"),
    "deep-nesting": ("name: " + "[" * 100_000, "nest"),
    "deep-mappings": ("".join(" " * n + f"k{n}:\n" for n in range(300)), "nested deeper than 8 levels"),
    "huge-file": ("name: " + "x" * MAX_CHARS, "more than"),
    "control-characters": ("name: Ac\x00me\n", "not YAML"),
    "complex-key": ("? [a, b]\n: c\n", "a key must be a word"),
    "tabs": ("name: Acme\n\tentity: Acme AB\n", "not YAML"),
}


def folder(tmp_path: Path, **files: str) -> Path:
    """A folder of declarations with one sound vendor and the given ones."""
    vendors = tmp_path / "vendors"
    vendors.mkdir(exist_ok=True)
    for key, text in {"sound": SOUND, **files}.items():
        vendors.joinpath(f"{key}.yml").write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_line_and_the_others_load(tmp_path: Path, name: str) -> None:
    """Neither memory nor time is spent on what a file wants to unfold."""
    text, message = HOSTILE[name]
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    loaded = declarations.load(folder(tmp_path, bad=text))
    assert time.process_time() - start < 1.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    assert set(loaded.vendors) == {"sound"}
    (problem,) = loaded.problems
    assert message in problem.message
    assert problem.line >= 1
    assert problem.file.endswith("bad.yml")


def test_typo_names_file_line_and_nearest_key(tmp_path: Path) -> None:
    """What a person needs to mend the file."""
    loaded = declarations.load(folder(tmp_path, typo=SOUND.replace("kind:", "knid:")))
    assert [str(p).removeprefix(f"{tmp_path}/vendors/") for p in loaded.problems] == [
        "typo.yml:3: unknown key 'knid' in document 'terms' (Did you mean 'kind'?)",
        "typo.yml:3: document 'terms' has no 'kind'",
    ]


def test_every_prefix_of_a_file_loads_whole_or_not_at_all(tmp_path: Path) -> None:
    """A file that is cut off while being written never gives a vendor without its documents."""
    text = SOUND + "  dpa: {kind: dpa, url: https://sound.example/dpa}\n"
    for length in range(len(text)):
        loaded = declarations.load(folder(tmp_path, cut=text[:length]))
        cut = loaded.vendors.get("cut")
        assert cut is not None or loaded.problems
        assert cut is None or cut.sources


def test_same_key_in_two_spellings_is_refused(tmp_path: Path) -> None:
    """`.yml` and `.yaml` of one key would shadow each other."""
    folder(tmp_path, twice=SOUND).joinpath("vendors", "twice.yaml").write_text(SOUND)
    loaded = declarations.load(tmp_path)
    assert "already taken by twice.yaml" in loaded.problems[0].message
    assert set(loaded.vendors) == {"sound"}


@pytest.mark.parametrize("text", ["", "\n\n", "...\n", "%YAML 9.9\n---\na: b\n", "{", "]", "a: b: c", "\ufffe", "a: 'b"])
def test_broken_yaml_is_refused_with_a_line_and_nothing_else(text: str) -> None:
    """No error of the library escapes."""
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.line >= 1
