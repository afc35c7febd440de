"""An evidence pack: what the record knows of some captures, so that a stranger can verify it offline.

Files lie where the verifier looks for them: `captures/ID/`, `versions/ID/`, `declarations/ID.json`,
`changes/ID.json`, `log/`. What the log covers by a hash is there byte by byte as it was recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clausewatch.codec import plain
from clausewatch.errors import Removed
from clausewatch.model import digest
from clausewatch.record.protocol import CaptureRow, Checkpoint, Record, VersionRow
from clausewatch.report import warc
from clausewatch.report.container import packed
from clausewatch.report.page import render_text
from clausewatch.report.verifier import verify
from clausewatch.wording import LANGS, one_line

FORMAT = "clausewatch-pack/1"
_OTHERWISE = "This version of the program writes it otherwise than it was recorded; the log has its hash."
_SUFFIXES: Mapping[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a pack. `earlier` are checkpoints that the receiver may hold; `about` names it all."""

    about: str
    versions: tuple[VersionRow, ...]
    changes: tuple[int, ...] = ()
    earlier: tuple[Checkpoint, ...] = ()


@dataclass
class Contents:
    """The files of a pack in the making, and the recorded things that are left out on purpose."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    """Names of files with the reason."""
    captures: list[CaptureRow] = field(default_factory=list)

    def recorded(self, name: str, content: str, stated: str) -> None:
        """A file that the log covers; left out where today's program writes it otherwise than it was recorded."""
        if digest(content) == stated:
            self.files[name] = content.encode("utf-8", "surrogatepass")
        else:
            self.left_out[name] = _OTHERWISE

    def stored(self, record: Record, name: str, sha256: str) -> None:
        """A file as it is stored; left out with the reason where it was taken away on purpose.

        Raises:
            IntegrityError: it is missing or altered.
        """
        try:
            self.files[name] = record.raw(sha256)
        except Removed as e:
            self.left_out[name] = str(e)


def contents(record: Record, wanted: Wanted, head: Checkpoint, software: str) -> Contents:
    """All files but the manifest, the README and a timestamp.

    Raises:
        IntegrityError: a recorded blob is missing or altered.
    """
    made = Contents(captures=[record.capture(v.capture) for v in _one_per_capture(wanted.versions)])
    leaves = list(_leaves(record, wanted, head.size))
    for leaf in leaves:
        _covered(record, made, leaf["content"])
    for version in wanted.versions:
        _readable(record, made, version)
    made.files["captures.warc"] = warc.written(_taken(record, made), software, head.at)
    made.files["log/checkpoint.txt"] = _printed(head)
    made.files["log/leaves.jsonl"] = "".join(_line({k: v for k, v in x.items() if k != "content"}) for x in leaves).encode()
    made.files["log/consistency.json"] = _json(list(_growth(record, wanted, leaves, head.size)))
    for number, checkpoint in enumerate(wanted.earlier, 1):
        made.files[f"log/earlier-{number}.txt"] = _printed(checkpoint)
    made.files["verify.py"] = Path(verify.__file__).read_bytes()
    return made


def explained(made: Contents, wanted: Wanted, head: Checkpoint, version: str) -> None:
    """Put in a README in plain words, in each language of reports."""
    captures = {row.id: row for row in made.captures}
    documents = [
        {**plain(v), "first_seen": v.first_seen, "last_seen": v.last_seen, "title": one_line(v.title)}
        | {"url": one_line(captures[v.capture].final_url or captures[v.capture].url)}
        for v in wanted.versions
    ]
    for lang in LANGS:
        made.files[f"README.{lang}.txt"] = render_text(
            "pack",
            lang,
            about=wanted.about,
            documents=documents,
            key=head.public_key,
            made_at=head.at,
            version=version,
            timestamp="log/timestamp.tsr" in made.files,
            left_out=sorted((name, one_line(why)) for name, why in made.left_out.items()),
        )


def sealed(made: Contents, about: str, sign: Callable[[str], str]) -> bytes:
    """The pack as a zip, with its list of files signed by `sign` (text to hex signature)."""
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(made.files.items())}
    manifest = _json({"format": FORMAT, "about": about, "files": listed, "left_out": made.left_out})
    signature = sign(manifest.decode()) + "\n"
    return packed({**made.files, "manifest.json": manifest, "manifest.sig": signature.encode()})


def suffix(content_type: str) -> str:
    """The ending of a raw file, by the content type it came with."""
    return _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), "bin")


def _one_per_capture(versions: Sequence[VersionRow]) -> list[VersionRow]:
    return list({v.capture: v for v in versions}.values())


# --- the log ------------------------------------------------------------------------------------


def _leaves(record: Record, wanted: Wanted, size: int) -> Iterator[dict[str, Any]]:
    """The entries that cover what is wanted, each with its audit path in the log of `size` entries."""
    entries = [(leaf, json.loads(leaf.json)) for leaf in record.leaves(0, size) if leaf.kind in _KINDS]
    concerns = _concerned([content for _, content in entries], wanted)
    for leaf, content in entries:
        if concerns(content):
            path = record.proof(leaf.index, size).path
            yield {"index": leaf.index, "json": leaf.json, "path": list(path), "content": content}


def _concerned(contents: Sequence[Mapping[str, Any]], wanted: Wanted) -> Callable[[Mapping[str, Any]], bool]:
    """Whether an entry is about what is wanted, the declarations behind it, or its removal."""
    ids: dict[str, set[int]] = {
        "capture": {v.capture for v in wanted.versions},
        "version": {v.id for v in wanted.versions},
        "change": set(wanted.changes),
    }
    chosen = [content for content in contents if content.get("id") in ids.get(content["kind"], ())]
    ids["declaration"] = {content["declaration_id"] for content in chosen if content["kind"] == "capture"}
    subjects = {str(content[key]) for content in chosen for key in _SUBJECTS & content.keys()}

    def concerns(content: Mapping[str, Any]) -> bool:
        kind = content["kind"]
        if kind == "removal":
            return content.get("subject") in subjects
        return kind == "genesis" or content.get("id") in ids[kind]

    return concerns


_SUBJECTS = frozenset({"id", "sha256", "reading_sha256"})
_KINDS = frozenset({"genesis", "declaration", "capture", "version", "change", "removal"})


def _growth(record: Record, wanted: Wanted, leaves: Sequence[Mapping[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    """Proofs that the signed log begins with the logs of earlier sizes: after the last entry shown, and as asked for."""
    sizes = {leaves[-1]["index"] + 1, *(c.size for c in wanted.earlier if 0 < c.size <= size)}
    for first in sorted(sizes):
        yield {"size": first, "root": record.proof(0, first).root, "path": list(record.consistency(first, size))}


def _printed(checkpoint: Checkpoint) -> bytes:
    """As `clausewatch checkpoint` prints it."""
    return f"{checkpoint.body}signature {checkpoint.signature}\nkey {checkpoint.public_key}\n".encode()


# --- what the entries cover ---------------------------------------------------------------------


def _covered(record: Record, made: Contents, leaf: Mapping[str, Any]) -> None:
    kind, number = leaf["kind"], leaf.get("id", 0)
    if kind == "capture":
        _capture(record, made, leaf)
    elif kind == "declaration":
        declared = record.declared(leaf["source"])
        made.recorded(f"declarations/{number}.json", _compact(declared), leaf["body_sha256"])
    elif kind == "change":
        made.recorded(f"changes/{number}.json", _compact(record.change(number).change), leaf["body_sha256"])
    elif kind == "version":
        made.stored(record, f"versions/{number}/reading.json", leaf["reading_sha256"])


def _capture(record: Record, made: Contents, leaf: Mapping[str, Any]) -> None:
    folder = f"captures/{leaf['id']}/"
    made.recorded(folder + "headers.json", _compact(record.headers(leaf["id"])), leaf["headers_sha256"])
    if leaf["sha256"]:
        made.stored(record, folder + "raw." + suffix(leaf["content_type"]), leaf["sha256"])


def _readable(record: Record, made: Contents, version: VersionRow) -> None:
    """The text and the findings of a version, for people; both also stand in its reading."""
    folder = f"versions/{version.id}/"
    if folder + "reading.json" in made.left_out:
        made.left_out[folder + "text.txt"] = made.left_out[folder + "reading.json"]
        return
    reading = record.reading(version.id)
    made.files[folder + "text.txt"] = reading.document.text.encode("utf-8", "surrogatepass")
    found = {
        "document": version.source,
        "observed_from": version.first_seen.isoformat(),
        "last_seen": version.last_seen.isoformat(),
        "looked_for": list(reading.detection.looked_for),
        "findings": plain(reading.detection.findings),
        "subprocessors": plain(reading.detection.subprocessors),
    }
    made.files[folder + "findings.json"] = _json(found)


def _taken(record: Record, made: Contents) -> Iterator[warc.Taken]:
    for row in made.captures:
        body = made.files.get(f"captures/{row.id}/raw.{suffix(row.content_type)}")
        if body is None:
            continue
        url, headers = row.final_url or row.url, record.headers(row.id)
        yield warc.Taken(f"{row.source}/{row.id}", url, row.at, row.status, row.content_type, headers, body)


def _compact(value: Any) -> str:
    """Compact JSON with sorted keys, as rows hold it (see the record)."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "surrogatepass")
