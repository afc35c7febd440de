"""What was nearly found keeps a rule from being told as gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comparekit import CONTEXT, judged, reading

from clausewatch.compare.context import Place
from clausewatch.model import Document, Finding

OLD = "The customer may object to a new subprocessor and end the contract."
NEW = "Objecting to another subprocessor ends the contract of the customer who does so."
OBJECT = {"remedies": ("object",)}
BEFORE = reading(OLD, (("subprocessor_change", OLD, OBJECT),))


def nearly(document: Document, places: Sequence[Place]) -> Sequence[Finding]:
    spans = [(kind, a, b) for kind, a, b in places if document.text[a:b].startswith(NEW[:-1])]
    return [Finding(kind, document.text[a:b], a, b, attributes=OBJECT) for kind, a, b in spans]


def test_a_rule_that_the_new_text_nearly_states_is_not_gone() -> None:
    alone = judged(BEFORE, NEW)
    assert [(a.old, a.new) for a in alone.attributes] == [(("object",), None)]
    change = judged(BEFORE, NEW, replace(CONTEXT, again=nearly))
    assert (change.substantive, change.types, change.attributes) == (True, ("subprocessor_change",), ())
    assert change.severity < alone.severity


def test_nothing_is_looked_for_where_both_sides_state_the_rule() -> None:
    asked: list[Place] = []

    def again(_: Document, places: Sequence[Place]) -> Sequence[Finding]:
        asked.extend(places)
        return ()

    judged(BEFORE, reading(NEW, (("subprocessor_change", NEW, OBJECT),)), replace(CONTEXT, again=again))
    assert asked == []
    judged(BEFORE, NEW, replace(CONTEXT, again=again))
    assert {kind for kind, _, _ in asked} == {"subprocessor_change"}
