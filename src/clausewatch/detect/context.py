"""What stands around the units of a document: headings, lead-ins, kind of document, marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from clausewatch.detect.roles import vendor_names
from clausewatch.detect.units import Unit
from clausewatch.model import Document, Passage, PassageKind, digest

_LEAD = 240
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(ways), re.IGNORECASE))
    for kind, ways in (
        ("subprocessors", (r"sub-?\s?processors?\b", "underbiträde", "unterauftrag", "sous-traitants ultérieurs")),
        ("dpa", (r"data process(ing|or)", r"data protection (addendum|agreement)", r"\bdpa\b", "biträdesavtal")),
        ("dpa", ("auftragsverarbeit", "sous-traitance", "traitement des données", "données personnelles")),
        ("dpa", ("données à caractère personnel", r"processing (terms|addendum)")),
        ("privacy", ("privacy", "integritet", "datenschutz", "confidentialité", "vie privée", "personuppgift")),
        ("sla", ("service level", r"\bsla\b", "servicenivå", "niveaux? de service")),
        ("acceptable_use", ("acceptable use", "usage polic", "godtagbar", "nutzungsrichtlinie")),
        ("terms", ("terms", "agreement", "conditions", "villkor", "avtal", "nutzungsbedingungen", r"\bagb\b")),
        ("terms", ("vertrag", "bedingungen", "contrat")),
    )
)


def document_kind(document: Document) -> str:
    """Kind of a document, from its title and first headings; `other` where they say nothing."""
    heads = [document.title, *(s.heading for s in document.sections[:3])]
    for head in heads:
        for kind, pattern in _KINDS:
            if head and pattern.search(head):
                return kind
    return "other"


@dataclass(frozen=True)
class Surroundings:
    """Context of the units of one document, looked up once for all of them."""

    document: Document
    units: tuple[Unit, ...]
    lang: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names under which the vendor acts in the document."""
        return vendor_names(self.document.text, self.lang)

    @cached_property
    def kind(self) -> str:
        """Kind of the document."""
        return document_kind(self.document)

    @cached_property
    def parents(self) -> list[int]:
        """Index of the section around each section, -1 at the top."""
        out: list[int] = []
        open_: list[int] = []
        for index, section in enumerate(self.document.sections):
            while open_ and self.document.sections[open_[-1]].level >= section.level:
                open_.pop()
            out.append(open_[-1] if open_ else -1)
            open_.append(index)
        return out

    def heading(self, unit: Unit) -> str:
        """Heading of the unit's section."""
        index = self.document.passages[unit.passage].section
        return self.document.sections[index].heading if index >= 0 else ""

    def outer_heading(self, unit: Unit) -> str:
        """Heading of the section around the unit's section."""
        index = self.document.passages[unit.passage].section
        index = self.parents[index] if index >= 0 else -1
        return self.document.sections[index].heading if index >= 0 else ""

    def lead_in(self, unit: Unit) -> tuple[int, int]:
        """Span of the end of the passage that introduces the unit's list item, or of a table's header row."""
        return self.lead_of(self.document.passages[unit.passage])

    def lead_of(self, passage: Passage) -> tuple[int, int]:
        """Span of the end of the passage that introduces a list item, or of a table row's header row."""
        index = passage.lead_in if passage.kind is PassageKind.LIST_ITEM else passage.header
        if index < 0 or self.document.passages[index] is passage:
            return 0, 0
        lead = self.document.passages[index]
        return max(lead.start, lead.end - _LEAD), lead.end

    def key(self, index: int, fingerprint: str) -> str:
        """Hash of everything that decides the findings of a passage: its text, its context, the detector."""
        document, passage = self.document, self.document.passages[index]
        before = self._spoken(range(index - 1, -1, -1))
        after = self._spoken(range(index + 1, len(document.passages)))
        unit = Unit(passage.start, passage.end, index)
        parts = (
            fingerprint,
            document.passage_text(passage),
            passage.kind.value,
            ",".join(passage.marks),
            self.heading(unit),
            self.outer_heading(unit),
            document.text[slice(*self.lead_of(passage))],
            before,
            after,
            self.kind,
            "|".join(self.names),
        )
        return digest("\0".join(parts))

    def _spoken(self, indices: range) -> str:
        """Text of the first passage of a range that has units."""
        passages = self.document.passages
        index = next((i for i in indices if i in self._with_units), -1)
        return self.document.passage_text(passages[index]) if index >= 0 else ""

    @cached_property
    def _with_units(self) -> frozenset[int]:
        return frozenset(u.passage for u in self.units)
