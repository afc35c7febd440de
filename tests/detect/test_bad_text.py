"""Texts as they come out of bad files: offsets stay exact, time stays linear, clauses are still found where they can be read."""

from __future__ import annotations

import time

import pytest

from clausewatch.detect import subprocessors
from clausewatch.detect.attributes import extract
from clausewatch.detect.pipeline import Detector
from clausewatch.model import CLAUSE_TYPES, LANGUAGES, Detection, Document
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

LAW = "These terms are governed by the laws of Norway."
CHANGE = "We may change these terms at any time by posting a new version on our website."
TEXTS = {
    "hard-wrapped": f"TERMS\n\n{LAW} {CHANGE}".replace(" the ", " the\n")
    .replace(" any ", " any\n")
    .replace("posting", "post-\ning"),
    "soft hyphens": f"{LAW} {CHANGE}".replace("governed", "gov\u00aderned").replace("version", "ver\u00adsion"),
    "hard spaces": f"{LAW} {CHANGE}".replace(" ", "\u00a0"),
    "lost spaces": LAW.replace(" ", "") + CHANGE.replace(" ", "") + f" {LAW}",
    "right to left": f"\u202eתנאי השימוש כפופים לדין\u202c {LAW} שלום \u2067עולם\u2069 {CHANGE}",
    "mixed languages": f"{LAW} Det svenska avtalet gäller. Es gilt deutsches Recht. Le droit français s'applique. {CHANGE}",
    "ligatures and full width": f"{LAW} {CHANGE} ﬁnal ﬀ Ｗｅ ｍａｙ ｃｈａｎｇｅ",
    "one line without stops": f"{LAW[:-1]} " * 40,
    "control characters": f"{LAW} \x00\x07\x1b[2J {CHANGE}",
    "nothing but marks": "*** | | ... --- :::: ;;; (((a) (b) [[ ]]" * 20,
}


def read(text: str, lang: str = "en", name: str = "terms.txt") -> Document:
    return parse(text.encode(), Hints(filename=name, lang=lang))


def exact(document: Document, detection: Detection) -> bool:
    quoted = [(f.start, f.end, f.quote) for f in detection.findings] + [
        (r.start, r.end, r.quote) for r in detection.subprocessors
    ]
    return all(document.text[start:end] == quote for start, end, quote in quoted)


@pytest.mark.parametrize("kind", TEXTS)
def test_quotes_stand_in_the_text_however_bad_it_is(detector: Detector, kind: str) -> None:
    for lang in LANGUAGES:
        document = read(TEXTS[kind], lang)
        assert exact(document, detector.detect(document))


@pytest.mark.parametrize(
    "kind", ["hard-wrapped", "soft hyphens", "hard spaces", "right to left", "mixed languages", "control characters"]
)
def test_clauses_are_found_where_a_person_could_read_them(detector: Detector, kind: str) -> None:
    found = detector.detect(read(TEXTS[kind])).findings
    assert {"governing_law", "terms_change"} <= {f.type for f in found}
    assert ("NO",) in [f.attributes.get("countries") for f in found if f.type == "governing_law"]


def test_values_do_not_depend_on_soft_hyphens_and_line_breaks() -> None:
    plain = extract("terms_change", CHANGE, "en").values
    assert (
        extract("terms_change", CHANGE.replace("posting", "po\u00adsting").replace(" new ", "\nnew\u00a0"), "en").values == plain
    )


def test_rows_of_a_long_table_are_found_in_linear_time(detector: Detector) -> None:
    head = "# Sub-processors\n\n| Sub-processor | Purpose | Country |\n|---|---|---|\n"

    def seconds(count: int) -> float:
        document = read(head + "".join(f"| Harbour {i} Mail, Inc. | e-mail | Sweden |\n" for i in range(count)), name="list.md")
        start = time.process_time()
        detection = detector.detect(document)
        taken = time.process_time() - start
        assert len(detection.subprocessors) == count
        assert exact(document, detection)
        return taken

    seconds(100)
    assert seconds(800) < 12 * seconds(200) + 0.2


def test_cells_whose_borders_were_lost_are_no_name() -> None:
    glued = read("# Sub-processors\n\nEntity NameEntity CountryHarbour LtdUnited KingdomQuay Pty LtdAustralia\n", name="list.md")
    assert subprocessors.find(glued) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_quote_is_read_in_a_moment(lang: str) -> None:
    words = {
        "en": "customer may not continue to object if you use ",
        "sv": "kunden får invända mot ändring ",
        "de": "der kunde kann änderung nicht widersprechen ",
        "fr": "le client peut modification ne utiliser ",
    }
    extract("terms_change", words[lang], lang)
    start = time.process_time()
    for clause_type in CLAUSE_TYPES:
        extract(clause_type, words[lang] * 200, lang)
    assert time.process_time() - start < 4
