"""Items in, rows out: article, revision, fate and WARC position together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"
SLUG = "chengdu/jianyang"
HEAD = YYBNET.listing_url(SLUG)
ONE, TWO = (f"{YYBNET.base_url}/chengdu/news/201812/{n}.html" for n in (1, 2))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        yield opened


@pytest.fixture
def recorder(archive: Archive) -> Recorder:
    ledger.choose_channels(archive.db, ())
    with archive.changes() as db:
        crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
    recorder = Recorder(archive, YYBNET, crawl_id, CrawlOptions(retry_delay=2.0))
    recorder.begin_channel(ChannelLink(SLUG, "简阳", "成都市"))
    recorder.record(Listing(HEAD, SLUG, [ONE, TWO], fetch=Fetch(HEAD, NOW, 200)))
    return recorder


def article(url: str, body: str = "正文。", **fields: object) -> Article:
    fetch = Fetch(url, NOW, 200, '"tag"', None, "a.warc.gz", 123)
    return Article(url, "yybnet", title="标题", body=body, fetch=fetch, **fields)  # type: ignore[arg-type]


def page(archive: Archive, url: str) -> dict[str, object]:
    return next(iter(archive.db.query("SELECT * FROM pages WHERE url = ?", [url])))


def test_article_fate_and_position_are_one(archive: Archive, recorder: Recorder) -> None:
    recorder.record(article(ONE))
    held = articles.get(archive.db, ONE)
    assert held is not None
    assert (held["warc_file"], held["warc_offset"], held["revision"]) == ("a.warc.gz", 123, 1)
    assert (page(archive, ONE)["state"], page(archive, ONE)["warc_offset"]) == ("archived", 123)
    assert recorder.counts["new"] == 1


def test_a_page_without_breadcrumb_takes_the_channel_that_listed_it(archive: Archive, recorder: Recorder) -> None:
    recorder.record(article(ONE))
    recorder.record(article(TWO, channel="chengdu"))
    assert (articles.get(archive.db, ONE) or {})["channel"] == SLUG
    assert (articles.get(archive.db, TWO) or {})["channel"] == "chengdu"


def test_a_second_text_keeps_the_first(archive: Archive, recorder: Recorder) -> None:
    recorder.record(article(ONE))
    recorder.record(article(ONE, body="更正。"))
    recorder.record(article(ONE, body="更正。"))
    held = articles.get(archive.db, ONE)
    assert held is not None
    assert (held["body"], held["revision"]) == ("更正。", 2)
    assert [text["body"] for text in articles.revisions(archive.db, held["id"])] == ["正文。"]
    assert (recorder.counts["new"], recorder.counts["changed"], recorder.counts["unchanged"]) == (1, 1, 1)


def test_what_fails_in_the_middle_leaves_nothing(archive: Archive, recorder: Recorder) -> None:
    archive.commit()
    with pytest.raises(TypeError):
        recorder.record(article(ONE, problems=[object()]))
    recorder.record(article(TWO))
    archive.commit()
    assert articles.get(archive.db, ONE) is None
    assert page(archive, ONE)["state"] == "pending"
    assert articles.get(archive.db, TWO) is not None


def test_an_answer_304_leaves_article_and_record_as_they_are(archive: Archive, recorder: Recorder) -> None:
    recorder.record(article(ONE))
    recorder.record(Fate(ONE, "article", "archived", "unchanged", 304, fetch=Fetch(ONE, NOW, 304)))
    assert page(archive, ONE)["state"] == "archived"
    assert (articles.get(archive.db, ONE) or {})["warc_offset"] == 123
    assert recorder.counts["unchanged"] == 1


class TestFates:
    def test_a_failure_waits_then_rests(self, archive: Archive, recorder: Recorder) -> None:
        states = []
        for _ in range(4):
            recorder.record(Fate(ONE, "article", "failed", "HTTP 503.", 503, retry=True))
            states.append((page(archive, ONE)["state"], page(archive, ONE)["attempts"]))
        assert states == [("pending", 1), ("pending", 2), ("pending", 3), ("failed", 4)]
        assert page(archive, ONE)["retry_at"] is not None
        assert (recorder.counts["retried"], recorder.counts["failed"]) == (3, 1)

    def test_success_forgives_failures(self, archive: Archive, recorder: Recorder) -> None:
        recorder.record(Fate(ONE, "article", "failed", "HTTP 503.", 503, retry=True))
        recorder.record(article(ONE))
        assert (page(archive, ONE)["attempts"], page(archive, ONE)["reason"]) == (0, None)

    def test_an_archived_article_outlives_its_page(self, archive: Archive, recorder: Recorder) -> None:
        recorder.record(article(ONE))
        recorder.record(Fate(ONE, "article", "gone", "HTTP 404.", 404))
        assert page(archive, ONE)["state"] == "gone"
        assert articles.get(archive.db, ONE) is not None

    def test_where_an_article_moved_is_discovered(self, archive: Archive, recorder: Recorder) -> None:
        other = f"{YYBNET.base_url}/chengdu/news/201812/99.html"
        recorder.record(Fate(ONE, "article", "gone", "It has moved.", 301, moved_to=other))
        assert (page(archive, other)["state"], page(archive, other)["discovered_on"]) == ("pending", ONE)
        assert page(archive, other)["channel"] == SLUG

    def test_an_excluded_page_is_looked_at_again(self, archive: Archive, recorder: Recorder) -> None:
        recorder.record(Fate(ONE, "article", "excluded", "robots.txt forbids this page to us."))
        assert page(archive, ONE)["state"] == "excluded"
        assert str(page(archive, ONE)["retry_at"]) > NOW


class TestUnread:
    def test_a_channel_read_to_its_end_is_not_unread(self, recorder: Recorder) -> None:
        assert recorder.unread == set()

    @pytest.mark.parametrize("state", ["failed", "excluded", "gone", "rejected"])
    def test_a_channel_without_a_first_page_is(self, recorder: Recorder, state: str) -> None:
        head = YYBNET.listing_url("chengdu/dayi")
        recorder.begin_channel(ChannelLink("chengdu/dayi", ""))
        recorder.record(Fate(head, "listing", state, "why"))  # type: ignore[arg-type]
        assert recorder.unread == {"chengdu/dayi"}


def test_channels_that_a_listing_names_are_remembered(archive: Archive, recorder: Recorder) -> None:
    link = ChannelLink("chengdu/dayi", "大邑", "成都市")
    recorder.record(Listing(HEAD, SLUG, [], channels=[link, link], name="简阳", fetch=Fetch(HEAD, NOW, 200)))
    names = dict(archive.db.conn.execute("SELECT slug, name FROM channels").fetchall())
    assert names == {SLUG: "简阳", "chengdu/dayi": "大邑"}
    assert recorder.counts["channels_discovered"] == 2
