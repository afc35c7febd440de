"""The model card: what the shipped model was made from, how well it does, and where it fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clausewatch.detect.training import Example

NAMES = {"en": "English", "sv": "Swedish", "de": "German", "fr": "French"}
WEAK = 0.65

_HEAD = """# Model card

`multilingual.npz`: one linear model per clause type over hashed word, rule and layout features, with
a threshold each; plain arrays, no code inside. It runs after the rules of `corpus/rules/` and takes
their hits as features. Made by `python flows/train.py` with fixed seeds.

## What it is for

Finding clauses of the 21 types in cloud vendors' terms in English, Swedish, German and French, for
people who read the quotes. It is not for deciding anything by itself: a clause that was not found may
be there all the same, at the rates below.

## Data

{data}

Gold documents come from public archives of terms (Open Terms Archive, ODC-By; public repositories of
the vendors) and were labelled by careful reading; two readers of three documents agree at micro F1
.99. Labels of our own (`corpus/labels/`) are ours; of three documents read a second time the readings
agree at .99. No text of a vendor is part of the model or of this repository.

## Measured

{how}. Intervals are 90 % bootstrap over vendors. F1 counts a finding as right if it overlaps a
labelled clause by half of the shorter; borderline labels count neither way.

| language | documents | vendors | macro F1 (90 %) | core types | micro F1 |
|---|---|---|---|---|---|
{languages}

## By type, all languages

| clause type | clauses | precision | recall | F1 |
|---|---|---|---|---|
{types}

## Known weaknesses

{weak}
"""


def card(metrics: Mapping[str, Any], examples: Sequence[Example]) -> str:
    """The card as Markdown, from the figures of `quality.metrics` and what was trained on."""
    return _HEAD.format(
        data=_data(examples),
        how=str(metrics["measured"]).capitalize(),
        languages="\n".join(_language(lang, row) for lang, row in metrics["languages"].items() if row["documents"]),
        types="\n".join(_type(name, row) for name, row in metrics["types"].items()),
        weak=_weak(metrics),
    )


def _data(examples: Sequence[Example]) -> str:
    documents = Counter(e.labelled.lang for e in examples)
    clauses = Counter(c.type for e in examples for c in e.labelled.clauses)
    by_language = ", ".join(f"{NAMES.get(k, k)} {n}" for k, n in sorted(documents.items()))
    return (
        f"{len(examples)} documents of {len({e.labelled.family for e in examples})} vendors ({by_language}) "
        f"with {clauses.total()} labelled clauses."
    )


def _language(lang: str, row: Mapping[str, Any]) -> str:
    low, high = row["macro_f1_90"]
    return (
        f"| {NAMES[lang]} | {row['documents']} | {row['families']} | {row['macro_f1']:.2f} ({low:.2f}-{high:.2f}) "
        f"| {row['core_macro_f1']:.2f} | {row['micro_f1']:.2f} |"
    )


def _type(name: str, row: Mapping[str, Any]) -> str:
    return f"| `{name}` | {row['support']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"


def _weak(metrics: Mapping[str, Any]) -> str:
    few = [f"`{t}` ({r['support']} clauses)" for t, r in metrics["types"].items() if r["support"] < 30]
    low = [f"`{t}` ({r['f1']:.2f})" for t, r in metrics["types"].items() if r["f1"] < WEAK]
    thin = [NAMES[k] for k, r in metrics["languages"].items() if 0 < r["families"] < 4]
    return "\n".join(
        [
            f"- Types under {WEAK}: {', '.join(low) or 'none'}.",
            f"- Types with fewer than 30 clauses, whose figures say little: {', '.join(few) or 'none'}.",
            f"- Languages judged on fewer than four vendors: {', '.join(thin) or 'none'}.",
            "- Rules were written while reading the labelled documents: expect less on vendors that nobody read.",
            "- Tables, lists whose lead-in is far away, and clauses spread over several paragraphs are found less well.",
        ]
    )
