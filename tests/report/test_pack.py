"""An evidence pack is verified by a stranger without the project, and names what is wrong and where."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import packkit
import pytest
from packkit import files, tools, unpacked

from clausewatch import proving, showing
from clausewatch.errors import IntegrityError, UnknownVendor, UsageError
from clausewatch.record.exported import read, written
from clausewatch.record.keeping import Why
from clausewatch.report.verifier import verify as verifier
from clausewatch.settings import Settings
from recordkit import day


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with two versions and a change."""
    return packkit.home(tmp_path_factory.mktemp("pack") / "home")


@pytest.fixture(scope="module")
def data(settings: Settings) -> bytes:
    """The pack of the vendor, as a zip."""
    with tools(settings) as found:
        return proving.pack(found, "acme")


def alone(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """`verify.py` by a bare interpreter: no site packages, no environment, an empty current folder."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder.parent, env={}, check=False)


def wrong(content: dict[str, bytes], **options: object) -> list[str]:
    """What the verifier finds wrong with some files."""
    return verifier.check(content, [], **options)[0]  # type: ignore[arg-type]


def test_pack_is_sound_for_a_bare_interpreter(data: bytes, tmp_path: Path) -> None:
    """Unpacked in an empty folder and as the archive itself, with the standard library alone."""
    (tmp_path / "pack.zip").write_bytes(data)
    folder = unpacked(tmp_path / "out", files(data))
    for done in (alone(folder), alone(folder, tmp_path / "pack.zip")):
        assert (done.returncode, done.stderr) == (0, "")
        assert "All is as it was signed." in done.stdout
        assert "is the beginning of the signed one" in done.stdout


def test_pack_is_the_same_for_the_same_record(settings: Settings, data: bytes) -> None:
    """Sorted, with fixed times: at the same moment the same bytes."""
    with tools(settings) as found:
        assert proving.pack(found, "acme") == data


def test_pack_holds_what_a_lawyer_needs(data: bytes) -> None:
    """Raw bytes, headers, text, findings, changes, proofs, a web archive, and plain words in both languages."""
    content = files(data)
    assert content["captures/1/raw.html"] == b"Swedish law applies. Notice: 30 days."
    assert json.loads(content["captures/1/headers.json"])[0] == ["ETag", '"one"']
    assert content["versions/2/text.txt"].decode().endswith("14 days.")
    assert json.loads(content["versions/2/findings.json"])["findings"][0]["quote"] == "Swedish"
    assert json.loads(content["changes/1.json"])["rule"] == "S06"
    assert {"captures.warc", "log/leaves.jsonl", "log/consistency.json", "manifest.sig"} <= content.keys()
    assert "WHAT IT DOES NOT PROVE" in content["README.en.txt"].decode()
    assert "DETTA BEVISAS INTE" in content["README.sv.txt"].decode()


def test_pack_of_a_change_holds_its_two_versions(settings: Settings) -> None:
    """The number of a change gives both sides of it; a quarantined page is in neither."""
    with tools(settings) as found:
        content = files(proving.pack(found, "1"))
    assert {n for n in content if n.startswith("captures/") and "raw" in n} == {"captures/1/raw.html", "captures/3/raw.html"}
    assert wrong(content) == []


def test_every_altered_file_is_named(data: bytes) -> None:
    """One byte in the middle of each file, the verifier and the README included."""
    whole = files(data)
    for name, body in whole.items():
        at = len(body) // 2
        altered = {**whole, name: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]}
        assert any(name.split("/")[-1] in sentence or name in sentence for sentence in wrong(altered)), name


def test_every_missing_and_added_file_is_named(data: bytes) -> None:
    """Whatever is taken out or put in beside the signed list."""
    whole = files(data)
    for name in whole:
        less = {k: v for k, v in whole.items() if k != name}
        assert any(s.startswith(f"{name}: the file is missing") for s in wrong(less)), name
    assert wrong({**whole, "changes/9.json": b"{}"}) == ["changes/9.json: the file is not in the signed list; it was added later"]


def test_any_byte_of_the_archive_is_covered(data: bytes, tmp_path: Path) -> None:
    """Bytes all over the zip, its headers and its end: never sound, never a traceback."""
    path = tmp_path / "altered.zip"
    for at in [*range(0, len(data), max(1, len(data) // 80)), *range(len(data) - 110, len(data), 3)]:
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        try:
            found = verifier.check(*verifier.opened(path))[0]
        except verifier.Unusable:
            continue
        assert found, at


def test_mutated_byte_ends_with_four(data: bytes, tmp_path: Path) -> None:
    """For a bare interpreter: exit 4, the file is named, nothing on stderr."""
    content = files(data)
    content["versions/1/text.txt"] = content["versions/1/text.txt"].replace(b"30", b"31")
    done = alone(unpacked(tmp_path / "out", content))
    assert (done.returncode, done.stderr) == (4, "")
    assert "versions/1/text.txt: it is not what the log recorded" in done.stdout


def test_forged_list_does_not_help(data: bytes) -> None:
    """A forger who also writes the list of files anew fails at its signature and at the log."""
    import hashlib

    content = files(data)
    content["captures/1/raw.html"] = b"Norwegian law applies."
    manifest = json.loads(content["manifest.json"])
    manifest["files"]["captures/1/raw.html"] = hashlib.sha256(content["captures/1/raw.html"]).hexdigest()
    content["manifest.json"] = json.dumps(manifest).encode()
    said = wrong(content)
    assert "captures/1/raw.html: it is not what the log recorded (SHA-256 differs)" in said
    assert any(s.startswith("manifest.sig: the signature does not fit") for s in said)


def test_wrong_key_is_named(data: bytes, tmp_path: Path, settings: Settings) -> None:
    """Another key than the one known from elsewhere, and a pack of another record signed with its own key."""
    content = files(data)
    key = content["log/checkpoint.txt"].decode().split()[-1]
    assert wrong(content, key=key.upper()) == []
    assert wrong(content, key="00" * 32) == ["log/checkpoint.txt: it is signed with another key than the one you named"]
    stranger = packkit.home(tmp_path / "other")
    with tools(stranger) as found:
        other = files(proving.pack(found, "acme"))
    content["log/checkpoint.txt"] = other["log/checkpoint.txt"]
    said = wrong(content)
    assert "log/checkpoint.txt: its key is not the one that the record began with" in said


def test_earlier_checkpoint_is_held_against_the_pack(settings: Settings, data: bytes) -> None:
    """A pack made for the holder of a checkpoint proves it; any other pack says that it cannot."""
    with tools(settings) as found:
        held = found.record.checkpoint(found.clock())
        text = written(held)
        pack = files(proving.pack(found, "acme", [read(text)]))
    assert wrong(pack, earlier=verifier.Checkpoint(text)) == []
    rewritten = verifier.Checkpoint(text.replace(held.root, "ab" * 32))
    assert any("history was rewritten" in s for s in wrong(pack, earlier=rewritten))
    unknown = verifier.Checkpoint(text.replace(f"\n{held.size}\n", "\n2\n"))
    with pytest.raises(verifier.Unusable, match="no proof for your checkpoint of 2 entries"):
        wrong(pack, earlier=unknown)


def test_rewritten_log_refuses_to_pack_for_an_old_checkpoint(settings: Settings) -> None:
    """A checkpoint that the log contradicts is no ground for a pack."""
    with tools(settings) as found:
        held = found.record.checkpoint(found.clock())
        forged = read(written(held).replace(held.root, "cd" * 32))
        with pytest.raises(IntegrityError, match="checkpoint"):
            proving.pack(found, "acme", [forged])


def test_altered_blob_is_not_packed(tmp_path: Path) -> None:
    """What the record itself has lost is said at once, not sealed."""
    settings = packkit.home(tmp_path / "home")
    with tools(settings) as found:
        sha256 = found.record.captures("acme/dpa")[0].sha256
        blob = next(settings.blob_root.rglob(f"*{sha256[4:]}*"))
        blob.write_bytes(blob.read_bytes()[:-2] + b"xx")
        with pytest.raises(IntegrityError):
            proving.pack(found, "acme")


def test_what_is_no_pack_is_refused(tmp_path: Path, settings: Settings) -> None:
    """Other files, empty folders, unknown vendors: a sentence each."""
    (tmp_path / "note.zip").write_text("not a zip")
    for path in (tmp_path / "note.zip", tmp_path / "nowhere.zip", tmp_path):
        with pytest.raises(UsageError, match="cannot be checked"):
            proving.verify(path)
    with tools(settings) as found, pytest.raises(UnknownVendor):
        proving.pack(found, "acmee")


def test_pack_that_was_zipped_again_says_so(data: bytes, tmp_path: Path) -> None:
    """The files are sound, the archive is not the one that was written."""
    unpacked(tmp_path / "out", files(data))
    again = Path(shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "out"))
    found, _ = proving.verify(again)
    assert found == ["container: the zip carries no seal; somebody packed it again, or its end was altered"]


# RFC 8032, section 7.1: secret key left out; public key, message, signature
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(key: str, message: str, signature: str) -> None:
    """Its vectors hold; any altered bit, and a scalar that is too large, do not."""
    k, m, s = (bytes.fromhex(x) for x in (key, message, signature))
    assert verifier.signed(k, m, s)
    assert not verifier.signed(k, m + b"!", s)
    assert not verifier.signed(k, m, s[:5] + bytes([s[5] ^ 1]) + s[6:])
    too_large = (int.from_bytes(s[32:], "little") + verifier.L).to_bytes(33, "little")[:32]
    assert not verifier.signed(k, m, s[:32] + too_large)
    assert not verifier.signed(b"\xff" * 32, m, s)


def test_tree_agrees_with_the_record(settings: Settings) -> None:
    """The verifier and the record are two implementations; they accept the same proofs and refuse the same ones."""
    with tools(settings) as found:
        size = found.record.checkpoint(found.clock()).size
        for index in range(size):
            proof = found.record.proof(index, size)
            path, root = [bytes.fromhex(h) for h in proof.path], bytes.fromhex(proof.root)
            assert verifier.included(proof.leaf.json.encode(), index, size, path, root)
            assert not verifier.included(proof.leaf.json.encode() + b" ", index, size, path, root)
            old = (index + 1, bytes.fromhex(found.record.proof(0, index + 1).root))
            growth = [bytes.fromhex(h) for h in found.record.consistency(index + 1, size)]
            assert verifier.consistent(old, (size, root), growth)
            assert index + 1 == size or not verifier.consistent(old, (size, b"\0" * 32), growth)


def test_web_archive_keeps_headers_and_bytes(data: bytes) -> None:
    """Records with lengths that fit; headers on the encoding of the wire renamed; no line of a stranger's."""
    archive = files(data)["captures.warc"]
    records = archive.split(b"WARC/1.1\r\n")[1:]
    kinds = [r.split(b"WARC-Type: ")[1].split(b"\r\n")[0] for r in records]
    assert kinds == [b"warcinfo", b"response", b"response"]
    head, _, block = records[1].partition(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1])
    assert block[length:] == b"\r\n\r\n"
    assert b"X-Archive-Orig-Content-Encoding: gzip" in block
    assert b"\r\nInjected:" not in block
    assert block[:length].endswith(b"Swedish law applies. Notice: 30 days.")


@pytest.mark.parametrize("way", ["retain", "erase"])
def test_what_was_taken_away_on_purpose_is_left_out_with_the_reason(way: str, tmp_path: Path) -> None:
    """Raw bytes after their time, or a capture with personal data: the pack is sound and says what is not in it."""
    settings = packkit.home(tmp_path / "home")
    with tools(settings) as found:
        why = Why("A. Archivist", "names a private person", found.clock())
        if way == "erase":
            found.record.erase(1, why)
        else:
            assert found.record.retain(day(2), why) == 1
        content = files(proving.pack(found, "acme"))
        page = showing.report(found, "acme", "en")
    assert wrong(content) == []
    left_out = json.loads(content["manifest.json"])["left_out"]
    assert "captures/1/raw.html" in left_out
    assert ("versions/1/text.txt" in left_out) is (way == "erase")
    assert "captures/1/raw.html" not in content
    assert "names a private person" in content["README.en.txt"].decode()
    assert b'"kind\\":\\"removal' in content["log/leaves.jsonl"]
    assert "captures/3/raw.html" in content
    assert "Notice: 14 days." in page or "Swedish" in page


def test_verifier_is_one_file_for_old_interpreters_that_imports_the_standard_library_only() -> None:
    """Python 3.9 reads it, and it needs nothing that has to be installed."""
    tree = ast.parse(Path(verifier.__file__).read_text("utf-8"), feature_version=(3, 9))
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    imported |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert {str(name).split(".")[0] for name in imported} <= sys.stdlib_module_names
