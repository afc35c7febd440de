"""Bytes changed at random, also within the files of an archive: what the fuzzing feeds to the readers."""

from __future__ import annotations

import io
import zipfile
import zlib
from random import Random

PIECES = (
    b"<div>",
    b"</table>",
    b"\x00",
    b"&#x110000;",
    b"<![CDATA[",
    b"\xff\xfe",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"<template>",
    b"]]>",
    b"{{",
    b"&a *a",
    b"\n..  _:\n",
    b"\n| --- |\n",
)


def mutated_within(name: str, seed: bytes, random: Random) -> bytes:
    """Mutated bytes; those of an archive as often inside one of its files."""
    if not seed.startswith(b"PK\x03\x04") or random.random() < 0.4:
        return mutated(seed, random)
    try:
        with zipfile.ZipFile(io.BytesIO(seed)) as archive:
            files = {n: archive.read(n) for n in archive.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, zlib.error):
        return mutated(seed, random)
    if not files:
        return mutated(seed, random)
    chosen = random.choice(sorted(files))
    files[chosen] = mutated(files[chosen], random)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in files.items():
            archive.writestr(member, data)
    return out.getvalue()


def mutated(seed: bytes, random: Random) -> bytes:
    """Up to eleven changes: bits, pieces that readers mind, cuts, repetitions."""
    data = bytearray(seed)
    for _ in range(random.randrange(1, 12)):
        at = random.randrange(len(data) + 1)
        kind = random.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[at:at] = random.choice(PIECES) * random.choice((1, 1, 1, 50))
        elif kind == 2:
            del data[at : at + random.randrange(1, 200)]
        elif kind == 3:
            data[at:at] = data[at : at + random.randrange(1, 300)] * random.randrange(1, 4)
        else:
            data[at:at] = random.randbytes(random.randrange(1, 8))
    return bytes(data)
