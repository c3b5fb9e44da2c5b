"""`audit`: what the listings named against what is archived, month by month, with the command that fills each gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, audit, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing, PageState
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"
BASE = ["newscrawl"]
SLUG = "chengdu/jianyang"


def url(number: int) -> str:
    return f"{YYBNET.base_url}/chengdu/news/201812/{number}.html"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        ledger.choose_channels(opened.db, ())
        yield opened


@pytest.fixture
def recorder(archive: Archive) -> Recorder:
    with archive.changes() as db:
        crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
    recorder = Recorder(archive, YYBNET, crawl_id, CrawlOptions())
    recorder.begin_channel(ChannelLink(SLUG, "简阳"))
    dates = ["2018-12-18", "2018-12-17", "2018-12", "2018-11-30", None, "2018-12-01", "2018-12-01"]
    head = YYBNET.listing_url(SLUG)
    recorder.record(Listing(head, SLUG, [url(n) for n in range(7)], dates, fetch=Fetch(head, NOW, 200)))
    return recorder


def archived(recorder: Recorder, *numbers: int) -> None:
    for number in numbers:
        fetch = Fetch(url(number), NOW, 200)
        recorder.record(Article(url(number), "yybnet", title="标题", body=f"正文{number}。", fetch=fetch))


def failed(recorder: Recorder, number: int, state: PageState, reason: str, *, retry: bool = False) -> None:
    recorder.record(Fate(url(number), "article", state, reason, retry=retry))


def test_months_are_summed_and_gaps_explained(archive: Archive, recorder: Recorder) -> None:
    archived(recorder, 0, 3)
    failed(recorder, 1, "gone", "The site says the page does not exist (HTTP 404).")
    failed(recorder, 2, "rejected", "The page asks to log in.")
    failed(recorder, 5, "rejected", "The page asks to log in.")
    december, november, undated = sorted(audit.months(archive, BASE), key=lambda month: month.month == "?")
    assert (december.month, december.named, december.archived) == ("2018-12", 5, 1)
    assert (november.month, november.named, november.archived, november.gaps) == ("2018-11", 1, 1, [])
    assert (undated.month, undated.named, undated.archived) == ("?", 1, 0)
    gaps = {gap.state: gap for gap in december.gaps}
    assert set(gaps) == {"gone", "pending", "rejected"}
    assert (gaps["gone"].pages, gaps["gone"].command, gaps["gone"].example) == (1, None, url(1))
    assert (gaps["rejected"].pages, gaps["rejected"].command) == (2, "newscrawl reextract")
    assert (gaps["pending"].reason, gaps["pending"].command) == ("Not fetched yet.", f"newscrawl crawl {SLUG}")


def test_a_failure_says_when_it_is_due_and_how_it_is_asked_again(archive: Archive, recorder: Recorder) -> None:
    for _ in range(4):
        failed(recorder, 0, "failed", "The site answered HTTP 503.", retry=True)
    failed(recorder, 1, "failed", "It redirects in a loop, or too many times.")
    gaps = {gap.reason.split(".")[0]: gap for month in audit.months(archive, BASE) for gap in month.gaps}
    waiting, given_up = gaps["The site answered HTTP 503"], gaps["It redirects in a loop, or too many times"]
    assert "To be tried again from 20" in waiting.reason
    assert waiting.command == f"newscrawl crawl {SLUG}"
    assert given_up.command == f"newscrawl crawl {SLUG} --full"


def test_what_is_archived_stays_so_when_its_page_vanishes(archive: Archive, recorder: Recorder) -> None:
    archived(recorder, *range(7))
    failed(recorder, 0, "gone", "The site says the page does not exist (HTTP 404).")
    assert [(month.named - month.archived, month.gaps) for month in audit.months(archive, BASE)] == [(0, [])] * 3


def test_channels_are_picked(archive: Archive, recorder: Recorder) -> None:
    assert {month.channel for month in audit.months(archive, BASE, (SLUG,))} == {SLUG}
    assert list(audit.months(archive, BASE, ("chengdu/dayi",))) == []


def test_the_command_names_the_archive_and_the_mirror(tmp_path: Path) -> None:
    mirror = YYBNET.at("http://127.0.0.1:8000")
    head = mirror.listing_url(SLUG)
    with Archive.write(tmp_path / "a b.db", command="test") as opened:
        ledger.choose_channels(opened.db, ())
        with opened.changes() as db:
            crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
        recorder = Recorder(opened, mirror, crawl_id, CrawlOptions())
        recorder.begin_channel(ChannelLink(SLUG, ""))
        recorder.record(Listing(head, SLUG, ["http://127.0.0.1:8000/chengdu/news/201812/1.html"], fetch=None))
        (month,) = audit.months(opened, ["newscrawl", "--archive", "a b.db"])
    assert month.gaps[0].command == f"newscrawl --archive 'a b.db' crawl {SLUG} --site-url http://127.0.0.1:8000"


class TestListings:
    def state(self, archive: Archive) -> audit.ListingState:
        (listing,) = audit.listings(archive, BASE, (SLUG,))
        return listing

    def test_one_read_to_its_end(self, archive: Archive, recorder: Recorder) -> None:
        assert self.state(archive).reason is None
        assert self.state(archive).complete_at is not None

    def test_one_never_read(self, archive: Archive, recorder: Recorder) -> None:
        with archive.changes() as db:
            recorder.add_channel(db, ChannelLink("chengdu/dayi", "大邑"), on=None)
        (listing,) = audit.listings(archive, BASE, ("chengdu/dayi",))
        assert (listing.reason, listing.command) == ("The listing was never read.", "newscrawl crawl chengdu/dayi")

    def test_one_that_stopped_says_where_and_why(self, archive: Archive, recorder: Recorder) -> None:
        second = f"{YYBNET.listing_url(SLUG)}list_2.html"
        recorder.begin_channel(ChannelLink(SLUG, ""))
        head = YYBNET.listing_url(SLUG)
        recorder.record(Listing(head, SLUG, [url(99)], next_url=second, fetch=Fetch(head, NOW, 200)))
        recorder.record(Fate(second, "listing", "failed", "The site answered HTTP 500.", 500, retry=True))
        said = self.state(archive)
        assert said.reason is not None
        assert f"Reading stopped at {second}." in said.reason
        assert f"{second}: The site answered HTTP 500. To be tried again from" in said.reason
        assert said.command == f"newscrawl crawl {SLUG}"
