"""Page kinds on real captures: what is taken for terms and what is refused, every error named.

    python reports/benchmarks/pages.py BAD_FOLDER GOOD_FOLDER

BAD_FOLDER holds pages that are not the document, with `index.jsonl` (`file`, `kind`); GOOD_FOLDER real documents.
The pages of our own in tests/parse/pages (`kind--name-lang.html`) are judged beside them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from clausewatch.errors import ParseError
from clausewatch.model import PageKind
from clausewatch.parse.hints import Hints
from clausewatch.parse.pagekind import judge
from clausewatch.parse.reader import parse

OWN = Path(__file__).resolve().parents[2] / "tests" / "parse" / "pages"


def kind_of(path: Path) -> str:
    """The page kind of a file, as the command line gives it."""
    hints = Hints(filename=path.name)
    try:
        return judge(parse(path.read_bytes(), hints), hints).page_kind.value
    except ParseError as e:
        return f"error: {e.reason}"


def table(name: str, pages: Iterable[tuple[Path, str]]) -> None:
    """Print how a set of pages is judged against its labels."""
    rows = [(path, wanted, kind_of(path)) for path, wanted in pages]
    bad = [r for r in rows if r[1] != PageKind.TERMS]
    good = [r for r in rows if r[1] == PageKind.TERMS]
    taken = [r for r in bad if r[2] == PageKind.TERMS]
    refused = [r for r in good if r[2] != PageKind.TERMS]
    named = sum(wanted == got for _, wanted, got in bad)
    print(f"{name}: taken for terms {len(taken)}/{len(bad)}, named as labelled {named}/{len(bad)}")
    print(f"    refused {len(refused)}/{len(good)}")
    print(f"    {dict(Counter(got for _, _, got in rows))}")
    for path, wanted, got in rows:
        if wanted != got:
            print(f"    {'/'.join(path.parts[-3:])}: labelled {wanted}, judged {got}")


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bad", type=Path)
    parser.add_argument("good", type=Path)
    options = parser.parse_args()
    index = (options.bad / "index.jsonl").read_text("utf-8").splitlines()
    table("degenerate", [(options.bad / row["file"], row["kind"]) for row in map(json.loads, index)])
    real = sorted(p for p in options.good.rglob("*") if p.suffix in (".html", ".pdf", ".docx"))
    table("real documents", [(p, PageKind.TERMS.value) for p in real])
    table("our own", [(p, p.name.split("--")[0]) for p in sorted(OWN.glob("*--*.html"))])


if __name__ == "__main__":
    main()
