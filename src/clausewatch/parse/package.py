"""Zip packages of strangers (DOCX, XLSX), opened with limits; XML without entities, network or DOCTYPE."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from clausewatch.errors import ParseError

MAX_ENTRIES = 5000
MAX_PART = 64 * 1024 * 1024
MAX_WHOLE = 256 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """Parts of an Office package by name; nothing is read before its size is known to be sane.

    Raises:
        ParseError: not a zip, encrypted, too large unpacked, or with doubled names.
    """

    def __init__(self, body: bytes) -> None:
        try:  # zipfile raises all of these for broken bytes, NotImplementedError for a version or method that it lacks
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as e:
            raise ParseError(
                "broken", f"The file is not a sound package: {e}.", "Fetch it again, or hand in a sound copy."
            ) from e
        self._entries = {e.filename: e for e in self._zip.infolist()}
        self._check()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_WHOLE:
            raise ParseError("limits", f"The package unpacks to {len(entries)} parts beyond all measure.", _BOMB)
        if len(self._entries) != len(entries):
            raise ParseError("broken", "The package holds two parts of one name.", "Hand in a sound copy.")
        for entry in entries:
            if entry.flag_bits & 1:
                raise ParseError("encrypted", "The package is encrypted.", "Hand in a copy without password.")
            if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise ParseError("limits", f"{entry.filename} unpacks to more than {MAX_RATIO} times its size.", _BOMB)

    def names(self) -> list[str]:
        """All part names."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """Bytes of a part; empty where the package has none of that name.

        Raises:
            ParseError: the part is damaged or larger than it says.
        """
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if entry.file_size > MAX_PART:
            raise ParseError("limits", f"{name} is larger than {MAX_PART} bytes.", _BOMB)
        try:
            with self._zip.open(entry) as part:
                data = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, OSError, RuntimeError) as e:
            raise ParseError("broken", f"{name} is damaged: {e}.", "Fetch it again, or hand in a sound copy.") from e
        if len(data) > MAX_PART:
            raise ParseError("limits", f"{name} is larger than it says.", _BOMB)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The parsed part, or None where the package has none of that name.

        Raises:
            ParseError: broken XML, or XML with a document type.
        """
        data = self.read(name)
        if not data:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as e:
            raise ParseError("broken", f"{name} is not sound XML: {e}.", "Hand in a sound copy.") from e
        if b"<!DOCTYPE" in data[:4096] or root.getroottree().docinfo.internalDTD is not None:
            raise ParseError("unsafe", f"{name} carries a document type, which Office files never do.", "Hand in a clean copy.")
        return root


_BOMB = "It looks like a zip bomb and was not opened; hand in a clean copy."
