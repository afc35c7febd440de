"""Make the pages of the demonstration from its texts: `python corpus/demo/make.py`.

`text/VENDOR/DOCUMENT.txt` holds each document once, with what differs between the versions as
`{{1: first wording || 2: wording from the second version on}}`. This script writes what the vendors
"publish" on each date to `site/DATE/VENDOR/FILE`: HTML in the page frames of `layout/`, PDF and DOCX.
Equal texts give equal bytes, so a run without edits changes nothing.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import docx
from pdf_writer import Writer

HERE = Path(__file__).resolve().parent
DATES = ("2026-03-02", "2026-06-15", "2026-09-07")
FORMATS = {"brightloom/dpa": "pdf", "kilbracken/dpa": "docx", "kilbracken/sla": "pdf"}
"""Everything else is HTML."""

OWNERS = {"brightloom": "Brightloom, Inc.", "kilbracken": "Kilbracken Systems Limited"}
WALLS = {("fjallvalv/villkor", 2)}
"""Captures that show nothing but a question about cookies."""

REDESIGNS = {"brightloom": 2}
"""Version from which a vendor uses its new page frame, markup and typography."""


@dataclass(frozen=True)
class Block:
    """One block of a text: kind `h1 h2 p li table` with its text or rows."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def main() -> int:
    """Write all files and print how many and how large they are."""
    written = 0
    for source in sorted((HERE / "text").glob("*/*.txt")):
        key = f"{source.parent.name}/{source.stem}"
        form = FORMATS.get(key, "html")
        for version, day in enumerate(DATES, 1):
            target = HERE / "site" / day / source.parent.name / f"{source.stem}.{form}"
            target.parent.mkdir(parents=True, exist_ok=True)
            body = render(key, form, version, source.read_text("utf-8"))
            target.write_bytes(body)
            written += len(body)
    print(f"{len(list((HERE / 'site').rglob('*.*')))} files, {written // 1024} KiB")
    return 0


def render(key: str, form: str, version: int, text: str) -> bytes:
    """One document at one version in one format."""
    blocks = list(read(at_version(text, version)))
    if form == "pdf":
        return pdf(key, blocks)
    if form == "docx":
        return word(key, blocks)
    return page(key, version, blocks).encode("utf-8")


def at_version(text: str, version: int) -> str:
    """The text with each variant replaced by its wording at a version."""

    def pick(match: re.Match[str]) -> str:
        variants = (v.split(":", 1) for v in re.split(r" \|\| (?=\d:)", match[1]))
        return [wording.strip() for since, wording in variants if int(since) <= version][-1]

    return re.sub(r"\{\{(\d:.*?)\}\}", pick, text)


def read(text: str) -> Iterator[Block]:
    """The blocks of a text."""
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("| ").split(" | ")))
        elif line.strip():
            marker, _, rest = line.partition(" ")
            kind = {"#": "h1", "##": "h2", "-": "li"}.get(marker, "p")
            yield Block(kind, line if kind == "p" else rest)
        elif rows:
            yield Block("table", rows=tuple(rows))
            rows = []


def page(key: str, version: int, blocks: list[Block]) -> str:
    """An HTML page with the vendor's frame around the text."""
    vendor, name = key.split("/")
    new = vendor in REDESIGNS and version >= REDESIGNS[vendor]
    frame = vendor + ("-new" if new else "-old" if vendor in REDESIGNS else "")
    if (key, version) in WALLS:
        frame = f"{vendor}-wall"
    headings = [b.text for b in blocks if b.kind == "h2"]
    return Template((HERE / "layout" / f"{frame}.html").read_text("utf-8")).substitute(
        title=html.escape(blocks[0].text),
        page=name,
        year=DATES[version - 1][:4],
        nonce=hashlib.sha256(f"{key}{version}".encode()).hexdigest()[:12],
        toc="\n".join(f'<li><a href="#s{i}">{html.escape(h)}</a></li>' for i, h in enumerate(headings, 1)),
        content=_redesigned(blocks) if new else _classic(blocks),
        extra_menu='<li><a href="/partners">Partners</a></li>' if version > 1 else "",
        news=("Spring release available", "Meet us in Limerick in June", "Autumn release announced")[version - 1],
        cookie_link="?from=footer" if version > 1 else "",
    )


def _classic(blocks: list[Block]) -> str:
    """Plain elements, headings with numbered anchors."""
    out, number = [], 0
    for i, block in enumerate(blocks):
        if block.kind == "table":
            head, *body = ("".join(f"<td>{_inline(c)}</td>" for c in row) for row in block.rows)
            rows = [f"<tr>{row}</tr>" for row in (head.replace("td>", "th>"), *body)]
            out.append("\n".join(["<table>", *rows, "</table>"]))
        elif block.kind == "h2":
            number += 1
            out.append(f'<h2 id="s{number}">{_inline(block.text)}</h2>')
        else:
            out.append(_listed(blocks, i, f"<{block.kind}>{_inline(block.text)}</{block.kind}>", "<ul>"))
    return "\n".join(out)


def _redesigned(blocks: list[Block]) -> str:
    """The same words in sections with other headings, wrappers, quotation marks and link addresses."""
    out = ["<section>"]
    for i, block in enumerate(blocks):
        text = _inline(re.sub(r'"([^"]+)"', "“\\1”", block.text).replace("'", "’"), "?ref=legal")
        if block.kind == "table":
            out.append(_wrapped_table(block.rows))
        elif block.kind == "h2":
            slug = re.sub(r"\W+", "-", block.text.casefold()).strip("-")
            out.append(f'</section>\n<section id="{slug}"><h3>{text}</h3>')
        elif block.kind == "li":
            out.append(_listed(blocks, i, f"<li><p>{text}</p></li>", "<ul role=list>"))
        else:
            marked = re.sub(r"^(\([a-z]\)) ", r'<span class="Prose_marker__z4">\1</span> ', text)
            out.append(f"<{block.kind}>{marked}</{block.kind}>")
    return "\n".join([*out, "</section>"])


def _wrapped_table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f'<th scope="col"><span>{_inline(c)}</span></th>' for c in rows[0])
    body = ["<tr>" + "".join(f"<td><div>{_inline(c)}</div></td>" for c in row) + "</tr>" for row in rows[1:]]
    start = f'<div class="Table_scroll__t1"><table class="Table_root__t2"><thead><tr>{head}</tr></thead><tbody>'
    return "\n".join([start, *body, "</tbody></table></div>"])


def _listed(blocks: list[Block], i: int, element: str, opening: str) -> str:
    """An element, with the list's tags around the first and last of consecutive items."""
    if blocks[i].kind != "li":
        return element
    first = blocks[i - 1].kind != "li"
    last = i + 1 == len(blocks) or blocks[i + 1].kind != "li"
    return (opening if first else "") + element + ("</ul>" if last else "")


def _inline(text: str, query: str = "") -> str:
    linked = re.sub(r"\b([a-z]+\.example/[a-z-]+)", rf'<a href="https://\1{query}">\1</a>', html.escape(text, quote=False))
    return re.sub(r"([a-z]+@[a-z]+\.example)", r'<a href="mailto:\1">\1</a>', linked)


def pdf(key: str, blocks: list[Block]) -> bytes:
    """A PDF with running header and footer, page numbers and hard-wrapped lines."""
    title = blocks[0].text
    writer = Writer(title, f"{OWNERS[key.split('/')[0]]} - {title}", "Published at " + key.split("/")[0] + ".example")
    for block in blocks:
        if block.kind in {"h1", "h2"}:
            writer.heading(block.text, 18 if block.kind == "h1" else 12)
        elif block.kind == "table":
            writer.table([list(row) for row in block.rows])
        elif block.kind == "li":
            writer.paragraph(block.text, indent=24, bullet="•")
        else:
            writer.paragraph(block.text)
    return writer.save()


def word(key: str, blocks: list[Block]) -> bytes:
    """A DOCX with heading styles, lists, tables, header and footer, and a fixed time stamp."""
    document = docx.Document()
    document.core_properties.title = blocks[0].text
    document.core_properties.author = OWNERS[key.split("/")[0]]
    document.sections[0].header.paragraphs[0].text = f"{OWNERS[key.split('/')[0]]} - {blocks[0].text}"
    document.sections[0].footer.paragraphs[0].text = f"Published at {key.split('/')[0]}.example"
    styles = {"h1": "Title", "h2": "Heading 1", "li": "List Bullet", "p": "Normal"}
    for block in blocks:
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(block.text, style=styles[block.kind])
    packed = io.BytesIO()
    document.save(packed)
    return _without_times(packed.getvalue())


def _without_times(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
