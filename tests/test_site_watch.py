"""A site that blocks us or is down is told from pages that fail, and then left in peace."""

from __future__ import annotations

import pytest

from newscrawl.items import Article, Fate, Listing
from newscrawl.policy import OWN_ERROR
from newscrawl.site_watch import SiteWatch

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"
DOWN = Fate(URL, "article", "failed", "The site answered HTTP 503.", 503, retry=True)
REFUSED = Fate(URL, "article", "failed", "The connection was refused.", retry=True)
GONE = Fate(URL, "article", "gone", "The page does not exist.", 404)
FORBIDDEN = Fate(URL, "article", "excluded", "robots.txt forbids it.")
OURS = Fate(URL, "article", "failed", f"{OWN_ERROR}: KeyError.", retry=True)
ARTICLE = Article(URL, "yybnet")
LISTING = Listing("https://www.yybnet.net/chengdu/", "chengdu")


def seen(watch: SiteWatch, *items: Article | Listing | Fate, attempts: int = 1) -> str | None:
    """What the last of them leads to; the others must let the run go on."""
    for item in items[:-1]:
        assert watch.see(item, attempts=attempts) is None
    return watch.see(items[-1], attempts=attempts)


def test_so_many_failures_in_a_row_end_the_run_with_a_sentence() -> None:
    assert seen(SiteWatch(3), DOWN, REFUSED, DOWN) == (
        "3 pages in a row could not be fetched, the last one: The site answered HTTP 503. "
        "The site is down or blocks us; what is left stays pending, run again later."
    )


@pytest.mark.parametrize("between", [ARTICLE, LISTING, GONE])
def test_any_answer_of_the_site_begins_the_row_anew(between: Article | Listing | Fate) -> None:
    watch = SiteWatch(2)
    assert seen(watch, DOWN, between, DOWN) is None
    assert seen(watch, DOWN) is not None


@pytest.mark.parametrize("between", [FORBIDDEN, OURS])
def test_what_says_nothing_of_the_site_neither_counts_nor_begins_anew(between: Fate) -> None:
    assert seen(SiteWatch(2), DOWN, between, between) is None
    assert seen(SiteWatch(2), DOWN, between, DOWN) is not None


def test_a_page_that_fails_again_and_again_counts_once() -> None:
    watch = SiteWatch(2)
    assert seen(watch, DOWN, attempts=1) is None
    assert seen(watch, DOWN, DOWN, DOWN, attempts=2) is None
    assert watch.failures_in_a_row == 1
