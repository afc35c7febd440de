"""Differences without effect are named and never alarm."""

from __future__ import annotations

import pytest
from comparekit import BODY, CONTEXT, document, judged, reading, table

from clausewatch.compare.judge import compare
from clausewatch.compare.noise import KINDS
from clausewatch.compare.units import words

RULE = "The vendor may change these terms with 30 days of notice by e-mail, and the customer may leave."

QUIET = {
    "date_only": ("*Last updated: 3 May 2024*\n\n" + RULE, "*Last updated: June 8, 2025*\n\n" + RULE),
    "date_only of a line in figures": (RULE, "Latest update: 2026-12-07\n\n" + RULE),
    "formatting": ("Heading words of a part\n\n" + RULE, "## Heading words of a part\n\n" + RULE),
    "typography": (RULE, RULE.replace("e-mail, and", "e-mail - and").replace("vendor", "Vendor")),
    "typography of a misspelt word": (RULE.replace("notice", "notiice"), RULE),
    "wording": (RULE.replace("may leave", "may then leave"), RULE),
    "typography of a contraction": ("The vendor does not sell customer data.", "The vendor doesn’t sell customer data."),
    "wording of a synonym": ("Subcontractors shall keep data secret.", "Sub-processors must keep data secret."),
    "links": (
        "See the [price list](https://fjallmoln.example/prices?ref=1).",
        "See the [price list](https://fjallmoln.example/prices?ref=2).",
    ),
    "renumbering": ("4. " + RULE, "5. " + RULE),
    "renumbering of a cross-reference": ("Subject to section 4.2, " + RULE, "Subject to section 4.3, " + RULE),
    "typography of a link mark": (RULE, RULE.replace("e-mail", "e-mail (opens in new tab)")),
    "ui_text of a menu": (RULE, "Skip to content\n\n" + RULE),
    "contact": (
        "Address: Storgatan 1, 111 22 Stockholm, info@fjallmoln.example",
        "Address: Lillgatan 9, 333 44 Malmö, hello@fjallmoln.example",
    ),
    "extraction": (RULE, "topics: cloud storage\n\n" + RULE),
    "links of an agreement that moved": (
        RULE + " Our agreement stands at https://fjallmoln.example/legal/Data_Processing_current.",
        RULE + " Our agreement stands at https://fjallmoln.example/legal/Data_Processing_current.pdf.",
    ),
    "links of an address without scheme": (
        RULE + " Our policies are published at help.fjallmoln.example/policies.",
        RULE + " Our policies are published at docs.fjallmoln.example/policies.",
    ),
    "formatting of a link by reference": (RULE.replace("these terms", "[these terms][terms]"), RULE),
    "contact of an address with escaped letters": (
        RULE + "\n\nAsk for an exception at use-exceptions@fjallmoln.example.",
        RULE + "\n\nAsk for an exception at use\\_exceptions@fjallmoln.example.",
    ),
    "contact of an invitation to ask": (
        RULE + "\n\nFor questions, please contact us at legal@fjallmoln.example.",
        RULE + "\n\nFor questions about the use of our logo, please contact us at legal@fjallmoln.example.",
    ),
    "contact of a letter box in a list": (
        "Ways to reach us:\n\n- By e-mail to info@fjallmoln.example.\n\n" + RULE,
        "Ways to reach us:\n\n- By e-mail to info@fjallmoln.example.\n- By letter to Fjällmoln, 15 rue Exemple, 75001 Paris.\n\n"
        + RULE,
    ),
    "contact of who signs": (RULE + "\n\nEva Ek - CEO Fjällmoln AB", RULE + "\n\nEva Ek - Managing Director Fjällmoln AB"),
    "navigation of a table of contents": (
        RULE + "\n\n## Notice of new terms\n\n" + RULE.replace("30", "40"),
        "1. Notice of new terms\n\n" + RULE + "\n\n## Notice of new terms\n\n" + RULE.replace("30", "40"),
    ),
    "ui_text of a cookie banner": (
        RULE,
        RULE + "\n\nWe'd like to use cookies to remember what you chose and show what is relevant to you.",
    ),
    "ui_text of a credit": (RULE, RULE + "\n\nThis policy is based on a Creative Commons licensed policy by Fjällmoln."),
    "ui_text of a form": (RULE + "\n\nTOWN, YYYY-MM-DD", RULE + "\n\nYYYY-MM-DD"),
    "ui_text of a question": (
        RULE,
        RULE + "\n\nHow is it that Fjällmoln is so quick to store what its users write every single day?",
    ),
    "wording of another voice": (
        "Refunds are processed according to our refund policy.\n\n" + RULE,
        "We process refunds according to our refund policy.\n\n" + RULE,
    ),
    "wording of a missing pronoun": (
        RULE + " In rare cases, mend errors at once.",
        RULE + " In rare cases, we mend errors at once.",
    ),
}


@pytest.mark.parametrize("kind", QUIET)
def test_noise_is_named_and_silent(kind: str) -> None:
    change = judged(*QUIET[kind])
    assert not change.substantive
    assert change.severity == 0
    assert change.rule == "S16"
    assert kind.split(" of ")[0] in change.noise


def test_noise_names_are_those_of_the_guide() -> None:
    assert len(KINDS) == len(set(KINDS)) == 14


def test_equal_texts_leave_no_part_at_all() -> None:
    change = judged(RULE, RULE)
    assert change.parts == ()
    assert change.noise == ()
    assert not change.substantive


def test_a_new_layout_of_the_same_words_is_silent() -> None:
    """Hard wraps, list marks and headings that became paragraphs (fault F43)."""
    old = "## 4. Duties\n\nThe customer\n\n- keeps passwords secret,\n- trains its users and\n- reports misuse.\n\n" + RULE
    wrapped = "4. Duties\n\nThe customer\n\n* keeps passwords secret,\n* trains its\n  users and\n* reports misuse.\n\n"
    change = judged(old, wrapped + RULE.replace(" of notice", "\nof notice"))
    assert not change.substantive
    assert set(change.noise) <= {"formatting", "typography", "renumbering"}


def test_a_moved_section_is_a_move() -> None:
    parts = ["## Audits\n\nThe customer may audit the vendor once a year.\n\n", "## Law\n\nSwedish law governs the contract.\n\n"]
    change = judged("".join(parts), "".join(parts[::-1]))
    assert not change.substantive
    assert "move" in change.noise


def test_reordered_table_rows_are_no_change() -> None:
    rows = [("Alfa AB", "hosting", "Sweden"), ("Beta GmbH", "support", "Germany"), ("Gamma SA", "mail", "France")]
    change = judged(table(*rows), table(*rows[::-1]))
    assert not change.substantive
    assert "move" in change.noise


def test_reordered_table_columns_are_no_change() -> None:
    lines = ["| Country | Name |", "| --- | --- |", "| Sweden | Alfa AB |", "| Germany | Beta GmbH |"]
    swapped = ["| Name | Country |", "| --- | --- |", "| Alfa AB | Sweden |", "| Beta GmbH | Germany |"]
    assert not judged("\n".join(lines), "\n".join(swapped)).substantive


def test_a_text_that_flaps_is_silent_the_second_time_for_what_came_back() -> None:
    """A, B, A: the pair (A, A) holds no change, whatever B was."""
    a, b = reading(RULE), reading(RULE.replace("30", "14"))
    assert compare(a, b, CONTEXT).substantive
    assert compare(a, reading(RULE), CONTEXT).parts == ()


def test_a_number_in_a_rule_is_never_noise() -> None:
    assert judged(RULE, RULE.replace("30 days", "14 days")).substantive


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("may terminate", "may not terminate"),
        ("may terminate", "must terminate"),
        ("includes customer data", "excludes customer data"),
        ("weekly reports to the customer", "yearly reports to the customer"),
        ("the laws of Sweden", "the laws of Ireland"),
        ("data and metadata", "data or metadata"),
    ],
)
def test_a_word_that_turns_a_rule_is_never_noise(old: str, new: str) -> None:
    sentence = "Under this agreement the vendor {} as the parties have agreed in writing."
    assert judged(sentence.format(old), sentence.format(new)).substantive


@pytest.mark.parametrize(
    "added",
    [
        "If you have questions, please contact us to object within 30 days.",
        "The data processing agreement at fjallmoln.example/dpa forms part of these terms.",
        "By letter the customer must tell the vendor of each new user at 15 rue Exemple, 75001 Paris.",
    ],
)
def test_a_right_or_duty_beside_an_address_is_never_noise(added: str) -> None:
    assert judged(RULE, f"{RULE}\n\n{added}").substantive


def test_mark_up_and_invisible_characters_are_no_words() -> None:
    assert words("**Data** [here](https://a.example/b)\u00ad\u200b") == words("data here")


def test_the_rest_of_a_document_does_not_matter_for_its_noise() -> None:
    assert document(RULE).text.startswith(document("", BODY).text[:200])
