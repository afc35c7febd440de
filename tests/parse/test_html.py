"""HTML: what is shown is read, what is frame or hidden is not, and every word is found in the source again."""

from __future__ import annotations

import html as entities
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from clausewatch.errors import ParseError
from clausewatch.model import Document, PassageKind
from clausewatch.parse.reader import Hints, parse
from clausewatch.parse.repair import repaired

LAW = "The supplier may amend this agreement with thirty days notice, and the customer shall be entitled to terminate it."


def read(body: str, head: str = "", **hints: object) -> Document:
    page = f"<!DOCTYPE html><html lang='en'><head><title>Terms | Fjordmoln</title>{head}</head><body>{body}</body></html>"
    return parse(page.encode(), Hints(**hints))  # type: ignore[arg-type]


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(p.kind.value, document.passage_text(p)) for p in document.passages]


def test_headings_paragraphs_items_and_rows_keep_their_roles() -> None:
    document = read(
        f"<h1>Terms</h1><p>{LAW}</p><ul><li>One</li><li>Two<ul><li>Inner</li></ul></li></ul>"
        "<table><tr><th>Name</th><th>Country</th></tr><tr><td>Bergrum</td><td>Norway</td></tr></table>"
    )
    assert kinds(document) == [
        ("heading", "Terms"), ("paragraph", LAW), ("list_item", "One"), ("list_item", "Two"), ("list_item", "Inner"),
        ("table_row", "Name | Country"), ("table_row", "Bergrum | Norway"),
    ]  # fmt: skip
    assert [p.lead_in for p in document.passages[2:5]] == [1, 1, 3]
    assert document.passages[6].header == 5


def test_navigation_footer_cookie_banner_and_menus_are_left_out() -> None:
    document = read(
        "<header><nav><a href='/'>Home</a><a href='/p'>Prices</a></nav></header>"
        "<div class='cookie-banner'>We use cookies. <button>Accept all</button></div>"
        f"<div class='content'><h1>Terms</h1>{f'<p>{LAW}</p>' * 12}</div>"
        "<div class='share-buttons'><a href='#'>Share</a></div><aside><a href='/x'>Related</a></aside>"
        "<footer><a href='/about'>About us</a> © Fjordmoln</footer>"
    )
    assert document.text == "\n\n".join(["Terms", *[LAW] * 12])


def test_heading_whose_id_speaks_of_cookies_or_sharing_is_kept() -> None:
    document = read(f"<main><h2 id='cookies'>Cookies</h2><p>{LAW}</p><h2 id='how-we-share'>How we share</h2><p>{LAW}</p></main>")
    assert [t for k, t in kinds(document) if k == "heading"] == ["Cookies", "How we share"]


def test_page_that_is_all_frame_by_its_names_is_read_whole() -> None:
    document = read(f"<div class='modal-overlay'><p>{LAW}</p><p>{LAW}</p><p>{LAW}</p></div>")
    assert document.text.count(LAW) == 3


def test_hidden_text_is_no_text_but_what_folds_out_is() -> None:
    document = read(
        f"<main><p>{LAW}</p><p style='display:none'>secret</p><p hidden>secret</p><span class='sr-only'>secret</span>"
        "<template>secret</template><noscript>secret</noscript><script>secret</script>"
        "<button aria-controls='a' aria-expanded='false'>Fees</button><div id='a' style='display: none'>Fees may rise.</div>"
        "<details><summary>Venue</summary>Courts of Sweden.</details><div aria-hidden='true'><p>" + LAW + "</p></div></main>"
    )
    assert "secret" not in document.text
    assert [t for _, t in kinds(document)] == [LAW, "Fees", "Fees may rise.", "Venue", "Courts of Sweden.", LAW]


def test_declarative_shadow_root_is_shown() -> None:
    document = read(f"<x-terms><template shadowrootmode='open'><p>{LAW}</p></template></x-terms>")
    assert document.text == LAW


def test_declared_elements_are_read_in_order_once_and_removed_parts_left_out() -> None:
    body = f"<div id='b'><p>B {LAW}</p><p class='ad'>Buy</p></div><div class='a'><p>A {LAW}</p></div><nav><p>no</p></nav>"
    document = read(body, select=(".a", "#b", "#b p:first-child"), remove=(".ad",))
    assert [t[:1] for _, t in kinds(document)] == ["B", "A"]


def test_selector_that_is_not_css_is_an_error_that_names_it() -> None:
    with pytest.raises(ParseError, match="a >>>"):
        read("<p>x</p>", select=("a >>>",))


def test_breaks_part_numbered_lines_and_empty_lines_but_not_addresses() -> None:
    document = read(f"<main><div>Fjordmoln AB<br>Storgatan 1<br><br>1.1 {LAW}<br>1.2 {LAW}</div></main>")
    assert [t for _, t in kinds(document)] == ["Fjordmoln AB Storgatan 1", f"1.1 {LAW}", f"1.2 {LAW}"]


def test_layout_table_is_running_text_and_merged_cells_repeat() -> None:
    layout = read(f"<table><tr><td><h2>Terms</h2><p>{LAW}</p></td></tr></table>")
    assert [k for k, _ in kinds(layout)] == ["heading", "paragraph"]
    merged = read(
        "<main><table><tr><th>Name<th>Service<th>Country</tr>"
        "<tr><td rowspan=2>Bergrum<td>Disk<td>Norway<tr><td>Tape<td>Sweden</table>"
        f"<p>{LAW}</p></main>"
    )
    assert [t for k, t in kinds(merged) if k == "table_row"][1:] == ["Bergrum | Disk | Norway", "Bergrum | Tape | Sweden"]


def test_ordered_list_numbers_are_section_numbers_and_not_text() -> None:
    document = read(f"<main><ol><li>{LAW * 2}<ol type='a'><li>{LAW * 2}</li></ol></li><li>{LAW * 2}</li></ol></main>")
    assert [s.number for s in document.sections] == ["1", "1(a)", "2"]
    assert document.text.startswith("The supplier")


def test_heading_inside_a_numbered_item_takes_its_number() -> None:
    document = read(f"<main><ol><li><h2>Scope</h2><p>{LAW}</p></li><li><h2>Fees</h2><p>{LAW}</p></li></ol></main>")
    assert [s.label for s in document.sections] == ["1 Scope", "2 Fees"]


def test_words_parted_by_bold_titles_get_their_space_back() -> None:
    document = read(f"<main><p><strong>Payment.</strong>You shall pay.</p><p>{LAW}</p></main>")
    assert document.text.startswith("Payment. You shall pay.")


def test_runs_point_to_the_bytes_that_hold_the_words() -> None:
    source = (
        f"<html><body><main><p>Caf\u00e9 &amp; caf&eacute;s <b>\u201cTerms\u201d</b> apply.<!-- x -->{LAW}</p>"
        f"<p>soft\u00adhyphen and zero\u200bwidth &nbsp;spaces \ufb01ne</p></main></body></html>"
    ).encode()
    document = parse(source)
    assert "softhyphen and zerowidth spaces fine" in document.text
    for run in document.runs:
        raw = entities.unescape(source[run.source_start : run.source_end].decode())
        assert " ".join(repaired(raw).split()) == document.text[run.start : run.end]
    covered = sum(r.end - r.start for r in document.runs)
    assert covered >= 0.95 * len(document.text.replace("\n", ""))


def test_second_reader_finds_no_word_that_is_missing() -> None:
    from pathlib import Path

    for page in (Path(__file__).parent / "pages").glob("terms--*.html"):
        tree = LexborHTMLParser(page.read_text())
        for tag in tree.css("script, style, button, nav, footer, header, .cookie-banner, input"):
            tag.decompose()
        other = re.findall(r"\w+", tree.css_first("main, [role=main], body").text(separator=" "))  # type: ignore[union-attr]
        mine = re.findall(r"\w+", parse(page.read_bytes()).text)
        missing = [w for w in set(other) if mine.count(w) < other.count(w)]
        assert not [m for m in missing if m not in {"1", "2"} or "accordion" not in page.name], (page.name, missing)


def test_links_keep_their_targets() -> None:
    document = read(f"<main><p>See the <a href='/subs'>list of <b>subprocessors</b></a>. {LAW}</p></main>")
    [(start, end, href)] = document.links
    assert (document.text[start:end], href) == ("list of subprocessors", "/subs")


def test_links_are_resolved_against_the_address_of_the_page() -> None:
    body = f"<main><p><a href='/subs'>List</a> <a href='#top'>Top</a> <a href='http://['>Bad</a> {LAW}</p></main>"
    document = read(body, url="https://a.example/x", final_url="https://f.example/legal/")
    assert [href for _, _, href in document.links] == ["https://f.example/subs", "#top", "http://["]


def test_page_language_is_judged_by_its_words() -> None:
    words = "Leverantören får ändra villkoren och kunden har rätt att säga upp avtalet om det inte är godtagbart."
    assert read(f"<p>{words}</p>").lang == "sv"


def test_title_is_the_pages_own() -> None:
    assert read(f"<p>{LAW}</p>").title == "Terms | Fjordmoln"


def test_preformatted_text_is_cut_at_empty_lines() -> None:
    document = read(f"<pre>FIRST\n\n{LAW}\nIt goes on.\n</pre>")
    assert [t for _, t in kinds(document)] == ["FIRST", f"{LAW} It goes on."]


def test_definition_list_and_loose_text_are_read() -> None:
    document = read(f"<main>Loose text. <dl><dt>Service</dt><dd>{LAW}</dd></dl>after</main>")
    assert [t for _, t in kinds(document)] == ["Loose text.", "Service", LAW, "after"]
    assert all(p.kind is PassageKind.PARAGRAPH for p in document.passages)


def test_clauses_named_like_frames_are_kept() -> None:
    """Sites give a clause the id of its heading: research, promoting, feedback."""
    clauses = {
        "research-and-innovation": "We do research with what you give us, and with what partners give us.",
        "promoting-safety": "We promote the safety of those who use the service, and stop those who harm it.",
        "feedback": "What you tell us about the service is ours to use under this agreement.",
    }
    rules = "".join(f"<p>{n}. The customer shall pay the fees of this agreement within thirty days.</p>" for n in range(40))
    parts = "".join(f"<div id='{name}'><p>{text}</p></div>" for name, text in clauses.items())
    box = "<div class='newsletter-box'><p>Get our news every Monday.</p></div>"
    document = parse(f"<html><body><main><h1>Terms</h1>{rules}{parts}{box}</main></body></html>".encode())
    assert all(text in document.text for text in clauses.values())
    assert "every Monday" not in document.text
