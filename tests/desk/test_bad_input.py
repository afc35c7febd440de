"""What may be in a record and must not break a page: huge documents, thousands of clauses, what was erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch.model import Cause
from clausewatch.record.keeping import Why
from clausewatch.record.store import create_record
from clausewatch.settings import Settings
from clausewatch.tools import Tools
from deskkit import DPA, NOW, Served, document, fall, listening, seen

SENTENCE = "We may change these terms with {} days of notice, and clause {} of this agreement says so at some length. "
PAGES = (
    "/",
    "/changes/1",
    "/changes/1?view=side",
    "/vendors/acme",
    "/vendors/acme/clauses/terms_change",
    "/vendors/acme/clauses/terms_change?p=99",
    "/vendors/acme/history",
    "/documents/acme/dpa",
    "/documents/acme/dpa?part=30",
    "/documents/acme/dpa/compare",
    "/matrix",
    "/search?q=notice",
)
ERASED = (
    "/",
    "/changes/1",
    "/vendors/acme",
    "/vendors/acme/history",
    "/documents/acme/dpa",
    "/documents/acme/dpa/compare",
    "/matrix",
    "/search?q=notice",
    "/api/changes/1",
    "/feeds/changes.atom",
    "/reports/evidence?vendor=acme",
)


def test_two_megabytes_with_five_thousand_clauses_come_in_small_pages(tmp_path: Path) -> None:
    said = [SENTENCE.format(30 + n % 7, n) * 4 for n in range(5000)]
    types = {n: ("terms_change", {"notice_days": 30 + n % 7}) for n in range(1, 5001)}
    whole = document(said, "Data processing agreement", types)
    assert len(whole.document.text) > 2_000_000
    record = create_record(Settings(home=tmp_path / "home"))
    record.observe(seen(DPA, 0, document(["Nothing is agreed."], "Data processing agreement", {})))
    record.observe(seen(DPA, 10, whole, change=fall(30, 14, NOW.date()), cause=Cause.CONTENT))
    with listening(Tools(Settings(home=tmp_path / "home"), record, clock=lambda: NOW)) as served, served.client() as client:
        sizes = {path: len(client.get(path).raise_for_status().content) for path in PAGES}
    assert max(sizes.values()) < 300_000, sizes


def test_what_was_erased_is_on_no_page_any_more(fresh_desk: Served) -> None:
    with fresh_desk.client() as client:
        before = [path for path in ERASED if "14 days" in client.get(path).text]
        assert before == list(ERASED)
        fresh_desk.tools.record.erase(2, Why("Cia", "It held a name.", NOW))
        fresh_desk.desk.shelf.touch()
        answers = {path: client.get(path) for path in (*ERASED, "/api/versions/1")}
        gone = [client.get(path) for path in ("/documents/acme/dpa?version=2", "/captures/2/raw", "/api/versions/2")]
    assert {path: a.status_code for path, a in answers.items() if a.status_code != 200} == {}
    assert [path for path, a in answers.items() if "14 days" in a.text] == []
    assert [a.status_code for a in gone] == [410, 410, 410]
    assert all("It held a name." in a.text for a in gone)


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_basis_of_a_deadline_is_said_in_the_readers_language(lang: str) -> None:
    from clausewatch.desk.texts import Texts
    from clausewatch.desk.told import reckoned

    t = Texts(lang)
    bases = ("first seen 2026-06-15 + 30 days", "vendor's notice 2026-06-15 + 1 business day", "date of effect", "other")
    expected = {
        "en": (
            "30 days from 15 June 2026, when it was first seen",
            "1 working day from the vendor’s notice of 15 June 2026",
            "the day on which the change takes effect",
            "other",
        ),
        "sv": (
            "30 dagar från den 15 juni 2026, då den först sågs",
            "1 arbetsdag från leverantörens meddelande den 15 juni 2026",
            "dagen då ändringen börjar gälla",
            "other",
        ),
    }
    assert tuple(reckoned(basis, t) for basis in bases) == expected[lang]
