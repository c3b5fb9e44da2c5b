"""The frontier hands out what the ledger holds due: each page once, in bounded chunks, listings first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.frontier import CHUNK, Frontier
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"
SLUG = "chengdu/jianyang"
HEAD = YYBNET.listing_url(SLUG)


def url(number: int) -> str:
    return f"{YYBNET.base_url}/chengdu/news/201812/{number}.html"


class Crawl:
    """A run without a network: frontier and recorder over one archive."""

    def __init__(self, archive: Archive, options: CrawlOptions | None = None) -> None:
        options = options or CrawlOptions()
        ledger.choose_channels(archive.db, ())
        with archive.changes() as db:
            crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
        self.archive = archive
        self.recorder = Recorder(archive, YYBNET, crawl_id, options)
        self.frontier = Frontier(archive, YYBNET.base_url, options)

    def begin(self, slug: str = SLUG) -> None:
        self.recorder.begin_channel(ChannelLink(slug, ""))
        self.frontier.wake()

    def record(self, item: Article | Listing | Fate) -> None:
        if self.recorder.record(item):
            self.frontier.wake()
        self.frontier.done(item.url)

    def enter_listing(
        self, numbers: list[int], *, page: str = HEAD, following: str | None = None, slug: str = SLUG
    ) -> None:
        fetch = Fetch(page, NOW, 200)
        self.record(Listing(page, slug, [url(n) for n in numbers], next_url=following, fetch=fetch))

    def archived(self, address: str) -> None:
        self.record(Article(address, "yybnet", title="标题", body=address, fetch=Fetch(address, NOW, 200)))

    def handed_out(self) -> list[str]:
        """Everything it hands out now."""
        pages = []
        while (page := self.frontier.next()) is not None:
            pages.append(page.url)
        return pages


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        yield opened


def test_listings_come_first_and_each_page_once(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.begin()
    assert crawl.handed_out() == [HEAD]
    crawl.enter_listing([3, 2], following=f"{HEAD}list_2.html")
    assert crawl.handed_out() == [f"{HEAD}list_2.html", url(3), url(2)]
    assert not crawl.frontier.has_more()
    crawl.enter_listing([1], page=f"{HEAD}list_2.html")
    assert crawl.handed_out() == [HEAD, url(1)]


def test_what_is_handed_out_is_durable_first(archive: Archive, tmp_path: Path) -> None:
    crawl = Crawl(archive)
    crawl.begin()
    crawl.handed_out()
    crawl.enter_listing([2, 1])
    first = crawl.frontier.next()
    with Archive.read(tmp_path / "news.db") as reader:
        known = {row[0] for row in reader.db.conn.execute("SELECT url FROM pages")}
    assert first is not None
    assert {first.url, url(1), url(2)} <= known


def test_chunks_are_bounded_however_long_the_ledger_is(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.begin()
    crawl.handed_out()
    crawl.enter_listing(list(range(1000, 0, -1)))
    assert crawl.frontier.has_more()
    assert len(crawl.frontier._articles) == CHUNK
    assert crawl.handed_out() == [url(n) for n in range(1000, 0, -1)]


def test_a_channel_begun_late_brings_what_older_runs_left_pending(archive: Archive) -> None:
    earlier = Crawl(archive)
    earlier.begin("chengdu/dayi")
    earlier.handed_out()
    earlier.enter_listing([7, 6], page=YYBNET.listing_url("chengdu/dayi"), slug="chengdu/dayi")
    crawl = Crawl(archive)
    archive.db.execute("DELETE FROM temp.chosen")
    crawl.begin()
    crawl.handed_out()
    crawl.enter_listing([9, 8])
    assert crawl.handed_out() == [url(9), url(8)]
    crawl.begin("chengdu/dayi")
    assert {url(7), url(6)} <= set(crawl.handed_out())


class TestRetries:
    def failed(self, crawl: Crawl, address: str) -> None:
        crawl.record(Fate(address, "article", "failed", "HTTP 503.", 503, retry=True))

    def test_a_failed_page_comes_again_when_its_time_has_come(self, archive: Archive) -> None:
        crawl = Crawl(archive)
        crawl.begin()
        crawl.handed_out()
        crawl.enter_listing([1])
        crawl.handed_out()
        self.failed(crawl, url(1))
        assert crawl.handed_out() == []
        assert crawl.frontier.take_due() == []
        assert 0 < (crawl.frontier.seconds_to_next_retry() or 0) <= 3
        archive.db.execute("UPDATE pages SET retry_at = ? WHERE url = ?", [NOW, url(1)])
        assert crawl.frontier.seconds_to_next_retry() == 0
        assert [page.url for page in crawl.frontier.take_due()] == [url(1)]
        assert crawl.frontier.take_due() == []  # it is under way

    def test_a_closed_frontier_hands_out_nothing(self, archive: Archive) -> None:
        crawl = Crawl(archive)
        crawl.begin()
        crawl.frontier.close()
        assert crawl.handed_out() == []
        assert crawl.frontier.take_due() == []
        assert not crawl.frontier.has_more()
        assert crawl.frontier.seconds_to_next_retry() is None

    def test_a_pause_holds_everything_back_for_a_while(self, archive: Archive) -> None:
        crawl = Crawl(archive)
        crawl.begin()
        crawl.frontier.pause(60)
        assert crawl.handed_out() == []
        assert crawl.frontier.has_more()  # so that the run goes on


class TestABoundOnArticles:
    def test_so_many_and_no_more(self, archive: Archive) -> None:
        crawl = Crawl(archive, CrawlOptions(max_articles=2))
        crawl.begin()
        crawl.handed_out()
        crawl.enter_listing([5, 4, 3, 2, 1], following=f"{HEAD}list_2.html")
        assert crawl.handed_out() == [url(5), url(4)]
        assert not crawl.frontier.has_more()
        assert crawl.frontier.seconds_to_next_retry() is None

    def test_listings_are_read_until_enough_are_known(self, archive: Archive) -> None:
        crawl = Crawl(archive, CrawlOptions(max_articles=3))
        crawl.begin()
        crawl.handed_out()
        crawl.enter_listing([5, 4], following=f"{HEAD}list_2.html")
        assert crawl.frontier.next() is not None  # page 2: two are not enough
        assert not crawl.frontier.has_enough()

    def test_nought_reads_listings_alone(self, archive: Archive) -> None:
        crawl = Crawl(archive, CrawlOptions(max_articles=0))
        crawl.begin()
        crawl.handed_out()
        crawl.enter_listing([5, 4], following=f"{HEAD}list_2.html")
        assert crawl.handed_out() == [f"{HEAD}list_2.html"]
