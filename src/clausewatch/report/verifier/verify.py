#!/usr/bin/env python3
"""Verify a clausewatch evidence pack: `python3 verify.py [PACK] [--key HEX] [--checkpoint FILE]`.

Needs nothing but Python 3.9 or newer, no network and no other program. PACK is the .zip or the folder
that it was unpacked into (default: the folder of this script). Everything that is wrong is named, one
sentence a line. Exit codes: 0 all is as it was signed, 4 something is not, 2 it cannot be checked.

What is checked: the container (RFC 1951 data behind a checksum), each file against the signed list of
files, the Ed25519 signatures (RFC 8032), each entry of the log against the signed tree hash (RFC 6962),
that the log only grew, and that raw bytes, headers, texts, findings and changes are what the log says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
SEAL = b"clausewatch pack sha256 "
"""What the comment of the zip begins with; the hash is of all bytes before the comment."""


class Unusable(Exception):
    """What was handed in is not a pack, or not a checkpoint."""


# --- Ed25519 (RFC 8032, section 5.1), verification only -----------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, d - c, d + c, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def _times(n: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = _add(result, point)
        point, n = _add(point, point), n >> 1
    return result


def _decoded(data: bytes) -> Point | None:
    """The point that 32 bytes stand for (RFC 8032, 5.1.3); None if there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE = _decoded(_BASE_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """True if the signature over the message was made with the private half of the key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = _decoded(key), _decoded(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = _times(s, _BASE), _add(r, _times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- the tree of RFC 6962 -----------------------------------------------------------------------


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _step(position: int, last: int, result: bytes, part: bytes) -> tuple[int, int, bytes]:
    if position & 1 or position == last:
        result = _node(part, result)
        while position and not position & 1:
            position, last = position >> 1, last >> 1
    else:
        result = _node(result, part)
    return position >> 1, last >> 1, result


def included(entry: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """True if the audit path leads from the entry to the tree hash (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, hashlib.sha256(b"\x00" + entry).digest()
    for part in path:
        if last == 0:
            return False
        position, last, result = _step(position, last, result, part)
    return last == 0 and result == root


def consistent(first: tuple[int, bytes], second: tuple[int, bytes], path: list[bytes]) -> bool:
    """True if the proof leads from one (size, tree hash) to the later one (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = first, second
    if old_size == new_size:
        return not path and old_root == new_root
    if not 0 < old_size < new_size or not path:
        return False
    rest = path if old_size & (old_size - 1) else [old_root, *path]
    return _climb(old_size, new_size, rest) == (old_root, new_root)


def _climb(old_size: int, new_size: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for part in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old = _node(part, old)
        position, last, new = _step(position, last, new, part)
    return (old, new) if last == 0 else None


# --- checkpoints --------------------------------------------------------------------------------


class Checkpoint:
    """A signed head of the log, as it is printed: origin, size, tree hash, time, signature, key."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        try:
            self.origin, size, self.root, self.at, signature, key = lines
            self.size, self.tree = int(size), bytes.fromhex(self.root)
            self.signature = bytes.fromhex(signature.replace("signature ", ""))
            self.key = bytes.fromhex(key.replace("key ", ""))
        except ValueError:
            raise Unusable("this is not a checkpoint: six lines belong in it, unchanged") from None

    @property
    def body(self) -> bytes:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{self.root}\n{self.at}\n".encode()


# --- reading a pack -----------------------------------------------------------------------------


def opened(path: Path) -> tuple[Files, list[str]]:
    """The files of a pack, by name, and what is wrong with their container.

    Raises Unusable if there is no pack at that path.
    """
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        return {p.relative_to(path).as_posix(): p.read_bytes() for p in found}, []
    try:
        whole = path.read_bytes()
    except OSError as e:
        raise Unusable(f"{path}: {e.strerror}") from None
    wrong = _container(whole)
    files: Files = {}
    try:
        with zipfile.ZipFile(str(path)) as packed:
            for name in (n for n in packed.namelist() if not n.endswith("/")):
                try:
                    files[name] = packed.read(name)
                except Exception as e:  # noqa: BLE001 # budget: a broken zip may raise anything
                    wrong.append(f"{name}: it cannot be unpacked ({e})")
                    files[name] = b""
    except Exception as e:  # noqa: BLE001 # budget: a broken zip may raise anything
        raise Unusable(f"{path} is not a pack, or its table of contents is destroyed ({e})") from None
    return files, wrong


def _container(whole: bytes) -> list[str]:
    at = whole.rfind(SEAL)
    if at < 0:
        return ["container: the zip carries no seal; somebody packed it again, or its end was altered"]
    stated = whole[at + len(SEAL) :].decode("ascii", "replace")
    if stated != hashlib.sha256(whole[:at]).hexdigest():
        return ["container: the zip is not, byte by byte, the one that was written"]
    return []


class Pack:
    """The files of a pack and what has been found wrong with them so far."""

    def __init__(self, files: Files, wrong: list[str]) -> None:
        self.files = files
        self.wrong = wrong
        self.checkpoint: Checkpoint | None = None

    def say(self, where: str, what: str) -> None:
        """Something is wrong."""
        self.wrong.append(f"{where}: {what}")

    def json(self, name: str) -> Any:
        """A file as JSON; None, and said so, where it is missing or broken."""
        if name not in self.files:
            self.say(name, "the file is missing")
            return None
        try:
            return json.loads(self.files[name].decode("utf-8", "surrogatepass"))
        except ValueError as e:
            self.say(name, f"it is not JSON any more ({e})")
            return None


def check(files: Files, wrong: list[str], key: str = "", earlier: Checkpoint | None = None) -> tuple[list[str], list[str]]:
    """What is wrong with a pack, and what was proved; a `key` or an `earlier` checkpoint come from elsewhere.

    Raises Unusable for an earlier checkpoint that the pack holds no proof for.
    """
    if "manifest.json" not in files and "log/checkpoint.txt" not in files:
        raise Unusable("there is neither manifest.json nor log/checkpoint.txt: this is not an evidence pack")
    pack = Pack(files, wrong)
    proved: list[str] = []
    for step in (_checkpoint, _manifest, _leaves, _growth, _timestamp):
        proved += step(pack)
    if key and pack.checkpoint and pack.checkpoint.key.hex() != key.strip().lower():
        pack.say("log/checkpoint.txt", "it is signed with another key than the one you named")
    if earlier and pack.checkpoint:
        proved += _earlier(pack, earlier)
    return list(dict.fromkeys(pack.wrong)), proved


def _checkpoint(pack: Pack) -> Iterator[str]:
    """The signed head of the log."""
    name = "log/checkpoint.txt"
    if name not in pack.files:
        pack.say(name, "the file is missing; nothing else can be traced to the log")
        return
    try:
        head = Checkpoint(pack.files[name].decode("utf-8", "replace"))
    except Unusable as e:
        pack.say(name, str(e))
        return
    pack.checkpoint = head
    if signed(head.key, head.body, head.signature):
        yield f"The head of the log ({head.size} entries, {head.at}) is signed with the key {head.key.hex()}."
    else:
        pack.say(name, "the signature does not fit: the checkpoint or its key was altered")


def _manifest(pack: Pack) -> Iterator[str]:
    """The signed list of files, and each file against it."""
    manifest = pack.json("manifest.json")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        if manifest is not None:
            pack.say("manifest.json", "it holds no list of files")
        return
    signature = pack.files.get("manifest.sig")
    if signature is None:
        pack.say("manifest.sig", "the file is missing")
    elif pack.checkpoint and not _signature(pack, signature):
        pack.say("manifest.sig", "the signature does not fit manifest.json and the key of the checkpoint")
    listed = manifest["files"]
    for name, stated in sorted(listed.items()):
        _file(pack, name, stated)
    for name in sorted(set(pack.files) - set(listed) - {"manifest.json", "manifest.sig"}):
        pack.say(name, "the file is not in the signed list; it was added later")
    yield f"{len(listed)} files are listed in the signed manifest."


def _signature(pack: Pack, text: bytes) -> bool:
    try:
        signature = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return False
    if text != signature.hex().encode() + b"\n" or pack.checkpoint is None:
        return False
    return signed(pack.checkpoint.key, pack.files["manifest.json"], signature)


def _file(pack: Pack, name: str, stated: Any) -> None:
    if name not in pack.files:
        pack.say(name, "the file is missing")
    elif hashlib.sha256(pack.files[name]).hexdigest() != stated:
        pack.say(name, "its content was altered (SHA-256 differs from the signed list)")


# --- the log and what it covers -----------------------------------------------------------------


def _leaves(pack: Pack) -> Iterator[str]:
    """Each entry of the log against the signed tree hash, and the files against the entries."""
    name, count = "log/leaves.jsonl", 0
    if name not in pack.files:
        pack.say(name, "the file is missing")
        return
    for number, line in enumerate(pack.files[name].decode("utf-8", "replace").splitlines(), 1):
        try:
            entry = json.loads(line)
            index, text, path = entry["index"], entry["json"], [bytes.fromhex(h) for h in entry["path"]]
            content = json.loads(text)
        except (ValueError, KeyError, TypeError):
            pack.say(f"{name} line {number}", "it cannot be read")
            continue
        head = pack.checkpoint
        if head and not included(text.encode(), index, head.size, path, head.tree):
            pack.say(f"{name} line {number}", f"entry {index} ({content.get('kind')}) is not in the signed log")
        _covered(pack, content)
        count += 1
    yield f"{count} entries of the log were traced to the signed head."


def _covered(pack: Pack, leaf: dict[str, Any]) -> None:
    checks: dict[str, Callable[[Pack, dict[str, Any]], None]] = {
        "genesis": _genesis,
        "capture": _capture,
        "version": _version,
    }
    kind = leaf.get("kind", "")
    if kind in checks:
        checks[kind](pack, leaf)
    elif kind in ("declaration", "change"):
        _hashed(pack, f"{kind}s/{leaf.get('id')}.json", leaf.get("body_sha256", ""))


def _genesis(pack: Pack, leaf: dict[str, Any]) -> None:
    if pack.checkpoint and leaf.get("public_key") != pack.checkpoint.key.hex():
        pack.say("log/checkpoint.txt", "its key is not the one that the record began with")


def _capture(pack: Pack, leaf: dict[str, Any]) -> None:
    folder = f"captures/{leaf.get('id')}/"
    _hashed(pack, folder + "headers.json", leaf.get("headers_sha256", ""))
    raw = [name for name in pack.files if name.startswith(folder + "raw.")]
    if raw:
        _hashed(pack, raw[0], leaf.get("sha256", ""))


def _version(pack: Pack, leaf: dict[str, Any]) -> None:
    folder = f"versions/{leaf.get('id')}/"
    _hashed(pack, folder + "reading.json", leaf.get("reading_sha256", ""))
    _hashed(pack, folder + "text.txt", leaf.get("text_sha256", ""))
    if folder + "reading.json" in _left_out(pack):
        return
    reading = pack.json(folder + "reading.json")
    try:
        text = pack.files[folder + "text.txt"].decode("utf-8", "surrogatepass")
        for finding in reading["detection"]["findings"]:
            if text[finding["start"] : finding["end"]] != finding["quote"]:
                pack.say(folder + "text.txt", f"the quote at {finding['start']} ({finding['type']}) does not stand there")
    except (KeyError, TypeError, ValueError):
        pack.say(folder, "quotes cannot be held against the text")


def _hashed(pack: Pack, name: str, stated: str) -> None:
    """A file that the log speaks of; one that the pack leaves out on purpose is in the manifest's list of these."""
    if name not in pack.files:
        if name not in _left_out(pack):
            pack.say(name, "the file is missing")
    elif hashlib.sha256(pack.files[name]).hexdigest() != stated:
        pack.say(name, "it is not what the log recorded (SHA-256 differs)")


def _left_out(pack: Pack) -> Any:
    manifest = pack.json("manifest.json")
    return manifest.get("left_out", ()) if isinstance(manifest, dict) else ()


def _growth(pack: Pack) -> Iterator[str]:
    """That the log of the signed head begins with the logs of the earlier heads."""
    proofs = pack.json("log/consistency.json")
    head = pack.checkpoint
    if not isinstance(proofs, list) or head is None:
        return
    for proof in proofs:
        try:
            first = (int(proof["size"]), bytes.fromhex(proof["root"]))
            path = [bytes.fromhex(h) for h in proof["path"]]
        except (ValueError, KeyError, TypeError):
            pack.say("log/consistency.json", "a proof cannot be read")
            continue
        if consistent(first, (head.size, head.tree), path):
            yield f"The log of {first[0]} entries is the beginning of the signed one."
        else:
            pack.say("log/consistency.json", f"the log of {first[0]} entries is not the beginning of the signed one")


def _timestamp(pack: Pack) -> Iterator[str]:
    """That the timestamp speaks of this head; its own signature is for `openssl ts -verify`."""
    token = pack.files.get("log/timestamp.tsr")
    if token is None or pack.checkpoint is None:
        return
    if hashlib.sha256(pack.files["log/checkpoint.txt"]).digest() in token:
        yield "The timestamp is on this head; check its signature with `openssl ts -verify`, as README says."
    else:
        pack.say("log/timestamp.tsr", "the timestamp is on something else than log/checkpoint.txt")


def _earlier(pack: Pack, earlier: Checkpoint) -> Iterator[str]:
    head = pack.checkpoint
    if head is None:
        return
    if not signed(earlier.key, earlier.body, earlier.signature):
        pack.say("your checkpoint", "its signature does not fit")
    if earlier.key != head.key:
        pack.say("your checkpoint", "it is signed with another key than this pack")
    known = {head.size: head.root}
    for proof in pack.json("log/consistency.json") or []:
        known[proof.get("size", 0)] = proof.get("root", "")
    if earlier.size not in known:
        raise Unusable(
            f"the pack holds no proof for your checkpoint of {earlier.size} entries; "
            "ask for one made with `clausewatch pack --checkpoint FILE`"
        )
    if known[earlier.size] != earlier.root:
        pack.say("your checkpoint", f"the first {earlier.size} entries of the log are others now: history was rewritten")
    else:
        yield f"Your checkpoint of {earlier.size} entries ({earlier.at}) is the beginning of this log."


# --- the command line ---------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Check the pack that is named and say what came of it; the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Verify a clausewatch evidence pack, offline.")
    parser.add_argument("pack", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="the .zip or its folder")
    parser.add_argument("--key", default="", help="public key (hex) that you know from elsewhere")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept earlier")
    options = parser.parse_args(arguments)
    try:
        earlier = Checkpoint(options.checkpoint.read_text("utf-8")) if options.checkpoint else None
        wrong, proved = check(*opened(options.pack), key=options.key, earlier=earlier)
    except (Unusable, OSError) as e:
        print(f"cannot be checked: {e}")
        return 2
    for sentence in wrong or proved:
        print(sentence)
    print(f"NOT SOUND: {len(wrong)} things are wrong." if wrong else "All is as it was signed.")
    return 4 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# budget: one file that travels alone
