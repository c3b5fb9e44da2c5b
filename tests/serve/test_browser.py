"""A reader's visit in a real browser: search, heat map, article, differences; nothing off the host, no errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")
pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (development extra)")

from playwright.sync_api import Browser, Page, Route, expect, sync_playwright


class Visit:
    """A page, and what went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self._check(request.url))

    def _check(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.wrong.append(f"asked for {url}")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def drawn(self) -> None:
        self.page.wait_for_selector("html[data-drawn]", state="attached")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[{"width": 1200, "height": 900}, {"width": 390, "height": 844}], ids=["desk", "phone"])
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    scheme: Literal["dark", "light"] = "dark" if request.param["width"] < 600 else "light"
    context = browser.new_context(viewport=request.param, color_scheme=scheme)
    visit = Visit(context.new_page(), address)
    yield visit
    assert visit.wrong == []
    assert visit.page.evaluate("window.hacked") is None
    assert not visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"), "the page is wider than it"
    context.close()


def test_search_and_read_an_article_with_its_differences(visit: Visit) -> None:
    visit.go("/")
    visit.drawn()
    visit.page.get_by_role("searchbox").fill("踏水镇 治理")
    visit.page.keyboard.press("Enter")
    visit.drawn()
    expect(visit.page.locator("#total")).to_have_text("2")
    expect(visit.page.locator(".hits mark").first).to_have_text("踏水镇")
    visit.page.locator('.hits a[href="/article/1"]').click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("踏水镇创新抓好社区治理")
    difference = visit.page.locator("details.change")
    expect(difference.locator("del mark")).to_be_hidden()
    difference.locator("summary").click()
    expect(difference.locator("del mark")).to_have_text("旧")
    expect(difference.locator("ins mark")).to_have_text("新")


def test_a_cell_of_the_heat_map_leads_to_its_articles(visit: Visit) -> None:
    visit.go("/")
    visit.drawn()
    cell = visit.page.locator("#heat-map svg a").filter(has=visit.page.locator('[aria-label="大邑 2018-11: 1"]'))
    expect(cell).to_have_count(1)
    cell.focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/search?**")
    visit.drawn()
    expect(visit.page.locator(".hits li")).to_have_count(1)
    expect(visit.page.locator(".hits h2")).to_have_text("大邑要闻")


def test_a_bar_of_the_timeline_narrows_the_search(visit: Visit) -> None:
    visit.go("/search?q=踏水镇")
    visit.drawn()
    visit.page.locator("svg a").first.click()
    visit.page.wait_for_url("**since=2018-11**")
    expect(visit.page.locator(".hits h2")).to_have_text("大邑要闻")


def test_hostile_text_does_nothing(visit: Visit) -> None:
    for path in ("/", "/search?q=坏", "/article/3", "/crawls", "/search?q=<script>window.hacked=1</script>"):
        visit.go(path)
        visit.page.wait_for_load_state("networkidle")
        assert visit.page.locator("img").count() == 0
        assert visit.page.evaluate("window.hacked") is None


def test_counts_that_take_long_are_fetched_afterwards(visit: Visit) -> None:
    visit.page.route("**/search?q=*", lambda route: _without_counts(route))
    visit.go("/search?q=踏水镇")
    visit.drawn()
    expect(visit.page.locator("#total")).to_have_text("3")
    expect(visit.page.locator("[data-facet=districts] li")).to_have_count(2)
    assert visit.page.locator("svg a").count() == 2


def _without_counts(route: Route) -> None:
    """The page as the server sends it where it had no time to count."""
    answer = route.fetch()
    start, _, rest = answer.text().partition('<script type="application/json" id="counts"')
    attributes, _, rest = rest.partition(">")
    _, _, rest = rest.partition("</script>")
    emptied = f'{start}<script type="application/json" id="counts"{attributes}>null</script>{rest}'
    route.fulfill(response=answer, body=emptied)


def test_the_first_key_skips_to_the_content(visit: Visit) -> None:
    visit.go("/article/1")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator(".skip")).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#main")).to_be_focused()


def test_arrow_keys_walk_the_heat_map_from_its_one_tab_stop(visit: Visit) -> None:
    visit.go("/")
    visit.drawn()
    assert visit.page.locator('#heat-map svg a[tabindex="0"]').count() == 1
    start = visit.page.locator("#heat-map svg a").filter(has=visit.page.locator('[aria-label="简阳 2018-12: 1"]'))
    start.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(visit.page.locator("a:focus [aria-label]")).to_have_attribute("aria-label", "简阳 2019-01: 25")
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Shift+Tab")
    expect(visit.page.locator("a:focus [aria-label]")).to_have_attribute("aria-label", "简阳 2019-01: 25")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**since=2019-01**")
    expect(visit.page.locator("#total")).to_have_text("25")


def test_dates_and_addresses_in_tables_stand_on_one_line(visit: Visit) -> None:
    visit.go("/crawls")
    parts = visit.page.locator(".wide time, .wide td a")
    assert parts.count() >= 3
    assert all(parts.nth(index).evaluate("part => part.getClientRects().length") == 1 for index in range(parts.count()))
