"""The desk in a real browser: deciding, keyboard, accessibility (axe-core), small screens, dark, paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deskkit import Served

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("axe") / "axe.min.js"
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PAGES = (
    "/",
    "/changes",
    "/changes/1",
    "/changes/1?view=side",
    "/vendors",
    "/vendors/acme",
    "/vendors/acme/clauses/terms_change",
    "/vendors/acme/history",
    "/documents/acme/dpa",
    "/documents/acme/dpa/compare",
    "/documents/initech/terms",
    "/matrix",
    "/subprocessors",
    "/search?q=notice",
    "/health",
    "/captures/7",
    "/documents/acme/dpa/signed",
    "/reports",
    "/mutes",
    "/users",
    "/method",
    "/nope",
)
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=found, args=["--no-sandbox", *QUIET])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens pages of a desk in a language; complains of whatever the browser complains of."""
    complaints: list[str] = []
    contexts = []

    def open_page(served: Served, lang: str = "en", **options: object) -> Page:
        context = browser.new_context(base_url=served.url, bypass_csp=False, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": "clausewatch_lang", "value": lang, "url": served.url}])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if "404 (Not Found)" not in m.text else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_change_is_read_decided_gone_from_today_and_taken_back(fresh_desk: Served, opened: Opened) -> None:
    page = opened(fresh_desk)
    page.goto("/")
    page.get_by_role("link", name="from 30 to 14 days").click()
    assert page.locator("h1").inner_text().startswith("Between 1 and 11 January 2026")
    page.get_by_label("Object", exact=True).check()
    page.get_by_label("Your name").first.fill("Anna Andersson")
    page.get_by_label("Reason").fill("Thirty days are in our contract.")
    page.get_by_role("button", name="Record the decision").click()
    assert page.get_by_text("in force").is_visible()
    page.get_by_role("link", name="Today").click()
    assert not page.get_by_role("link", name="from 30 to 14 days").count()
    page.go_back()
    page.get_by_label("Your name").first.fill("Anna Andersson")
    page.get_by_label("Reason").first.fill("Too early.")
    page.get_by_role("button", name="Take the decision back").click()
    page.get_by_role("link", name="Today").click()
    assert page.get_by_role("link", name="from 30 to 14 days").is_visible()


def test_decision_can_be_made_with_the_keyboard_alone(fresh_desk: Served, opened: Opened) -> None:
    page = opened(fresh_desk)
    page.goto("/changes/1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "decision":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Anna")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/changes/1#decision")
    assert [d.decision for d in fresh_desk.tools.record.decisions(1)] == ["accept"]


@pytest.mark.parametrize(
    ("lang", "scheme", "rules"), [("en", "light", "{}"), ("sv", "dark", "{runOnly: ['color-contrast', 'label', 'region']}")]
)
def test_axe_finds_no_violation_and_nothing_runs_over_a_small_screen(
    open_desk: Served, opened: Opened, lang: str, scheme: str, rules: str
) -> None:
    """All rules in one form; in the other those that colours and language can break. `strangers` has all of both."""
    page = opened(open_desk, lang, color_scheme=scheme, viewport={"width": 1100, "height": 900})
    page.add_init_script(path=AXE)
    found: list[tuple[object, ...]] = []
    for path in PAGES:
        page.set_viewport_size({"width": 1100, "height": 900})
        page.goto(path)
        result = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], ...{rules}}})")
        found += [(path, v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in result["violations"]]
        page.set_viewport_size({"width": 360, "height": 780})
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [(path, "wide", width)] if width > 360 else []
    assert not found, found


def test_history_comes_by_itself_when_it_is_scrolled_to(open_desk: Served, opened: Opened) -> None:
    page = opened(open_desk)
    page.goto("/vendors/acme")
    page.locator("#history").scroll_into_view_if_needed()
    page.get_by_text("Changes to the terms: notice").wait_for(timeout=5000)


def test_pages_work_without_scripts(open_desk: Served, opened: Opened) -> None:
    page = opened(open_desk, java_script_enabled=False)
    page.goto("/vendors/acme")
    page.get_by_role("link", name="Show how the clauses went over time").first.click()
    assert page.get_by_role("heading", name="Over time", exact=True).is_visible()


def test_marked_clause_is_in_sight_when_its_link_is_followed(open_desk: Served, opened: Opened) -> None:
    page = opened(open_desk, viewport={"width": 900, "height": 300})
    page.goto("/vendors/acme")
    page.locator("#terms_change").get_by_role("link", name="Show in the document").first.click()
    mark = page.locator(".at:target + mark")
    assert "14 days of notice" in mark.inner_text()
    box = mark.bounding_box()
    assert box
    assert 0 <= box["y"] < 300


def test_page_on_paper_holds_the_text_and_no_controls(open_desk: Served, opened: Opened, tmp_path: Path) -> None:
    page = opened(open_desk)
    page.goto("/changes/1")
    page.pdf(path=tmp_path / "change.pdf", prefer_css_page_size=True)
    text = "\n".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(tmp_path / "change.pdf"))
    assert "S06" in text
    assert "Record the decision" not in text
    assert "Subprocessors" not in text
