"""Every page in both languages: that it is there, small, safe, and says what the record holds."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from deskkit import HOSTILE, Served

PAGES = (
    "/",
    "/?role=dpo",
    "/changes",
    "/changes?state=cosmetic",
    "/changes/1",
    "/changes/1?view=side",
    "/changes/2",
    "/changes/3",
    "/vendors",
    "/vendors/acme",
    "/vendors/acme/clauses/terms_change",
    "/vendors/acme/history",
    "/vendors/acme/history?document=subprocessors",
    "/vendors/initech/history",
    "/vendors/globex",
    "/vendors/initech",
    "/documents/acme/dpa",
    "/documents/acme/dpa?version=1",
    "/documents/acme/dpa/compare",
    "/documents/globex/terms",
    "/documents/globex/terms?version=5",
    "/documents/initech/terms",
    "/matrix",
    "/matrix?sort=notice&down=true",
    "/subprocessors",
    "/search",
    "/search?q=notice",
    "/search?q=script",
    "/health",
    "/health?show=all",
    "/documents/acme/dpa/signed",
    "/documents/acme/dpa@signed",
    "/reports",
    "/mutes",
    "/users",
    "/captures/7",
    "/method",
)


class Strict(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.risky: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object"):
            self.loaded.append(given.get("src") or given.get("href") or "inline")
        self.risky += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.risky += [f"{tag} {value}" for value in given.values() if (value or "").strip().casefold().startswith("javascript:")]


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_small_inert_and_loads_only_from_the_desk(open_desk: Served, path: str, lang: str) -> None:
    with open_desk.client(lang=lang) as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 300_000
    assert f'<html lang="{lang}">' in answer.text
    assert not any(said in answer.text for said in ("<script>document", "<img", "\x1b", "\u202e", ">49<"))
    page = Strict(answer.text)
    assert all(re.fullmatch(r"/static/[\w.-]+(\?[\d.]+)?", address) for address in page.loaded), page.loaded
    assert not page.risky


def test_today_puts_the_deadline_first_and_says_what_follows(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/").text
    assert "13 January 2026" in html
    assert "9 days left" in html
    assert "silence counts as acceptance" in html
    assert html.index("9 days left") < html.index("Vandelay")
    assert "2 sources in trouble" in html


def test_today_of_one_role_leaves_out_what_concerns_others(open_desk: Served) -> None:
    with open_desk.client() as client:
        assert "Vandelay" in client.get("/?role=dpo").text
        assert "Vandelay" not in client.get("/?role=legal").text


def test_change_shows_before_and_after_direction_and_rule(open_desk: Served) -> None:
    with open_desk.client(lang="sv") as client:
        html = client.get("/changes/1").text
    assert "<del>30</del><ins>14</ins>" in html
    assert "till nackdel" in html
    assert "S06" in html
    assert "22 januari 2026" in html


def test_alert_address_leads_to_its_change(open_desk: Served) -> None:
    with open_desk.client() as client:
        answer = client.get("/alerts/alert-of-dpa")
        assert (answer.status_code, answer.headers["location"]) == (302, "/changes/1")
        assert client.get("/alerts/unknown").status_code == 404


def test_clause_leads_to_its_marked_place_in_the_document(open_desk: Served) -> None:
    with open_desk.client() as client:
        vendor = client.get("/vendors/acme").text
        link = re.search(r'href="(/documents/acme/dpa\?at=\d+#f\d+)"', vendor)
        assert link
        html = client.get(link[1]).text
    anchor = link[1].partition("#")[2]
    assert f'id="{anchor}"></span><mark>' in html


def test_document_taken_in_and_not_watched_is_named(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/vendors/acme").text
    assert "Acceptable Use Policy" in html
    assert "not watched under this name" in html


def test_not_found_and_not_captured_are_said_apart(open_desk: Served) -> None:
    with open_desk.client() as client:
        matrix = client.get("/matrix").text
        vendor = client.get("/vendors/initech").text
    rows = {name: matrix[matrix.index(f">{name}</a>") :].partition("</tr>")[0] for name in ("acme", "initech")}
    assert "not captured" in rows["initech"]
    assert "not captured" not in rows["acme"]
    assert "not found" in rows["acme"]
    assert "Not captured" in vendor
    assert "Not found</h3>" not in vendor


def test_history_tells_since_when_a_wording_stands(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/vendors/acme/history").text
        part = client.get("/vendors/acme/history", headers={"HX-Request": "true"}).text
    assert "30 days" in html
    assert "11 January 2026" in html
    assert "<html" not in part


def test_clause_says_since_when_its_passage_stands(open_desk: Served) -> None:
    with open_desk.client() as client:
        cards = client.get("/vendors/acme").text.split('<article class="card">')[1:]
    since = {card.partition("<bdi>")[2].partition("</bdi>")[0]: card.partition("least ")[2].partition("<")[0] for card in cards}
    assert since["This agreement is governed by the laws of Sweden."] == "1 January 2026"
    assert since["We may change these terms with 14 days of notice."] == "11 January 2026"


@pytest.mark.parametrize("path", ["clauses/nothing", "clauses/exit", "history?document=none"])
def test_what_a_vendor_has_not_is_said(open_desk: Served, path: str) -> None:
    with open_desk.client() as client:
        assert client.get(f"/vendors/acme/{path}").status_code == 404


def test_two_versions_are_compared_as_a_change(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/documents/acme/dpa/compare?old=1&new=2").text
    assert "<del>30</del><ins>14</ins>" in html


def test_one_company_under_two_spellings_counts_once(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/subprocessors").text
        csv = client.get("/subprocessors.csv").text
    assert "2 of 3" in html
    assert "adequacy decision of limited scope" in html
    assert "2026-01-09" in csv


def test_signed_copy_is_laid_beside_the_published_text_and_kept_out_of_it(open_desk: Served) -> None:
    with open_desk.client() as client:
        beside = client.get("/documents/acme/dpa/signed").text
        assert client.get("/documents/globex/terms/signed").status_code == 404
        elsewhere = [client.get(path).text for path in ("/matrix.csv", "/health?show=all", "/changes?state=all")]
    assert "<del>30</del><ins>14</ins>" in beside
    assert "signed → published" in beside
    assert not any("@signed" in text for text in elsewhere)


def test_changes_per_month_stand_beside_their_picture(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/changes").text
    row = html[html.index('<th scope="row" class="number">2026-01</th>') :].partition("</tr>")[0]
    assert re.findall(r'<td class="n[^"]*">(\d+)</td>', row) == ["0", "2", "1", "0"]
    assert html.count("<rect") == 2


@pytest.mark.parametrize(
    "name", ["evidence?vendor=globex", "comparison?", "comparison?vendor=acme", "register?", "period?since=2026-01-01"]
)
@pytest.mark.parametrize("form", ["html", "docx", "csv", "xlsx"])
def test_report_leaves_in_every_form_and_is_inert(open_desk: Served, name: str, form: str) -> None:
    with open_desk.client(lang="sv") as client:
        answer = client.get(f"/reports/{name}&form={form}")
    assert answer.status_code == 200, answer.text[:300]
    if form == "html":
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script>document" not in answer.text
    else:
        assert re.fullmatch(r'attachment; filename="clausewatch-\w+-2026-01-13-sv\.\w+"', answer.headers["content-disposition"])
    if form == "csv":
        assert not re.search(r"(^|,)\"?[=+@-]", answer.text, re.MULTILINE)


@pytest.mark.parametrize(
    "path", ["evidence?vendor=none", "period?since=soon", "signed?document=acme/dpa&form=xlsx", "none", "register?form=pdf"]
)
def test_report_that_cannot_be_made_says_why(open_desk: Served, path: str) -> None:
    with open_desk.client() as client:
        answer = client.get(f"/reports/{path}")
    assert answer.status_code in (400, 404)
    assert "<h1>" in answer.text


def test_scraper_reads_the_record_in_numbers(open_desk: Served) -> None:
    with open_desk.client() as client:
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'clausewatch_substantive_changes_total{severity="3"} 2' in answer.text


def test_tables_that_leave_hold_no_formula(open_desk: Served) -> None:
    with open_desk.client() as client:
        for name in ("matrix", "subprocessors"):
            lines = client.get(f"/{name}.csv").text.removeprefix("\ufeff").splitlines()
            assert len(lines) > 2
            book = openpyxl.load_workbook(io.BytesIO(client.get(f"/{name}.xlsx").content))
            cells = [c for row in book.active.iter_rows() for c in row]
            assert {c.data_type for c in cells if c.value} == {"s"}


def test_sorting_puts_what_is_said_before_what_is_not(open_desk: Served) -> None:
    with open_desk.client() as client:
        for down in ("false", "true"):
            html = client.get(f"/matrix?sort=notice&down={down}").text
            assert html.index(">acme</a>") < html.index("initech")


def test_search_finds_what_stood_once_and_leads_there(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/search?q=30+days").text
        assert "stood there from 1 January 2026" in html
        link = re.search(r'href="(/documents/acme/dpa/passage[^"]+)"', html)
        assert link
        answer = client.get(link[1].replace("&amp;", "&"))
        assert answer.status_code == 302
        assert "version=1" in answer.headers["location"]


def test_search_without_words_is_no_error(open_desk: Served) -> None:
    with open_desk.client() as client:
        for asked in ("", "%22", "---", "%00", "a" * 5000):
            assert client.get(f"/search?q={asked}").status_code == 200


def test_raw_bytes_are_handed_out_for_keeping_only(open_desk: Served) -> None:
    with open_desk.client() as client:
        answer = client.get("/captures/5/raw")
    assert HOSTILE.encode() in answer.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox"


def test_health_names_the_trouble_and_the_way_to_look(open_desk: Served) -> None:
    with open_desk.client() as client:
        html = client.get("/health").text
    assert "Much less text than before" in html
    assert 'href="/captures/7"' in html
    assert "acme, <a" in html


@pytest.mark.parametrize(
    "path", ["/nope", "/changes/99", "/changes/x", "/vendors/none", "/documents/a/b", "/captures/99", "/static/x"]
)
def test_what_is_not_there_is_a_page_that_says_so(open_desk: Served, path: str) -> None:
    with open_desk.client() as client:
        answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.text


def test_evidence_leaves_as_pack_and_report(open_desk: Served) -> None:
    with open_desk.client() as client:
        assert client.get("/changes/1/pack.zip").content[:2] == b"PK"
        report = client.get("/vendors/acme/report")
    assert "default-src 'none'" in report.headers["content-security-policy"]
    assert "script-src" not in report.headers["content-security-policy"]
