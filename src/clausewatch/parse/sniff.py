"""What the bytes are, whatever their label says, and in which characters."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from clausewatch.parse.hints import Hints

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SUFFIXES = {
    ".md": "markdown", ".mdx": "markdown", ".markdown": "markdown", ".mdoc": "markdown", ".txt": "text", ".rst": "rst",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".tsx": "source", ".jsx": "source", ".js": "source", ".vue": "source",
    ".svelte": "source", ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx",
}  # fmt: skip
_TYPES = {"text/markdown": "markdown", "text/x-markdown": "markdown", "text/html": "html", "application/xhtml+xml": "html"}
_EASTERN = dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250") | dict.fromkeys(("et", "lt", "lv"), "cp1257")
_LETTERS = tuple(bytes([c]) for c in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|script|main|article|section|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGGED = re.compile(
    rb"</?(?:div|p|table|tr|td|ul|ol|li|h[1-6]|span|section|article|main|a|br|body)\b[^<>]{0,500}>", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def format_of(body: bytes, hints: Hints) -> str:
    """`pdf docx xlsx html markdown rst source text`, decided by content first, then name, then label."""
    head = body[:2048].lstrip(b"\x00\t\n\r \xef\xbb\xbf")
    packed = _packed(body, head)
    if packed:
        return packed
    named = _SUFFIXES.get(PurePosixPath(hints.filename or hints.final_url or hints.url).suffix.lower(), "")
    if named in ("markdown", "text", "rst", "source"):
        return named
    labelled = _TYPES.get(hints.content_type.split(";")[0].strip().lower(), "")
    if labelled == "markdown":
        return labelled
    wide = body[:64].replace(b"\x00", b"")
    marked = _MARKUP.match(head) or _MARKUP.match(body[:65536]) or _MARKUP.match(wide.lstrip(b"\xff\xfe"))
    if marked is not None or "html" in (labelled, named) or sum(1 for _ in _TAGGED.finditer(body[:65536])) >= 3:
        return "html"
    return "text"


def _packed(body: bytes, head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "docx"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/workbook" in body else "docx"
    return ""


def decoded(body: bytes, hints: Hints) -> tuple[str, tuple[str, int]]:
    """The characters of a body, with its encoding and the length of its byte order mark.

    Order: byte order mark, valid UTF-8, the header, `<meta>`, statistics. UTF-8 goes before the labels
    because text that is valid UTF-8 beyond ASCII by chance is practically unheard of.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), (name, len(mark))
    try:
        return body.decode("utf-8"), ("utf-8", 0)
    except UnicodeDecodeError:
        name = _declared(body, hints) or _guessed(body, hints.lang)
        return body.decode(name, "replace"), (name, 0)


def _declared(body: bytes, hints: Hints) -> str:
    header, meta = _CHARSET.search(hints.content_type), _META.search(body[:4096])
    for name in (header[1] if header else "", meta[1].decode("ascii") if meta else ""):
        known = _codec(name)
        if known and (known != "utf-8" or _mostly_utf8(body)):
            return known
    return "utf-8" if _mostly_utf8(body) else ""


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(found, found)


def _mostly_utf8(body: bytes) -> bool:
    """True when a few broken bytes spoil an otherwise sound UTF-8 text."""
    text = body.decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < sum(c > "\x7f" for c in text)


def _guessed(body: bytes, lang: str) -> str:
    """Latin script by its language, others by statistics, which confuse neighbours on few words.

    The declared language decides, or Polish where the text reads as Polish; else windows-1252, in which
    pages of the languages searched were written before UTF-8.
    """
    text = re.sub(rb"<[^>]*>", b" ", body[:200_000])
    if lang in _EASTERN:
        return _EASTERN[lang]
    ascii_letters, high = sum(map(text.count, _LETTERS)), sum(c > 0x7F for c in text)
    if ascii_letters > 2 * high:
        from clausewatch.parse import language

        return "cp1250" if language.detected(text.decode("cp1250", "replace"))[0] == "pl" else "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    return _codec(best.encoding) if best is not None else "cp1252"
