"""A change as plain values and as word diffs."""

from __future__ import annotations

import json

from comparekit import judged, reading, row, table
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.compare.render import as_dict, folded, segments
from clausewatch.compare.summary import focus

TEXTS = st.lists(st.sampled_from(["the", "vendor", "may", "30", "days", ",", "."]), max_size=12).map(" ".join)


def test_the_contract_of_the_command_line_is_kept() -> None:
    old, new = table(("Alfa AB", "hosting", "Sweden")), table(("Alfa AB", "hosting", "Sweden"), ("Gamma", "mail", "US"))
    change = judged(reading(old, rows=(row("Alfa AB", "SE"),)), reading(new, rows=(row("Alfa AB", "SE"), row("Gamma", "US"))))
    found = json.loads(json.dumps(as_dict(change)))
    assert {"substantive", "capture", "severity", "noise", "types", "attributes", "subprocessors", "summary", "parts"} <= set(
        found
    )
    assert found["subprocessors"] == {"added": ["Gamma"], "removed": [], "changed": []}
    assert found["capture"] is None
    assert found["summary"].endswith(".")


def test_changed_words_are_marked() -> None:
    assert segments("within 30 days of notice", "within 14 days of notice") == (
        ("equal", "within "),
        ("removed", "30"),
        ("added", "14"),
        ("equal", " days of notice"),
    )


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(old: str, new: str) -> None:
    runs = segments(old, new)
    assert "".join(t for kind, t in runs if kind != "added") == old
    assert "".join(t for kind, t in runs if kind != "removed") == new


def test_long_unchanged_runs_are_folded() -> None:
    runs = folded((("equal", "word " * 100), ("added", "new")), keep=40)
    assert len(runs[0][1]) < 100
    assert " … " in runs[0][1]
    assert runs[1] == ("added", "new")


def test_a_summary_shows_the_words_around_the_difference() -> None:
    long = "The vendor keeps every record of the customer for at most {} days after the end of the contract and deletes it then."
    assert focus(long.format(30), long.format(90)) == (
        "… customer for at most 30 days after the end …",
        "… customer for at most 90 days after the end …",
    )


def test_a_summary_says_what_gets_worse_first() -> None:
    law, notice = "Swedish law governs the contract.", "Changes are told 30 days before."
    old = reading(
        f"{law}\n\n{notice}", (("governing_law", law, {"countries": ("SE",)}), ("terms_change", notice, {"notice_days": 30}))
    )
    law, notice = "Irish law governs the contract.", "Changes are told 10 days before."
    new = reading(
        f"{law}\n\n{notice}", (("governing_law", law, {"countries": ("IE",)}), ("terms_change", notice, {"notice_days": 10}))
    )
    said = judged(old, new).summary
    assert said["en"] == "Changes to the terms: notice from 30 days to 10 days; governing law: countries from Sweden to Ireland."
    assert (
        said["sv"] == "Ändring av villkoren: varsel från 30 dagar till 10 dagar; tillämplig lag: länder från Sverige till Irland."
    )
