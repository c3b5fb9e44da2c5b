"""What is counted of a run, and kept."""

from __future__ import annotations

from newscrawl.extract import open_page
from newscrawl.health import Figures, figures_of
from newscrawl.health.figures import length_class, longest_of
from newscrawl.items import Article, Fate, Listing
from newscrawl.sites import YYBNET

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"


def article(**values: object) -> Article:
    full: dict[str, object] = {
        "title": "踏水镇创新",
        "source": "西南商报",
        "published_at": "2018-12-18",
        "byline": "王五",
        "body": "踏" * 100,
    }
    return Article(URL, "yybnet", **(full | values))  # type: ignore[arg-type]


def counted() -> Figures:
    figures = Figures(answers=7, refused=1, seconds=1.5)
    figures.add_article(article())
    figures.add_article(article(source=None, problems=["The address says 201812, the page says 2019-01."]))
    figures.add_fate(Fate(URL, "article", "rejected", "The page is an error message of the site."))
    figures.add_fate(Fate(URL, "article", "failed", "The site answered HTTP 503."))
    figures.add_fate(Fate(URL, "article", "pending", "The site answered HTTP 503."))
    figures.add_fate(Fate(URL, "article", "gone", "The site says the page does not exist (HTTP 404)."))
    listing = Listing("https://www.yybnet.net/chengdu/", "chengdu", ["a", "b"], problems=["page 3 is odd"])
    figures.add_listing(listing, first_page=True)
    return figures


def test_flaws_are_counted_among_the_pages_that_came() -> None:
    figures = counted()
    assert figures.share("no source") == (1, 3)
    assert figures.share("problem: The address says …, the page says ….") == (1, 3)
    assert figures.share("rejected: The page is an error message of the site.") == (1, 3)
    assert figures.share("no title") == (0, 3)
    assert figures.share("failed") == (1, 6)
    assert figures.share("refused") == (1, 7)
    assert figures.share("short 13") == (2, 2)
    assert figures.share("short 11") == (0, 2)
    assert (figures.listed, figures.oddities) == (2, ["page … is odd"])


def test_examples_are_three_pages() -> None:
    figures = Figures()
    for number in range(5):
        lacking = article(source=None)
        lacking.url = f"{URL}?{number}"
        figures.add_article(lacking)
    assert figures.examples_of("no source") == [f"{URL}?0", f"{URL}?1", f"{URL}?2"]
    assert figures.examples_of("short 17") == [f"{URL}?0", f"{URL}?1", f"{URL}?2"]


def test_figures_survive_being_kept_as_json() -> None:
    figures = counted()
    kept = figures_of(figures.to_dict())
    figures.examples = {}
    assert kept == figures
    assert figures_of(Figures().to_dict()) == Figures()


def test_an_empty_listing_is_kept_apart_from_one_not_read() -> None:
    figures = Figures()
    figures.add_listing(Listing("https://www.yybnet.net/chengdu/", "chengdu"), first_page=True)
    assert figures_of(figures.to_dict()).listed == 0
    figures = Figures()
    figures.add_listing(Listing("https://www.yybnet.net/chengdu/", "chengdu", unchanged=True), first_page=True)
    assert figures_of(figures.to_dict()).listed is None


def test_length_classes_bound_the_lengths_in_them() -> None:
    for length in range(3, 3000, 7):
        size = length_class("字" * length)
        assert longest_of(size - 1) < length <= longest_of(size)


def test_a_headline_that_title_does_not_have_is_a_flaw() -> None:
    for title, flawed in (("踏水镇创新-地方网", False), ("地方网", True)):
        html = f"<html><title>{title}</title><body><h1>踏水镇创新</h1><p>正文。</p></body>".encode()
        page = open_page(html, url=URL, content_type="text/html; charset=utf-8", site=YYBNET).page
        figures = Figures()
        figures.add_article(article(page=page))
        assert figures.share("unwitnessed headline") == (int(flawed), 1), title
