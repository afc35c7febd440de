"""What is told to whom, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alert_samples import CHANGE, DEADLINES, NEW, NOTICE, NOW, OLD, PART, SOURCE, VENDOR, occasion
from clausewatch.alert.phrases import phrases
from clausewatch.alert.policy import alerts
from clausewatch.alert.sentences import until_when
from clausewatch.model import (
    AttributeChange,
    Cause,
    Change,
    ChangePart,
    Deadline,
    Direction,
    Source,
    SubprocessorChange,
    SubprocessorRow,
)
from clausewatch.wording import LANGS


def first(change: Change, lang: str = "en") -> str:
    """The first sentence of the change's business alert."""
    (made,) = alerts(change, occasion(lang=lang))
    return made.sentences[0]


def attribute(clause_type: str, name: str, old: object, new: object) -> Change:
    """A change of one attribute."""
    moved = AttributeChange(clause_type, name, old, new, Direction.WEAKER)  # type: ignore[arg-type]
    return Change(True, 3, "S06", attributes=(moved,))


def test_sentences_say_when_observed_what_changed_and_until_when_to_act() -> None:
    (made,) = alerts(CHANGE, occasion())
    assert made.sentences == (
        "Between 3 and 4 August 2026, the notice period for new subprocessors in section 9.2 went from 30 to 14 days.",
        (
            "You can object until 18 August 2026 (14 days left, estimated); the change takes effect on "
            "1 September 2026 (28 days left); if nobody objects, silence counts as acceptance."
        ),
    )


def test_swedish_sentences_are_swedish() -> None:
    (made,) = alerts(CHANGE, occasion(lang="sv"))
    assert made.sentences == (
        "Mellan den 3 och 4 augusti 2026 ändrades varseltiden för nya underbiträden i avsnitt 9.2 från 30 till 14 dagar.",
        (
            "Ni kan invända senast den 18 augusti 2026 (14 dagar kvar, uppskattat); ändringen börjar gälla den "
            "1 september 2026 (28 dagar kvar); om ingen invänder räknas tystnad som godkännande."
        ),
    )


def test_title_names_vendor_document_fact_and_the_nearest_day_to_act() -> None:
    (made,) = alerts(CHANGE, occasion())
    assert made.title == (
        "Fjällmoln, Data Processing Addendum: the notice period for new subprocessors in section 9.2, "
        "from 30 to 14 days (act by 18 Aug)"
    )


def test_untitled_document_is_named_by_its_kind_in_the_readers_language() -> None:
    source = Source("fjallmoln", "dpa", "https://fjallmoln.example/dpa", kind="dpa")
    (made,) = alerts(CHANGE, occasion(source=source, lang="sv"))
    assert made.title.startswith("Fjällmoln, personuppgiftsbiträdesavtal: varseltiden")


def test_id_is_the_same_for_the_same_texts_whenever_it_is_told() -> None:
    (one,), (other,) = alerts(CHANGE, occasion()), alerts(CHANGE, occasion(now=NOW + timedelta(days=9), lang="sv"))
    assert one.id == other.id
    assert len(one.id) == 16


def test_id_differs_for_other_texts() -> None:
    (one,), (other,) = alerts(CHANGE, occasion()), alerts(CHANGE, occasion(new_sha256="c" * 64))
    assert one.id != other.id


@pytest.mark.parametrize("cause", [Cause.EXTRACTOR, Cause.DECLARATION])
def test_our_own_doing_never_alerts(cause: Cause) -> None:
    assert alerts(CHANGE, occasion(cause=cause)) == ()
    assert alerts(Change(False, capture="login"), occasion(cause=cause)) == ()


def test_cosmetic_change_is_not_told() -> None:
    assert alerts(Change(False, noise=("date_only",)), occasion()) == ()


def test_capture_trouble_goes_to_the_operator_only() -> None:
    (made,) = alerts(replace(CHANGE, capture="login"), occasion())
    assert made.audience == "operator"
    assert made.rule == "P"
    assert "a login page" in made.sentences[0]
    assert made.quotes == ()


def test_alert_links_to_the_desk_where_there_is_one() -> None:
    (made,) = alerts(CHANGE, occasion(desk_url="http://127.0.0.1:4210/"))
    assert made.url == f"http://127.0.0.1:4210/alerts/{made.id}"


def test_alert_links_to_the_document_where_there_is_no_desk() -> None:
    assert alerts(CHANGE, occasion())[0].url == SOURCE.url


def test_days_left_count_from_the_given_day() -> None:
    (made,) = alerts(CHANGE, occasion(today=date(2026, 8, 17)))
    assert "(1 day left, estimated)" in made.sentences[1]


def test_last_day_and_passed_day_are_said_as_such() -> None:
    assert until_when(DEADLINES[:1], "", date(2026, 8, 18), "en").startswith("Today, 18 August 2026, is the last day")
    assert "gick ut den 18 augusti 2026 (för 2 dagar sedan" in until_when(DEADLINES[:1], "", date(2026, 8, 20), "sv")


def test_missing_dates_and_rules_are_said_to_be_not_found() -> None:
    assert until_when((), "", NOW.date(), "en") == (
        "Neither a date for objection or effect nor a rule on what happens if nobody acts was found."
    )
    assert until_when((), "none", NOW.date(), "en").startswith("No date for objection or effect was found; if nobody")


def test_dates_of_one_day_say_the_hours_and_two_months_say_both() -> None:
    same = occasion(old_captured_at=NOW - timedelta(hours=4))
    assert alerts(CHANGE, same)[0].sentences[0].startswith("On 4 August 2026 between 01:01 and 05:01 UTC, the notice")
    months = occasion(old_captured_at=datetime(2026, 7, 31, tzinfo=UTC))
    assert alerts(CHANGE, months)[0].sentences[0].startswith("Between 31 July and 4 August 2026,")


@pytest.mark.parametrize(
    ("change", "en", "sv"),
    [
        (
            attribute("governing_law", "countries", ("IE",), ("US-CA",)),
            "the governing law went from Ireland to California (United States).",
            "ändrades den tillämpliga lagen från Irland till Kalifornien (USA).",
        ),
        (
            attribute("data_location", "countries", ("SE",), ("SE", "US")),
            "the places where data is stored or processed came to include the United States.",
            "utökades de platser där uppgifter lagras eller behandlas med USA.",
        ),
        (
            attribute("government_access", "commitments", ("notifies", "challenges"), ("notifies",)),
            "the commitments on requests from authorities ceased to include challenging requests.",
            "ströks bestridande av begäran ur åtagandena vid begäran från myndigheter.",
        ),
        (
            attribute("terms_change", "assent", "opt_in", "continued_use"),
            "the form of acceptance of new terms went from express acceptance to continued use.",
            "ändrades formen för godkännande av nya villkor från uttryckligt godkännande till fortsatt användning.",
        ),
        (
            attribute("subprocessor_change", "notice_days", 30, 0),
            "the notice period for new subprocessors went from 30 days to no notice.",
            "ändrades varseltiden för nya underbiträden från 30 dagar till inget varsel.",
        ),
        (
            attribute("subprocessor_change", "objection_days", 10, None),
            "the statement of the time to object to new subprocessors was removed (before: 10 days).",
            "utgick uppgiften om tiden för invändning mot nya underbiträden (tidigare 10 dagar).",
        ),
        (
            attribute("breach_notification", "hours", None, 72),
            "a statement of the time for notification of breaches was added: 72 hours.",
            "tillkom en uppgift om fristen för underrättelse om incidenter: 72 timmar.",
        ),
        (
            Change(
                True,
                4,
                parts=(ChangePart("removed", "The Customer may object.", "", "9.3", types=("subprocessor_change",), severity=4),),
            ),
            "the clause on changes of subprocessors in section 9.3 was removed (“The Customer may object.”).",
            "togs villkoret om byte av underbiträden i avsnitt 9.3 bort (”The Customer may object.”).",
        ),
        (
            Change(True, 1, parts=(ChangePart("edited", "Post till Box 1.", "Post till Box 22.", "Övrigt", severity=1),)),
            "the wording under “Övrigt” was changed (“1.” became “22.”).",
            "ändrades lydelsen under ”Övrigt” (”1.” blev ”22.”).",
        ),
        (
            Change(
                True,
                3,
                subprocessors=SubprocessorChange(added=(SubprocessorRow("Kvarkdata Ltd", ("IN",)), SubprocessorRow("Nolla Inc"))),
            ),
            "Kvarkdata Ltd (India) and Nolla Inc (country not stated) were added as subprocessors.",
            "tillkom underbiträdena Kvarkdata Ltd (Indien) och Nolla Inc (land ej angivet).",
        ),
    ],
)
def test_each_kind_of_change_has_its_sentence(change: Change, en: str, sv: str) -> None:
    assert first(change, "en") == f"Between 3 and 4 August 2026, {en}"
    assert first(change, "sv") == f"Mellan den 3 och 4 augusti 2026 {sv}"


def test_several_changes_are_counted_the_gravest_first() -> None:
    other = ChangePart("added", "", "The Vendor may use Customer Data to train models.", "4", types=("vendor_data_use",))
    change = replace(CHANGE, parts=(other, PART))
    assert first(change) == (
        "Between 3 and 4 August 2026, two changes were made: the notice period for new subprocessors in section 9.2, "
        "from 30 to 14 days; a new clause on the vendor's own use of data in section 4 "
        "(“The Vendor may use Customer Data to train models.”)."
    )


def test_more_than_three_changes_are_summed_up() -> None:
    kinds = ("hours", "days", "objection_days", "notice_days", "notice_days")
    types = ("breach_notification", "data_return_deletion", "subprocessor_change", "terms_change", "price_change")
    moved = tuple(AttributeChange(t, a, 9, 3, Direction.WEAKER) for t, a in zip(types, kinds, strict=True))
    assert first(Change(True, 3, attributes=moved)).endswith("; 2 more.")


def test_summary_stands_in_where_nothing_can_be_said_by_rule() -> None:
    change = Change(True, 2, summary={"sv": "Bilaga 2 fick ny lydelse", "en": "Annex 2 was reworded"})
    assert first(change, "sv") == "Mellan den 3 och 4 augusti 2026: Bilaga 2 fick ny lydelse."


def test_quotes_are_verbatim_where_they_are_short() -> None:
    (made,) = alerts(CHANGE, occasion())
    assert made.quotes == ((OLD, NEW),)


def test_noise_and_moves_are_not_quoted() -> None:
    parts = (replace(PART, noise="date_only"), replace(PART, kind="moved"), PART)
    assert len(alerts(replace(CHANGE, parts=parts), occasion())[0].quotes) == 1


def test_every_phrase_stands_in_both_languages() -> None:
    def leaves(node: object, path: str) -> list[str]:
        if isinstance(node, dict) and not set(node) <= set(LANGS):
            return [bad for key, child in node.items() for bad in leaves(child, f"{path}.{key}")]
        return [] if isinstance(node, dict) and set(node) == set(LANGS) else [path]

    assert leaves(phrases(), "") == []


def test_vendor_name_cannot_break_the_title() -> None:
    (made,) = alerts(CHANGE, occasion(vendor=replace(VENDOR, name="Fjäll\r\nBcc: x\x1b[2J")))
    assert made.title.isprintable()


def test_deadlines_of_one_kind_say_the_nearest() -> None:
    later = Deadline("objection", date(2026, 8, 25), True)
    assert "18 August" in until_when((later, DEADLINES[0]), "", NOW.date(), "en")


def test_change_for_the_better_comes_after_one_for_the_worse() -> None:
    better = AttributeChange("breach_notification", "hours", 72, 24, Direction.STRONGER)
    change = Change(True, 3, attributes=(better, NOTICE))
    assert first(change).index("notice period") < first(change).index("notification of breaches")


def test_title_carries_no_quoted_words() -> None:
    part = ChangePart("removed", "The Customer may object.", "", "9.3", types=("subprocessor_change",), severity=4)
    (made,) = alerts(Change(True, 4, parts=(part,)), occasion())
    assert "The Customer may object" in made.sentences[0]
    assert "The Customer may object" not in made.title


def test_labels_that_help_nobody_find_the_place_are_left_out() -> None:
    part = replace(PART, section="iii")
    assert "iii" not in first(replace(CHANGE, parts=(part,)))


def test_one_day_for_objection_and_effect_claims_no_right_to_object() -> None:
    same = (Deadline("objection", date(2026, 9, 1), True), Deadline("effect", date(2026, 9, 1), True))
    assert until_when(same, "none", NOW.date(), "en") == (
        "The last day to act is 1 September 2026, when the change takes effect (28 days left, estimated); "
        "if nobody acts, the change applies all the same, without acceptance."
    )


def test_stated_time_to_object_is_said_as_such_even_on_the_day_of_effect() -> None:
    counted = Deadline("objection", date(2026, 9, 1), True, "first seen 2026-08-18 + 14 days")
    said = until_when((counted, Deadline("effect", date(2026, 9, 1), True)), "", NOW.date(), "sv")
    assert said.startswith("Ni kan invända senast den 1 september 2026, då ändringen börjar gälla (28 dagar kvar")


def test_small_changes_of_text_are_left_out_beside_graver_ones() -> None:
    small = ChangePart("edited", "Edition of May", "Edition of June", "Title page", severity=1)
    (made,) = alerts(replace(CHANGE, parts=(small, PART)), occasion())
    assert "June" not in made.sentences[0]
    assert len(made.quotes) == 1
    assert "June" in first(Change(True, 1, parts=(small,)))
