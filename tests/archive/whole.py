"""A small archive in which everything agrees, as a crawl writes it, and ways to spoil it."""

from __future__ import annotations

from newscrawl.archive import Archive, crawls, ledger
from newscrawl.archive.recorder import CrawlOptions, Recorder
from newscrawl.items import Article, ChannelLink, Fate, Fetch, Listing
from newscrawl.sites import YYBNET

NOW = "2026-11-23T01:00:00Z"
SLUG = "chengdu/jianyang"
HEAD = YYBNET.listing_url(SLUG)
URLS = [f"{YYBNET.base_url}/chengdu/news/201812/{n}.html" for n in range(1, 6)]


def fill(archive: Archive) -> None:
    """Three articles, one in two texts; one gone, one pending."""
    ledger.choose_channels(archive.db, ())
    with archive.changes() as db:
        crawl_id = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
    recorder = Recorder(archive, YYBNET, crawl_id, CrawlOptions())
    recorder.begin_channel(ChannelLink(SLUG, "简阳"))
    recorder.record(Listing(HEAD, SLUG, URLS, fetch=Fetch(HEAD, NOW, 200)))
    for url, body in [(URLS[0], "一"), (URLS[0], "二"), (URLS[1], "三"), (URLS[2], "四")]:
        body = f"{body}段文字,说的是简阳市踏水镇。"
        recorder.record(Article(url, "yybnet", title="标题", body=body, fetch=Fetch(url, NOW, 200)))
    recorder.record(Fate(URLS[3], "article", "gone", "The site says the page does not exist (HTTP 404).", 404))
    archive.commit()


def spoil(archive: Archive, *statements: str) -> None:
    """What another program does to the archive."""
    archive.db.execute("PRAGMA foreign_keys = OFF")
    with archive.changes() as db:
        for statement in statements:
            db.execute(statement)
