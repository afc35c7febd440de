"""Documents of our own for the detection tests."""

from __future__ import annotations

from clausewatch.model import Document, Passage, PassageKind, Section


def document_of(lang: str, *paragraphs: str) -> Document:
    """A document of paragraphs; one that begins with `# ` is a heading."""
    text, passages, sections = "", [], []
    for paragraph in paragraphs:
        start, heading = len(text), paragraph.startswith("# ")
        text += paragraph.removeprefix("# ") + "\n"
        end = len(text) - 1
        if heading:
            sections.append(Section("", text[start:end], 1, start, end))
        kind = PassageKind.HEADING if heading else PassageKind.PARAGRAPH
        passages.append(Passage(kind, start, end, len(sections) - 1))
    return Document(text, lang=lang, sections=tuple(sections), passages=tuple(passages))
