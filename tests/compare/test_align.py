"""Units are found again however they moved, and the cost follows what changed."""

from __future__ import annotations

import random
import time
from itertools import pairwise

from comparekit import document
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.compare.align import align
from clausewatch.compare.anchors import common, gaps
from clausewatch.compare.pairing import similarity


def kinds(old: str, new: str) -> list[str]:
    return [m.kind for m in align(document(old), document(new))]


def test_an_edited_sentence_is_one_edit() -> None:
    assert kinds("We keep logs for ten days in Sweden.", "We keep logs for ninety days in Sweden.") == ["edited"]


def test_an_added_and_a_removed_sentence_stay_apart() -> None:
    assert sorted(kinds("Red apples taste sweet.", "Heavy engines burn diesel oil.")) == ["added", "removed"]


def test_a_split_paragraph_is_the_same() -> None:
    old = "The vendor keeps data safe and tells the customer of every incident without undue delay."
    new = "The vendor keeps data safe\n\nand tells the customer of every incident without undue delay."
    assert kinds(old, new) == ["same"]


def test_merged_list_items_are_the_same() -> None:
    old = "- passwords are kept secret by users\n- backups are made by the customer"
    new = "passwords are kept secret by users backups are made by the customer"
    assert kinds(old, new) == ["same"]


def test_a_moved_and_edited_passage_is_one_edit() -> None:
    one = "The vendor tells the customer of an incident within 48 hours after it became aware."
    other = "Nothing here limits the statutory rights that consumers have under mandatory national law."
    found = kinds(f"{one}\n\n{other}", f"{other}\n\n{one.replace('48', '72')}")
    assert sorted(found) in (["edited"], ["edited", "moved"])


def test_gaps_cover_everything_outside_the_common_run() -> None:
    assert list(gaps("abcde", "abxde")) == [(2, 3, 2, 3)]
    assert list(gaps("", "ab")) == [(0, 0, 0, 2)]
    assert list(gaps("ab", "ab")) == []


@given(st.text("abcdef", max_size=30), st.text("abcdef", max_size=30))
@settings(max_examples=100, deadline=None)
def test_common_pairs_are_equal_and_increasing(old: str, new: str) -> None:
    found = common(old, new)
    assert all(old[i] == new[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))


def test_similarity_is_the_dice_coefficient() -> None:
    assert similarity(["a", "b"], ["a", "c"]) == 0.5
    assert similarity([], []) == 1.0


def test_two_long_versions_are_aligned_within_a_quarter_second() -> None:
    """20,000 words each, every tenth sentence edited: at most 0.25 CPU-seconds (twice that on a busy machine)."""
    chance = random.Random(7)
    bank = [f"word{n}" for n in range(3000)]
    sentences = [" ".join(chance.choices(bank, k=20)).capitalize() + "." for _ in range(1000)]
    edited = [s.replace("word", "other", 3) if n % 10 == 0 else s for n, s in enumerate(sentences)]
    old, new = (document("\n\n".join(side), body="") for side in (sentences, edited))
    start = time.process_time()
    found = align(old, new)
    assert time.process_time() - start < 0.5
    assert len(found) == 100
