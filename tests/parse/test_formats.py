"""Markdown, plain text, page source, reStructuredText, XLSX: words kept, layout told."""

from __future__ import annotations

import parsekit as builders
from clausewatch.model import Document, PassageKind
from clausewatch.parse.reader import Hints, parse


def read(text: str, name: str = "a.md") -> Document:
    return parse(text.encode(), Hints(filename=name))


def shown(document: Document, kind: PassageKind) -> list[str]:
    return [document.passage_text(p) for p in document.passages if p.kind is kind]


def test_markdown_marks_and_targets_are_dropped_and_words_kept() -> None:
    document = read(
        '# Our *terms*\n\nYou **agree** to the [price list](https://f.example/p_(1) "Prices") & `fees`&nbsp;&amp; taxes.\n'
    )
    assert document.text == "Our terms\n\nYou agree to the price list & fees & taxes."
    [(start, end, href)] = document.links
    assert (document.text[start:end], href) == ("price list", "https://f.example/p_(1)")


def test_markdown_front_matter_gives_the_title_and_no_text() -> None:
    document = read("---\ntitle: 'Villkor'\nlayout: page\n---\nDu godkänner villkoren.\n")
    assert (document.title, document.text) == ("Villkor", "Du godkänner villkoren.")


def test_markdown_hard_wraps_join_and_numbers_stay_as_written() -> None:
    document = read("9.5 The supplier may\n    change the fees.\n\n7) Next\n")
    assert document.text.split("\n\n") == ["9.5 The supplier may change the fees.", "7) Next"]


def test_markdown_reference_links_images_comments_and_escapes() -> None:
    document = read("See [the list][l], ![a logo](x.png) <!-- no --> 5 \\* 3 and snake_case.\n\n[l]: https://f.example/list\n")
    assert document.text == "See the list, 5 * 3 and snake_case."
    assert document.links[0][2] == "https://f.example/list"


def test_markdown_table_rows_have_cells_and_header() -> None:
    document = read("| Name | Country |\n|---|:--|\n| Bergrum AS | Norway |\n\n| Postduva GmbH | Germany |\n")
    rows = [p for p in document.passages if p.kind is PassageKind.TABLE_ROW]
    assert [document.passage_text(r) for r in rows] == ["Name | Country", "Bergrum AS | Norway", "Postduva GmbH | Germany"]
    assert [r.header for r in rows] == [-1, 0, 0]
    assert [document.text[a:b] for a, b in rows[1].cells] == ["Bergrum AS", "Norway"]


def test_markdown_items_know_their_lead_in() -> None:
    document = read("The customer shall:\n\n- pay\n  - on time\n- not resell\n\nThe end.\n")
    leads = [p.lead_in for p in document.passages if p.kind is PassageKind.LIST_ITEM]
    assert leads == [0, 1, 0]


def test_html_table_in_markdown_is_a_table() -> None:
    document = read(
        "Rows:\n\n<table><tr><th>Name</th><th>Country</th></tr>\n<tr><td>Bergrum</td><td>Norway</td></tr></table>\n\nEnd\n"
    )
    assert shown(document, PassageKind.TABLE_ROW) == ["Name | Country", "Bergrum | Norway"]
    run = next(r for r in document.runs if document.text[r.start : r.end] == "Bergrum")
    assert run.source_end - run.source_start == len("Bergrum")


def test_html_tables_anywhere_in_markdown_keep_their_rows() -> None:
    document = read("- Rows <table\n class='x'><tr><td>A</td><td>B</td></tr>\n<tr><td>C</td><td>D</td></tr></table> and more\n")
    assert document.text == "Rows\n\nA | B\nC | D\n\nand more"


def test_line_breaks_in_cells_are_kept_and_elsewhere_are_spaces() -> None:
    document = read("| Name | Land |\n|--|--|\n| Berg<br>Oslo | NO |\n\nOne<br>two\n")
    assert document.text == "Name | Land\nBerg\nOslo | NO\n\nOne two"
    row = document.passages[1]
    assert [document.text[a:b] for a, b in row.cells] == ["Berg\nOslo", "NO"]


def test_components_and_comments_of_several_lines_leave_their_words_alone() -> None:
    document = read(
        "<Card\n  title='x'\n  items={['a']}\n>\nWe may change.\n</Card>\n\n<!-- not\n\nshown -->\nFees {/* no\n*/}rise.\n",
        "a.mdx",
    )
    assert document.text == "We may change.\n\nFees rise."


def test_plain_text_paragraphs_items_and_capital_headings() -> None:
    document = read("GENERAL TERMS\n\nThe supplier\nmay change.\n- one\n- two\n\n9.1 Law of\nSweden applies.\n", "a.txt")
    assert shown(document, PassageKind.HEADING) == ["GENERAL TERMS"]
    assert shown(document, PassageKind.LIST_ITEM) == ["one", "two"]
    assert document.section_label(document.passages[-1].section) == "9.1"


def test_page_source_shows_text_nodes_and_literals_only() -> None:
    source = (
        "import x from 'y';\nexport default function Page() { const a = 1;\n return (\n <div className={a > 0 ? 'b' : 'c'}>\n"
        "  <Heading>Terms</Heading>{/* never */}\n  <p>You agree{' '}to pay{\" now\"}. <Link to='/p'>Prices</Link></p>\n"
        "  {items.map(i => <li key={i}>Item text</li>)}\n </div>);\n}\n"
    )
    document = read(source, "page.tsx")
    assert document.text == "Terms\n\nYou agree to pay now. Prices\n\nItem text"


def test_code_between_two_components_of_page_source_is_no_text() -> None:
    source = (
        "type A = Array<string>\nfunction Badge({ kind }: { kind: A['k'] }) {\n  const f = (n) => n > 1\n"
        "  return (<span className={`x ${styles[kind]}`} onClick={() => f(2)}>Signed &amp; sent</span>)\n}\n\n"
        "const menu = <hr/>\nexport default function Page() {\n  const day = '2025-01-13'\n"
        '  return (\n <div title="a > b">\n  <h1>Underbiträden</h1>\n'
        "  {open && <p>Vi anlitar f&ouml;ljande.</p>}\n  <table><thead><tr><th>Namn</th><th>Land</th></tr></thead>\n"
        "  <tbody><tr><td>Bergrum AS</td><td>Norge</td></tr></tbody></table>\n </div>\n)\n}\n"
    )
    document = read(source, "page.tsx")
    assert document.text == "Signed & sent\n\nUnderbiträden\n\nVi anlitar följande.\n\nNamn | Land\nBergrum AS | Norge"


def test_elements_that_close_themselves_take_in_nothing_that_follows() -> None:
    source = (
        "const Page = () => (<div><style dangerouslySetInnerHTML={{ __html: 'p { color: red }' }} />"
        "<Link href='/a' /><p>First<br/>second.</p></div>)"
    )
    document = read(source, "page.jsx")
    assert (document.text, document.links) == ("First second.", ())


def test_svelte_page_that_begins_with_scripts_is_read() -> None:
    source = (
        "<script>\n import Graph from './g.svelte';\n</script>\n\n<Graph data={{ a: 1 }}\n/>\n"
        "<article><h1>Terms</h1>\n<p>We may change.</p></article>"
    )
    assert read(source, "terms.svelte").text == "Terms\n\nWe may change."


def test_vue_template_is_read_without_script_and_expressions() -> None:
    document = read(
        "<template><div><h1>AGB</h1><p>Es gilt {{ law }} deutsches Recht.</p></div></template>\n<script>let q='no'</script>",
        "a.vue",
    )
    assert document.text == "AGB\n\nEs gilt deutsches Recht."


def test_restructured_text_titles_links_and_silent_directives() -> None:
    document = read(
        "Privacy\n=======\n\n.. toctree::\n   hidden\n\nWe *never* sell, see :doc:`the list <subs>`.\n\nName AB\n    Hosting.\n",
        "a.rst",
    )
    assert document.text == "Privacy\n\nWe never sell, see the list.\n\nName AB\n\nHosting."


def test_xlsx_sheets_become_tables_with_header() -> None:
    body = builders.xlsx(
        {"Subprocessors": [["List", None], ["Name", "Country"], ["Bergrum AS", "Norway"], [None, None], ["Postduva", "Germany"]]}
    )
    document = parse(body, Hints(filename="list.xlsx"))
    assert document.format == "xlsx"
    assert shown(document, PassageKind.TABLE_ROW)[1:] == ["Name | Country", "Bergrum AS | Norway", "Postduva | Germany"]
    last = [p for p in document.passages if p.kind is PassageKind.TABLE_ROW][-1]
    assert document.passage_text(document.passages[last.header]) == "Name | Country"


def test_summary_definition_contents_and_clauses_of_the_eu_are_marked() -> None:
    document = read(
        "- [One](#one)\n- [Two](#two)\n- [Three](#three)\n\n# One\n\n**In short:** *you pay.*\n\n"
        "“Service” means the cloud.\n\n"
        "# Standard clauses\n\n## Clause 1\n\nPurpose: Regulation (EU) 2016/679 and the data exporter.\n\n"
        "## Annex I\n\nOurs again.\n"
    )
    marks = {document.passage_text(p): p.marks for p in document.passages}
    assert marks["One"] in (("toc",), ())
    assert [p.marks for p in document.passages[:3]] == [("toc",)] * 3
    assert marks["In short: you pay."] == ("summary",)
    assert marks["“Service” means the cloud."] == ("definition",)
    assert marks["Purpose: Regulation (EU) 2016/679 and the data exporter."] == ("scc",)
    assert marks["Ours again."] == ()


GRID = """Underbiträden
=============

+-----------+----------+--------------+
| Name      | Purpose  | Location     |
+===========+==========+==============+
| Bergrum   | Hosting  | Norway       |
| AS        |          |              |
+-----------+----------+--------------+
| Withdrawn in March   | *Germany*    |
+-----------+----------+--------------+
"""
SIMPLE = """=========  ========
Name       Location
=========  ========
Bergrum    Norway
           or Sweden
Postduva   Germany
=========  ========
"""
LISTED = """.. list-table:: Our subprocessors
   :header-rows: 1
   :widths: 20 30

   * - Name
     - Location
   * - `Bergrum <https://bergrum.example>`_
     - Norway or
       Sweden

   * - Postduva
     - Germany

The list is of today.
"""


def test_rst_tables_are_rows_with_a_header() -> None:
    grid, simple, listed = (read(text, "a.rst") for text in (GRID, SIMPLE, LISTED))
    assert shown(grid, PassageKind.TABLE_ROW) == [
        "Name | Purpose | Location", "Bergrum\nAS | Hosting | Norway", "Withdrawn in March |  | Germany",
    ]  # fmt: skip
    assert shown(simple, PassageKind.TABLE_ROW) == ["Name | Location", "Bergrum | Norway\nor Sweden", "Postduva | Germany"]
    assert shown(listed, PassageKind.TABLE_ROW) == ["Name | Location", "Bergrum | Norway or Sweden", "Postduva | Germany"]
    assert [listed.text.split("\n\n")[n] for n in (0, -1)] == ["Our subprocessors", "The list is of today."]
    for document in (grid, simple, listed):
        rows = [p for p in document.passages if p.kind is PassageKind.TABLE_ROW]
        assert {r.header for r in rows[1:]} == {document.passages.index(rows[0])}


def test_rst_tables_point_to_their_source() -> None:
    for text in (GRID, SIMPLE, LISTED):
        source = text.encode()
        for run in read(text, "a.rst").runs:
            assert (
                source[run.source_start : run.source_end].decode().split()
                == read(text, "a.rst").text[run.start : run.end].split()
            )
