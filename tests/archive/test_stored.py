"""What the archive holds bytes of: where each article and rejected page lies, and who wrote which file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, captures, crawls, ledger, schema, stored, walk
from newscrawl.archive.stored import Place
from newscrawl.items import Article, ChannelLink, Fate, Fetch
from newscrawl.warc.records import StoredPayload

NOW = "2026-11-23T00:00:00Z"
CHANNEL = "chengdu/jianyang"
A, B = "a.warc.gz", "b.warc.gz"


def url(number: int) -> str:
    return f"https://www.yybnet.net/chengdu/news/201812/{number}.html"


def fetch(number: int, file: str | None, offset: int | None) -> Fetch:
    return Fetch(url(number), NOW, 200, warc_file=file, warc_offset=offset)


def store(db: Database, number: int, file: str | None, *, body: str = "正文", crawl: int | None = None) -> None:
    kept = fetch(number, file, 10 * number if file else None)
    made = Article(url(number), "yybnet", channel=CHANNEL, title="标题", body=f"{number}{body}", fetch=kept)
    ledger.discover(db, made.url, "article", CHANNEL, now=NOW, on=None)
    articles.store(db, made, now=NOW, crawl_id=crawl, extractor="1")
    ledger.settle(db, made.url, "archived", fetch=kept, crawl_id=crawl)


def reject(db: Database, number: int, file: str | None) -> None:
    ledger.discover(db, url(number), "article", CHANNEL, now=NOW, on=None)
    fate = Fate(
        url(number), "article", "rejected", "没有正文。", 200, fetch=fetch(number, file, number if file else None)
    )
    ledger.record_fate(db, fate, retry_at=None, attempts=0, crawl_id=None)


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    db.conn.isolation_level = None
    schema.migrate(db)
    home = "https://www.yybnet.net"
    walk.add_channel(db, ChannelLink(CHANNEL, "简阳"), url=f"{home}/{CHANNEL}/", site="yybnet", now=NOW, on=None)
    yield db
    db.close()


def test_articles_whose_bytes_are_kept_come_by_id(db: Database) -> None:
    for number, file in enumerate([A, None, B], start=1):
        store(db, number, file)
    assert list(stored.articles(db)) == [Place(1, url(1), "yybnet", A, 10), Place(3, url(3), "yybnet", B, 30)]
    assert stored.article_ids(db) == [1, 3]
    assert stored.articles_by_file(db) == {A: 1, B: 1}


def test_rows_may_be_written_while_more_than_a_chunk_of_them_is_read(db: Database) -> None:
    columns = "site, authors, images, problems, content_sha256, first_archived_at, last_seen_at, extractor, warc_file"
    values = "'yybnet', '[]', '[]', '[]', '', '', '', '1', 'a'"
    for number in range(1, 1102):
        db.execute(
            f"INSERT INTO articles (url, body, warc_offset, {columns}) VALUES (?, '', 1, {values})", [url(number)]
        )
    seen: list[int] = []
    for place in stored.articles(db):
        seen.append(place.id)
        db.execute("UPDATE articles SET extractor = '2' WHERE id = ?", [place.id])
    assert seen == list(range(1, 1102))


def test_rejected_pages_with_bytes_are_read_again_under_their_channels_site(db: Database) -> None:
    store(db, 1, A)
    reject(db, 2, A)
    reject(db, 3, None)
    reject(db, 4, B)
    db.execute("UPDATE pages SET channel = 'x/y' WHERE url = ?", [url(4)])
    assert [(place.url, place.site, place.warc_file, place.warc_offset) for place in stored.rejected_pages(db)] == [
        (url(2), "yybnet", A, 2)
    ]
    assert stored.count(db) == {"with_bytes": 1, "without_bytes": 0, "rejected": 2}


def test_pointers_are_those_of_ledger_captures_and_earlier_texts_each_once(db: Database) -> None:
    store(db, 1, A)
    store(db, 1, B, body="改过")
    captures.add(db, b"1", StoredPayload(url(1), NOW, A, 5), whole=True)
    captures.add(db, b"2", StoredPayload(url(2), NOW, A, 10), whole=True)
    assert stored.pointers(db) == {A: array("q", [5, 10]), B: array("q", [10])}


def test_a_file_that_only_a_dump_names_was_not_written_here(db: Database) -> None:
    imported = crawls.start(db, now=NOW, arguments={"command": "import-jsonl"}, process="t:1", version="0")
    crawled = crawls.start(db, now=NOW, arguments={}, process="t:2", version="0")
    store(db, 1, A, crawl=imported)
    store(db, 2, B, crawl=crawled)
    assert stored.written_here(db) == {B}
    captures.add(db, b"1", StoredPayload(url(1), NOW, A, 5), whole=True)
    assert stored.written_here(db) == {A, B}


def test_an_article_with_half_a_place_is_named(db: Database) -> None:
    for number, file in enumerate([A, None, A, None], start=1):
        store(db, number, file)
    db.execute("UPDATE articles SET warc_offset = NULL WHERE id = 1")
    db.execute("UPDATE articles SET warc_offset = 7 WHERE id = 2")
    assert stored.half_placed(db) == [url(1), url(2)]


def test_the_run_that_last_fetched_a_page(db: Database) -> None:
    run = crawls.start(db, now=NOW, arguments={}, process="t:1", version="0")
    store(db, 1, A, crawl=run)
    assert stored.crawl_of(db, url(1)) == run
    assert stored.crawl_of(db, url(2)) is None
