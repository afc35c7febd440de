"""CUAD's governing-law windows through our detector: clauses found, state or country right, every error named.

    python reports/benchmarks/cuad.py [--shared ../shared]

Each window (up to 6,000 characters of a contract) is parsed as a text file and searched with the shipped
rules and model. Recall: windows whose marked span overlaps a finding. Precision: of the windows with a
finding, those whose contract has the clause. Places are compared as ISO 3166 codes (see `CODES`).
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clausewatch import resources
from clausewatch.detect.labels import reduced_quote
from clausewatch.detect.pipeline import Detector
from clausewatch.model import Finding
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

ROOT = Path(__file__).resolve().parents[2]
GOALS = {"recall": 0.99, "precision": 0.99, "place right": 0.97}
TYPE = "governing_law"
CODES = {
    "AU-VIC": "Victoria",
    "BE": "Belgium",
    "CA-BC": "British Columbia",
    "CA-NS": "Nova Scotia",
    "CA-ON": "Ontario",
    "CN": "China",
    "CO": "Colombia",
    "DE": "Germany",
    "ES": "Spain",
    "GB-EAW": "England|Wales",
    "HK": "Hong Kong",
    "IL": "Israel",
    "IT": "Italy",
    "JP": "Japan",
    "KZ": "Kazakhstan",
    "NL": "Netherlands",
    "PG": "Papua New Guinea",
    "SG": "Singapore",
    "US-AZ": "Arizona",
    "US-CA": "California",
    "US-CO": "Colorado",
    "US-CT": "Connecticut",
    "US-DE": "Delaware",
    "US-FL": "Florida",
    "US-GA": "Georgia",
    "US-IL": "Illinois",
    "US-IN": "Indiana",
    "US-KS": "Kansas",
    "US-KY": "Kentucky",
    "US-MA": "Massachusetts",
    "US-MD": "Maryland",
    "US-MI": "Michigan",
    "US-MN": "Minnesota",
    "US-MO": "Missouri",
    "US-NC": "North Carolina",
    "US-NJ": "New Jersey",
    "US-NV": "Nevada",
    "US-NY": "New York",
    "US-OH": "Ohio",
    "US-OK": "Oklahoma",
    "US-PA": "Pennsylvania",
    "US-TN": "Tennessee",
    "US-TX": "Texas",
    "US-VA": "Virginia",
    "US-WA": "Washington",
}
"""ISO 3166 codes of the places in CUAD's answers, written by hand and apart from the product's lexicon."""
_NAMES = {name: code for code, names in CODES.items() for name in names.split("|")}
_STATE_LED = re.compile(r"^(?:Province of|(?:People's|Federal)? ?Republic of|State of)\s+")
_NOT_PLACES = re.compile(r"Convention|TRADEMARK ACT|THE STATE IN WHICH")


@dataclass(frozen=True, slots=True)
class Window:
    """One window judged: `spans` are CUAD's, `findings` all of ours in it, `hits` those that overlap a span."""

    contract: str
    has_clause: bool
    answer: str
    spans: tuple[str, ...]
    lang: str
    findings: tuple[Finding, ...]
    hits: tuple[Finding, ...]

    @property
    def got(self) -> frozenset[str]:
        """Codes that the findings on the span name."""
        return frozenset(str(c) for f in self.hits for c in _listed(f.attributes.get("countries")))


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def wanted(answer: str) -> frozenset[str]:
    """ISO codes of an answer: `;` separates places, and a country behind its own part is left out.

    Raises:
        ValueError: a place that `CODES` does not know.
    """
    codes = set()
    for place in filter(None, map(str.strip, answer.split(";"))):
        if not _NOT_PLACES.search(place):
            first, *rest = (_STATE_LED.sub("", part.strip()) for part in place.split(","))
            codes |= {_code(name) for name in (first, *(r for r in rest if r in _NAMES))}
    return frozenset(codes)


def without_parents(codes: frozenset[str]) -> frozenset[str]:
    """The codes without a country one of whose parts is named too: `{"CA", "CA-ON"}` is `{"CA-ON"}`.

    CUAD answers "Ontario, Canada" for the laws of Ontario and for those of Ontario and of Canada alike.
    """
    return codes - {c.split("-")[0] for c in codes if "-" in c}


def _code(name: str) -> str:
    if name not in _NAMES:
        raise ValueError(f"no ISO 3166 code is written down for {name!r}")
    return _NAMES[name]


def overlaps(quote: str, span: str, text: str) -> bool:
    """True where two quotes of a text, all reduced to letters and digits, share half of the shorter one."""
    a, b = text.find(quote), text.find(span)
    shared = min(a + len(quote), b + len(span)) - max(a, b)
    return min(a, b) >= 0 and 2 * shared >= min(len(quote), len(span))


def judge(detector: Detector, row: Mapping[str, object]) -> Window:
    """Search one window and place what is found on the marked spans."""
    text = str(row["context"])
    document = parse(text.encode(), Hints(filename="window.txt"))
    found = tuple(f for f in detector.detect(document).findings if f.type == TYPE and f.operative and not f.scc)
    spans = tuple(str(s["text"]) for s in _listed(row["spans"]) if isinstance(s, dict))
    whole = reduced_quote(text)
    places = [reduced_quote(s) for s in spans]
    hits = tuple(f for f in found if any(overlaps(reduced_quote(f.quote), p, whole) for p in places))
    return Window(str(row["contract_id"]), bool(row["has_clause"]), str(row["answer"]), spans, document.lang, found, hits)


def share(name: str, part: int, whole: int) -> None:
    """Print a figure, and its goal where there is one."""
    value = part / max(1, whole)
    goal = GOALS.get(name)
    verdict = "" if goal is None else f"   goal {goal}: {'reached' if value >= goal else 'NOT reached'}"
    print(f"  {name:48}{part:>4}/{whole:<4} {value:.3f}{verdict}")


def figures(windows: list[Window]) -> None:
    """Print recall and precision."""
    having = [w for w in windows if w.has_clause]
    flagged = [w for w in windows if w.findings]
    print(f"{len(windows)} windows, {len(having)} with the clause, {len(windows) - len(having)} of contracts without it")
    share("recall", sum(bool(w.hits) for w in having), len(having))
    share("recall, a finding anywhere in the window", sum(bool(w.findings) for w in having), len(having))
    share("precision", sum(w.has_clause for w in flagged), len(flagged))
    on_span = sum(len(w.hits) for w in windows)
    share("findings on a marked span, of all findings", on_span, sum(len(w.findings) for w in windows))


def placed(windows: list[Window]) -> None:
    """Print how often the state or country is right, over the windows whose answer names one."""
    named = [(w, wanted(w.answer)) for w in windows if w.has_clause and wanted(w.answer)]
    found = sum(bool(w.hits) for w, _ in named)
    right = sum(w.got == want for w, want in named)
    loose = sum(without_parents(w.got) == without_parents(want) for w, want in named)
    share("place right", right, found)
    share("place right, country of a named state aside", loose, found)
    share("place right, clauses missed counted as wrong", right, len(named))


def errors(w: Window) -> Iterator[str]:
    """What is wrong with a window: a clause missed, a place read wrongly, findings that are not on a marked span."""
    if w.has_clause and not w.hits:
        yield f"MISSED {w.contract}: {_short(*w.spans)}"
    want = wanted(w.answer)
    if w.hits and want and w.got != want:
        yield f"PLACE {sorted(want)} read as {sorted(w.got)} {w.contract}: {_short(*(f.quote for f in w.hits))}"
    for finding in (f for f in w.findings if f not in w.hits):
        yield f"{'BESIDE THE SPAN' if w.has_clause else 'FALSE'} {finding.score:.2f} {w.contract}: {_short(finding.quote)}"


def _short(*quotes: str) -> str:
    return " ".join(" / ".join(quotes).split())[:420]


def main() -> int:
    """Read the windows, judge them, print figures and errors."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    path = ap.parse_args().shared / "data" / "cuad_governing_law.jsonl.xz"
    if not path.is_file():
        print(f"NOT SCORED: there is no {path}", file=sys.stderr)
        return 0
    detector = Detector(resources.models(), resources.corpus("rules"))
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        windows = [judge(detector, json.loads(line)) for line in lines]
    figures(windows)
    placed(windows)
    print(*(line for w in windows for line in errors(w)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
