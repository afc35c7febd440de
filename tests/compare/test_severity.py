"""Every rule of corpus/severity.yml, on a change that it is made for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from comparekit import BODY, CONTEXT, Clause, judged, reading, row, table

from clausewatch.compare.judge import compare
from clausewatch.compare.severity import Event, Verdict, grade, rules, worst
from clausewatch.errors import BadDeclarations
from clausewatch.model import SubprocessorRow

OLD = "The old clause says what the parties agreed on before."
NEW = "The new clause says what the parties agree on from now."


def clause(kind: str, **attributes: object) -> tuple[Clause, ...]:
    return ((kind, "", attributes),)  # type: ignore[return-value]


def attribute(kind: str, name: str, old: object, new: object, **more: object) -> tuple[int, str]:
    """Severity and rule when one attribute of one clause changes."""
    before = {name: old} if old is not None else {}
    after = {name: new} if new is not None else {}
    one = reading(OLD, ((kind, OLD, before),))  # type: ignore[arg-type]
    two = reading(NEW, ((kind, NEW, {**after, **more}),))  # type: ignore[arg-type]
    change = judged(one, two)
    return change.severity, change.rule


@pytest.mark.parametrize(
    ("rule", "severity", "arguments"),
    [
        ("S01", 4, ("terms_change", "notice_days", 30, 0)),
        ("S02", 4, ("government_access", "commitments", ("challenges", "notifies"), ("notifies",))),
        ("S03", 4, ("data_location", "countries", ("SE",), ("SE", "IN"))),
        ("S03", 4, ("data_location", "countries", ("EU",), None)),
        ("S03", 3, ("data_location", "countries", ("CH", "CA"), ("CH", "CA", "IN"))),
        ("S04", 4, ("transfer_mechanism", "mechanisms", ("scc",), None)),
        ("S04", 4, ("transfer_mechanism", "mechanisms", ("scc",), ("scc", "privacy_shield"))),
        ("S05", 4, ("subprocessor_change", "remedies", ("object",), None)),
        ("S06", 3, ("terms_change", "notice_days", 30, 14)),
        ("S08", 3, ("governing_law", "countries", ("SE",), ("US-CA",))),
        ("S08", 3, ("dispute_venue", "forum", "courts", "arbitration")),
        ("S09", 3, ("terms_change", "assent", "opt_in", "continued_use")),
        ("S10", 3, ("vendor_data_use", "purposes", ("improve",), ("improve", "train_ai"))),
        ("S10", 3, ("vendor_data_use", "purposes", ("none",), None)),
        ("S11", 2, ("transfer_mechanism", "mechanisms", ("scc",), ("dpf",))),
        ("S13", 2, ("breach_notification", "hours", 24, 72)),
        ("S14", 2, ("terms_change", "notice_days", 14, 30)),
        ("S14", 1, ("audit_rights", "days", 30, 14)),
    ],
)
def test_each_rule_grades_its_change(rule: str, severity: int, arguments: tuple[str, str, object, object]) -> None:
    assert attribute(*arguments) == (severity, rule)


def test_terms_at_once_with_a_way_out_are_not_the_worst() -> None:
    assert attribute("terms_change", "notice_days", 30, 0, remedies=("terminate",)) == (3, "S06")


@pytest.mark.parametrize(
    ("added", "severity", "rule"),
    [
        (row("Gamma", "US"), 3, "S07"),
        (row("Gamma", "IN"), 3, "S07"),
        (row("Gamma"), 2, "S07"),
        (row("Gamma", "DE"), 2, "S12"),
        (row("Gamma", "CH"), 2, "S12"),
    ],
)
def test_an_added_subprocessor_is_graded_by_its_country(added: SubprocessorRow, severity: int, rule: str) -> None:
    old, new = table(("Alfa AB", "hosting", "Sweden")), table(("Alfa AB", "hosting", "Sweden"), ("Gamma", "mail", "there"))
    change = judged(reading(old, rows=(row("Alfa AB", "SE"),)), reading(new, rows=(row("Alfa AB", "SE"), added)))
    assert (change.severity, change.rule) == (severity, rule)


def test_a_removed_subprocessor_is_for_the_record() -> None:
    old, new = table(("Alfa AB", "hosting", "Sweden"), ("Gamma", "mail", "US")), table(("Alfa AB", "hosting", "Sweden"))
    change = judged(reading(old, rows=(row("Alfa AB", "SE"), row("Gamma", "US"))), reading(new, rows=(row("Alfa AB", "SE"),)))
    assert (change.severity, change.rule) == (1, "S12")


def test_a_new_duty_is_to_be_read_and_other_text_is_for_the_record() -> None:
    duty = "The customer must train its users in the safe use of the service."
    change = judged(reading(""), reading(duty, (("customer_duties", duty, {}),)))
    assert (change.severity, change.rule) == (2, "S13")
    change = judged("", "The vendor holds a yearly meeting with its customers in Luleå.")
    assert (change.severity, change.rule) == (1, "S15")


def test_transfers_without_the_consent_that_was_needed_are_the_worst() -> None:
    old = "Transfers to third countries need the prior consent of the customer."
    new = "Transfers to third countries are listed in the overview of subprocessors."
    change = judged(reading(old, (("transfer_mechanism", old, {}),)), reading(new, (("transfer_mechanism", new, {}),)))
    assert (change.severity, change.rule) == (4, "S04")


def test_a_language_that_no_detector_reads_is_graded_with_care() -> None:
    old, new = reading(OLD), reading(NEW)
    unread = [replace(side, detection=replace(side.detection, looked_for=())) for side in (old, new)]
    change = compare(unread[0], unread[1], CONTEXT)
    assert (change.severity, change.rule) == (2, "S15")


def test_new_discretion_to_suspend_is_grave() -> None:
    old = "The vendor may suspend the service for a material breach of this agreement."
    new = "The vendor may suspend the service for a material breach of this agreement or at its sole discretion."
    change = judged(reading(old, (("suspension_termination", old, {}),)), reading(new, (("suspension_termination", new, {}),)))
    assert (change.severity, change.rule) == (3, "S10")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We train models on prompts of the free plan.", "We train models on prompts of the free plan and of teams."),
        ("We do not train models on prompts of teams or schools.", "We do not train models on prompts of schools."),
        ("We do not train models on prompts of teams.", "We may train models on prompts of teams."),
        (
            "We do not train models on prompts except on the free plan.",
            "We do not train models on prompts except on the free and teams plan.",
        ),
    ],
)
def test_training_on_more_data_is_grave(old: str, new: str) -> None:
    change = judged(reading(old, (("vendor_data_use", old, {}),)), reading(new, (("vendor_data_use", new, {}),)))
    assert (change.severity, change.rule) == (3, "S10")


def test_a_promise_not_to_train_that_goes_is_grave_though_no_detector_found_it() -> None:
    change = judged("The vendor does not use personal data to train its models.", "")
    assert (change.severity, change.rule, change.types) == (3, "S10", ("vendor_data_use",))
    assert [(a.attribute, a.old, a.new) for a in change.attributes] == [("purposes", ("none",), None)]


def test_a_mechanism_that_goes_where_data_now_stay_is_not_the_worst() -> None:
    old = "Transfers to third countries rest on standard contractual clauses."
    new = "Customer data stay in Sweden at all times."
    one = reading(old, (("transfer_mechanism", old, {"mechanisms": ("scc",)}),))
    two = reading(new, (("data_location", new, {"countries": ("SE",)}),))
    assert judged(one, two).severity == 2


def test_another_way_to_hear_of_changes_is_for_the_record() -> None:
    assert attribute("subprocessor_change", "channels", ("email",), ("email", "list_subscription")) == (1, "S14")


@pytest.mark.parametrize(("purpose", "severity"), [("mail and support of users", 1), ("payments", 2)])
def test_a_purpose_in_other_words_weighs_less_than_another_purpose(purpose: str, severity: int) -> None:
    old, new = table(("Gamma", "support of users", "DE")), table(("Gamma", purpose, "DE"))
    one, two = (replace(row("Gamma", "DE"), purpose=p) for p in ("support of users", purpose))
    change = judged(reading(old, rows=(one,)), reading(new, rows=(two,)))
    assert (change.severity, change.rule) == (severity, "S12")


def test_courts_beside_arbitration_are_both() -> None:
    old, new = "Disputes go to binding arbitration.", "Claims outside arbitration go to the courts of Malmö."
    one = reading(old, (("dispute_venue", old, {"forum": "arbitration"}),))
    two = reading(
        f"{old}\n\n{new}", (("dispute_venue", old, {"forum": "arbitration"}), ("dispute_venue", new, {"forum": "courts"}))
    )
    assert [(a.attribute, a.old, a.new) for a in judged(one, two).attributes] == [("forum", "arbitration", "both")]


def test_only_noise_is_nothing() -> None:
    change = judged(OLD, OLD + "\n\nSkip to content")
    assert (change.severity, change.rule) == (0, "S16")


def test_the_worst_part_counts() -> None:
    assert worst([Verdict(1, "S15"), Verdict(3, "S08"), Verdict(3, "S06")]) == Verdict(3, "S06")
    assert worst([]) == Verdict(0, "S16")


def test_rules_stand_in_order_and_each_has_its_sentences() -> None:
    found = rules()
    assert [r.id for r in found] == [f"S{n:02}" for n in range(1, 17)]
    assert all(set(r.says) == {"en", "sv"} for r in found)


def test_a_misspelt_condition_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "severity.yml"
    path.write_text("- {id: S01, says: {en: a, sv: b}, when: [{severity: 1, evnt: text}]}\n", encoding="utf-8")
    with pytest.raises(BadDeclarations, match="evnt"):
        rules(path)


def test_an_event_outside_all_rules_is_nothing() -> None:
    assert grade(Event("unheard_of"), rules()) == Verdict(0, "S16")


def test_every_part_shows_its_rule() -> None:
    change = judged(
        reading(OLD, (("governing_law", OLD, {"countries": ("SE",)}),)),
        reading(NEW, (("governing_law", NEW, {"countries": ("US",)}),)),
    )
    told = [p for p in change.parts if not p.noise]
    assert [(p.rule, p.severity, p.types) for p in told] == [("S08", 3, ("governing_law",))]
    assert replace(CONTEXT).country == "SE"
    assert BODY
