"""One row for each URL ever discovered, one fate each, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import Archive, ledger
from newscrawl.items import Fate, Fetch

BASE = "https://www.yybnet.net"
NOW = "2026-11-23T01:00:00Z"
CHANNEL = "chengdu/jianyang"
HEAD = f"{BASE}/{CHANNEL}/"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Archive.write(tmp_path / "news.db", command="test") as archive:
        ledger.choose_channels(archive.db, [CHANNEL])
        archive.db.execute(
            "INSERT INTO channels (url, slug, site, discovered_at, front) VALUES (?, ?, 'yybnet', ?, ?)",
            [HEAD, CHANNEL, NOW, f"{HEAD}list_2.html"],
        )
        yield archive.db


def url(number: int) -> str:
    return f"{BASE}/chengdu/news/201812/{number}.html"


def enter(db: Database, *numbers: int, channel: str = CHANNEL, dated: str | None = None) -> None:
    for number in numbers:
        ledger.discover(db, url(number), "article", channel, now=NOW, on=HEAD, dated=dated)


def row(db: Database, address: str) -> dict[str, object]:
    return next(iter(db.query("SELECT * FROM pages WHERE url = ?", [address])))


def due(db: Database, *, after: int = 0, limit: int = 100, since: str | None = None, base: str = BASE) -> list[str]:
    return [page.url for page in ledger.due_articles(db, base=base, after=after, limit=limit, since=since)]


def test_a_url_is_entered_once_as_pending(db: Database) -> None:
    first, is_new = ledger.discover(db, url(1), "article", CHANNEL, now=NOW, on=HEAD, dated="2018-12-18")
    again, is_new_again = ledger.discover(db, url(1), "article", "chengdu", now="2027-01-01T00:00:00Z", on=None)
    assert (first, is_new, is_new_again) == (again, True, False)
    page = row(db, url(1))
    assert (page["state"], page["attempts"], page["discovered_at"]) == ("pending", 0, NOW)
    assert (page["channel"], page["discovered_on"], page["dated"]) == (CHANNEL, HEAD, "2018-12-18")


def test_settling_begins_anew(db: Database) -> None:
    enter(db, 1)
    ledger.record_fate(
        db, Fate(url(1), "article", "pending", "HTTP 503.", 503), retry_at=NOW, attempts=3, crawl_id=None
    )
    fetch = Fetch(url(1), NOW, 200, '"tag"', "yesterday", "a.warc.gz", 77)
    ledger.settle(db, url(1), "archived", fetch=fetch, crawl_id=None)
    page = row(db, url(1))
    assert (page["state"], page["reason"], page["retry_at"], page["attempts"]) == ("archived", None, None, 0)
    assert (page["http_status"], page["etag"], page["last_modified"]) == (200, '"tag"', "yesterday")
    assert (page["fetched_at"], page["warc_file"], page["warc_offset"]) == (NOW, "a.warc.gz", 77)


def test_a_304_keeps_what_is_held(db: Database) -> None:
    enter(db, 1)
    ledger.settle(db, url(1), "archived", fetch=Fetch(url(1), NOW, 200, '"tag"', None, "a", 1), crawl_id=None)
    ledger.unchanged(db, url(1), now="2026-11-24T00:00:00Z", crawl_id=None)
    page = row(db, url(1))
    assert (page["state"], page["http_status"], page["etag"]) == ("archived", 304, '"tag"')
    assert (page["fetched_at"], page["warc_file"]) == ("2026-11-24T00:00:00Z", "a")


@pytest.mark.parametrize(("state", "tag"), [("gone", None), ("rejected", None), ("failed", '"tag"')])
def test_what_is_gone_has_nothing_a_304_could_stand_for(db: Database, state: str, tag: str | None) -> None:
    enter(db, 1)
    ledger.settle(db, url(1), "archived", fetch=Fetch(url(1), NOW, 200, '"tag"'), crawl_id=None)
    fate = Fate(url(1), "article", state, "why", 404)  # type: ignore[arg-type]
    ledger.record_fate(db, fate, retry_at=None, attempts=0, crawl_id=None)
    assert row(db, url(1))["etag"] == tag


class TestDue:
    def test_in_order_of_discovery_and_in_chunks(self, db: Database) -> None:
        enter(db, 9, 3, 7, 5)
        assert due(db, limit=3) == [url(9), url(3), url(7)]
        assert due(db, after=int(str(row(db, url(7))["id"]))) == [url(5)]

    def test_only_of_the_chosen_channels_and_this_host(self, db: Database) -> None:
        enter(db, 1)
        enter(db, 2, channel="chengdu/dayi")
        ledger.discover(db, "http://127.0.0.1:8000/a", "article", CHANNEL, now=NOW, on=None)
        ledger.discover(db, f"{BASE}.evil.example/a", "article", CHANNEL, now=NOW, on=None)
        assert due(db) == [url(1)]
        ledger.choose_channels(db, ["chengdu/dayi"])
        assert due(db) == [url(1), url(2)]

    def test_not_what_has_its_fate_or_waits(self, db: Database) -> None:
        enter(db, 1, 2, 3)
        ledger.settle(db, url(1), "archived", fetch=None, crawl_id=None)
        waiting = Fate(url(2), "article", "pending", "HTTP 503.")
        ledger.record_fate(db, waiting, retry_at="2026-11-23T01:00:05Z", attempts=1, crawl_id=None)
        assert due(db) == [url(3)]
        assert ledger.due_again(db, base=BASE, now="2026-11-23T01:00:04Z", limit=9) == []
        (again,) = ledger.due_again(db, base=BASE, now="2026-11-23T01:00:05Z", limit=9)
        assert (again.url, again.attempts) == (url(2), 1)
        assert ledger.next_retry(db, base=BASE) == "2026-11-23T01:00:05Z"
        assert ledger.next_retry(db, base="http://127.0.0.1:1") is None
        assert ledger.next_retry(db, base=BASE, articles=False) is None

    @pytest.mark.parametrize(
        ("dated", "since", "is_due"),
        [
            ("2018-12-18", "2018-12-18", True),
            ("2018-12-17", "2018-12-18", False),
            ("2018-12", "2018-12-18", True),
            ("2018-11", "2018-12-01", False),
            (None, "2018-12-18", True),
        ],
    )
    def test_since_leaves_out_what_is_dated_earlier(
        self, db: Database, dated: str | None, since: str, is_due: bool
    ) -> None:
        enter(db, 1, dated=dated)
        assert bool(due(db, since=since)) == is_due

    def test_of_listings_only_the_front(self, db: Database) -> None:
        for page in (HEAD, f"{HEAD}list_2.html", f"{HEAD}list_3.html"):
            ledger.discover(db, page, "listing", CHANNEL, now=NOW, on=None)
        assert [page.url for page in ledger.due_listings(db, base=BASE, limit=9)] == [f"{HEAD}list_2.html"]
        db.execute("UPDATE pages SET retry_at = ? WHERE kind = 'listing'", [NOW])
        assert ledger.due_listings(db, base=BASE, limit=9) == []
        assert [page.url for page in ledger.due_again(db, base=BASE, now=NOW, limit=9)] == [f"{HEAD}list_2.html"]


def test_full_makes_every_fate_due_again(db: Database) -> None:
    enter(db, 1, 2, 3, 4)
    enter(db, 5, channel="chengdu/dayi")
    ledger.settle(db, url(1), "archived", fetch=None, crawl_id=None)
    for number, state in ((2, "gone"), (3, "rejected")):
        fate = Fate(url(number), "article", state, "")  # type: ignore[arg-type]
        ledger.record_fate(db, fate, retry_at=None, attempts=0, crawl_id=None)
    assert ledger.make_due(db, CHANNEL, base=BASE, now=NOW) == 3
    assert {page.url for page in ledger.due_again(db, base=BASE, now=NOW, limit=9)} == {url(1), url(2), url(3)}
    assert due(db) == [url(4)]


def test_a_page_that_failed_rests(db: Database) -> None:
    enter(db, 1)
    page_id = int(str(row(db, url(1))["id"]))
    assert not ledger.rests(db, page_id, now=NOW)
    fate = Fate(url(1), "article", "failed", "HTTP 500.")
    ledger.record_fate(db, fate, retry_at="2026-11-23T02:00:00Z", attempts=4, crawl_id=None)
    assert ledger.rests(db, page_id, now=NOW)
    assert not ledger.rests(db, page_id, now="2026-11-23T02:00:00Z")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (lambda db: ledger.due_articles(db, base=BASE, after=0, limit=9), "pages_pending"),
        (lambda db: ledger.due_again(db, base=BASE, now=NOW, limit=9), "pages_due"),
        (lambda db: ledger.next_retry(db, base=BASE), "pages_due"),
        (lambda db: ledger.articles_left(db, now=NOW), "pages_channel_kind_state"),
        (lambda db: ledger.due_listings(db, base=BASE, limit=9), "sqlite_autoindex_pages_1"),
    ],
)
def test_what_a_crawl_asks_all_the_time_never_reads_the_whole_ledger(db: Database, query: object, index: str) -> None:
    asked: list[str] = []
    with db.tracer(lambda sql, _: asked.append(sql)):
        db.conn.set_trace_callback(asked.append)
        query(db)  # type: ignore[operator]
        db.conn.set_trace_callback(None)
    plan = [str(step[3]) for sql in asked if "pages" in sql for step in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(index in step for step in plan), plan
    assert not any(step.startswith("SCAN pages") for step in plan), plan
