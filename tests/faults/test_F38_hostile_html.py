"""F38: huge, deep and hidden HTML is read in linear time, and hidden text is never terms."""

from __future__ import annotations

import time

from clausewatch.parse.reader import parse

LAW = "The supplier may amend this agreement with thirty days notice, and the customer shall be told."


def seconds(body: bytes) -> float:
    start = time.process_time()
    assert LAW in parse(body).text
    return time.process_time() - start


def test_f38_size_costs_in_step() -> None:
    unit = f"<p>{LAW}</p>".encode()
    small, large = seconds(b"<html>" + unit * 2_000), seconds(b"<html>" + unit * 12_000)
    assert large < 15 * max(small, 0.05)


def test_f38_hundred_thousand_nested_tags_keep_their_text() -> None:
    document = parse(b"<html><body>" + b"<div>" * 100_000 + f"<p>{LAW}</p>".encode() + b"</div>" * 100_000)
    assert LAW in document.text
    assert "nested too deeply" in document.notes[0]


def test_f38_nested_tables_and_lists_end() -> None:
    assert seconds(b"<html>" + b"<table><tr><td>" * 600 + LAW.encode()) < 5
    assert seconds(b"<html>" + b"<ul><li>" * 900 + LAW.encode()) < 5


def test_f38_attribute_of_a_megabyte_and_nul_bytes() -> None:
    document = parse(b"<html><p data-x='" + b"x" * 1_000_000 + b"'>" + LAW.replace("thirty", "thi\x00rty").encode() + b"</p>")
    assert document.text.startswith("The supplier may amend")
    assert document.text.endswith("told.")


def test_f38_hidden_text_is_kept_apart() -> None:
    hidden = (
        "<script>EVIL</script><style>EVIL</style><template>EVIL</template><noscript>EVIL</noscript><div hidden>EVIL</div>"
        "<div style='DISPLAY : none'>EVIL</div><p class='d-none'>EVIL</p><textarea>EVIL</textarea>"
        "<!-- EVIL --><svg><text>EVIL</text></svg>"
    )
    document = parse(f"<html><body><main><p>{LAW}</p>{hidden}</main></body></html>".encode())
    assert document.text == LAW


def test_f38_shadow_root_of_the_page_is_shown() -> None:
    page = f"<html><body><div><template shadowrootmode='open'><p>{LAW}</p></template></div></body></html>"
    assert parse(page.encode()).text == LAW
