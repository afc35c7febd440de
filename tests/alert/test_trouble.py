"""What the operator is told, and that each transition is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alert_samples import NOW, SOURCE, VENDOR
from clausewatch.alert.phrases import phrases
from clausewatch.alert.quotes import AROUND, LIMIT, marked, shortened
from clausewatch.alert.trouble import Standing, gone, trial, trouble, undelivered
from clausewatch.model import Outcome, PageKind

SOUND = NOW - timedelta(days=2)


def standing(state: str, before: str = "", **more: object) -> Standing:
    """A source in a state, after another one."""
    base = Standing(VENDOR, SOURCE, state, before, NOW, SOUND)
    return replace(base, **more)  # type: ignore[arg-type]


def test_quarantined_capture_is_told_with_its_kind_and_what_to_do() -> None:
    alert = trouble(standing(PageKind.LOGIN))
    assert alert is not None
    assert alert.audience == "operator"
    assert alert.sentences[0] == (
        "On 4 August 2026, 05:01 UTC the address answered with a login page instead of the document; "
        "the last sound text is from 2 August 2026."
    )
    assert "quarantine" in alert.sentences[1]


def test_failed_fetch_is_told_in_swedish_too() -> None:
    alert = trouble(standing(Outcome.TIMEOUT, lang="sv"))
    assert alert is not None
    assert alert.sentences[0].startswith("Den 4 augusti 2026, 05:01 UTC gick dokumentet inte att hämta: inget fullständigt svar")


def test_same_trouble_again_is_not_told_again() -> None:
    assert trouble(standing(Outcome.TIMEOUT, Outcome.TIMEOUT)) is None


def test_other_trouble_is_told_again() -> None:
    assert trouble(standing(PageKind.LOGIN, Outcome.TIMEOUT)) is not None


def test_recovery_is_told_once_and_needs_nothing() -> None:
    alert = trouble(standing("captured", Outcome.TIMEOUT))
    assert alert is not None
    assert alert.sentences == ("On 4 August 2026, 05:01 UTC the document could be fetched again.", "Nothing needs to be done.")
    assert trouble(standing("captured", "captured")) is None


@pytest.mark.parametrize("before", ["", "captured", "not_modified", "deferred"])
def test_sound_sources_are_silent(before: str) -> None:
    assert trouble(standing("not_modified", before)) is None


def test_waiting_is_no_trouble() -> None:
    assert trouble(standing(Outcome.DEFERRED)) is None


def test_repeat_of_a_transition_has_the_same_id_and_a_new_spell_another() -> None:
    first, again = trouble(standing(Outcome.TLS)), trouble(standing(Outcome.TLS, at=NOW + timedelta(hours=1)))
    later = trouble(standing(Outcome.TLS, sound_at=NOW + timedelta(days=3)))
    assert first
    assert again
    assert later
    assert first.id == again.id != later.id


def test_source_never_captured_says_so() -> None:
    alert = trouble(standing(Outcome.UNREACHABLE, sound_at=None))
    assert alert is not None
    assert alert.sentences[0].endswith("; there is no sound text yet.")


@pytest.mark.parametrize(
    "state", [*sorted(set(PageKind) - {PageKind.TERMS}), *sorted(set(Outcome) - {"captured", "not_modified", "deferred"})]
)
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_every_state_of_trouble_has_its_words(state: str, lang: str) -> None:
    alert = trouble(standing(state, lang=lang))
    assert alert is not None
    assert not any("_" in sentence for sentence in alert.sentences)


def test_detail_of_the_error_is_told_to_the_operator() -> None:
    alert = trouble(standing(Outcome.BLOCKED, detail="403 from the vendor's shield."))
    assert alert is not None
    assert alert.sentences[-1] == "403 from the vendor's shield."


def test_document_that_is_gone_is_the_business_readers_matter() -> None:
    alert = gone(standing(Outcome.GONE))
    assert (alert.audience, alert.severity) == ("business", 3)
    assert "last seen on 2 August 2026" in alert.sentences[0]


def test_dead_letters_are_told_by_channel() -> None:
    alert = undelivered("smtp:1a2b3c4d", 3, NOW)
    assert alert.sentences[0] == "3 messages could not be delivered to smtp:1a2b3c4d."
    assert alert.audience == "operator"
    assert undelivered("smtp:1a2b3c4d", 1, NOW, "sv").sentences[0].startswith("1 meddelande gick inte att leverera")


def test_trial_alert_says_that_nothing_changed() -> None:
    assert "nothing has changed" in trial(NOW).sentences[0]


def test_every_todo_is_reachable() -> None:
    assert set(phrases()["todo"]) == {"held", "failed", "selector", "refused", "recovered"}


# --- quotes -------------------------------------------------------------------------------------


def test_short_quotes_are_left_alone() -> None:
    assert shortened("a b c", "a x c") == ("a b c", "a x c")


def test_long_quotes_are_cut_around_the_difference_at_words() -> None:
    text = " ".join(f"word{n}" for n in range(300))
    old, new = shortened(f"{text} thirty {text}", f"{text} fourteen {text}")
    for side, word in ((old, "thirty"), (new, "fourteen")):
        assert word in side
        assert side.startswith("… word")
        assert side.endswith(" …")
        assert len(side) < 3 * AROUND
    assert old.replace("thirty", "") == new.replace("fourteen", "")


def test_long_new_text_is_cut_at_its_end() -> None:
    _, new = shortened("", "word " * 500)
    assert new.endswith(" …")
    assert len(new) <= LIMIT + 4


def test_cut_side_without_the_words_still_shows_the_place() -> None:
    text = " ".join(f"word{n}" for n in range(300))
    old, _ = shortened(f"{text} {text}", f"{text} inserted {text}")
    assert old.startswith("… word")


def test_marked_words_are_those_between_the_first_and_last_difference() -> None:
    assert marked("at least 30 days before", "at least 14 days before") == (
        ("at least ", "30", " days before"),
        ("at least ", "14", " days before"),
    )
