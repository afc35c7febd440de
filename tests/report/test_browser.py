"""The report in a real browser: on a small screen, in the dark, and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, sync_playwright
from report_samples import evidence

from clausewatch.report.evidence import render

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=["en", "sv"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report as a file."""
    path = tmp_path_factory.mktemp("report") / f"{request.param}.html"
    path.write_text(render(evidence(), request.param), "utf-8")
    return path


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_runs_over_the_edge(browser: Browser, file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_report_asks_for_nothing_and_complains_of_nothing(browser: Browser, file: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
    page.close()


def test_measure_of_quotes_stays_readable(browser: Browser, file: Path) -> None:
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    page.goto(file.as_uri())
    widths = page.evaluate(
        "[...document.querySelectorAll('blockquote')].map(q => q.clientWidth / parseFloat(getComputedStyle(q).fontSize))"
    )
    assert max(widths) <= 42  # about 75 characters of a sans serif typeface
    page.close()


def test_paper_has_a4_pages_with_numbers(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        count = len(pdf)
        assert tuple(round(side) for side in pdf[0].get_size()) == (595, 842)
        last = pdf[count - 1].get_textpage().get_text_bounded()
    word = {"en": f"Page {count} of {count}", "sv": f"Sida {count} av {count}"}[file.stem]
    assert word in " ".join(last.split())
    page.close()
