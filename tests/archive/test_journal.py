"""The export journal: whatever happens to an article, by whatever program, moves it behind every cursor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, journal, ledger, schema
from newscrawl.items import Article

NOW = "2026-11-23T00:00:00Z"


def url(number: int) -> str:
    return f"https://www.yybnet.net/chengdu/news/201812/{number}.html"


@pytest.fixture
def db() -> Iterator[Database]:
    """Two articles and their pages."""
    db = Database(memory=True)
    db.conn.isolation_level = None
    schema.migrate(db)
    for number in (1, 2):
        ledger.discover(db, url(number), "article", "chengdu", now=NOW, on=None)
        store(db, number, "正文")
        ledger.settle(db, url(number), "archived", fetch=None, crawl_id=None)
    yield db
    db.close()


def store(db: Database, number: int, body: str) -> None:
    made = Article(url(number), "yybnet", title=f"标题{number}", body=f"{number}{body}", source="西南商报")
    articles.store(db, made, now=NOW, crawl_id=None, extractor="1")


def cursor(db: Database) -> int:
    return int(db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'export_journal'").fetchone()[0])


def since(db: Database, seq: int) -> list[tuple[int, str]]:
    rows = db.execute("SELECT article_id, what FROM export_journal WHERE seq > ? ORDER BY seq", [seq])
    return [(article_id, what) for article_id, what in rows]


def test_every_article_is_entered_in_the_order_of_arrival(db: Database) -> None:
    assert since(db, 0) == [(1, "line"), (2, "line")]


@pytest.mark.parametrize(
    ("statement", "events"),
    [
        ("UPDATE articles SET last_seen_at = '2027' WHERE id = 1", [(1, "line")]),
        ("UPDATE articles SET duplicate_of = 1 WHERE id = 2", [(2, "line")]),
        ("UPDATE articles SET source = '日报' WHERE id = 1", [(1, "line"), (1, "moved")]),
        ("UPDATE articles SET district = '简阳' WHERE id = 1", [(1, "line"), (1, "moved")]),
        ("UPDATE articles SET source = source WHERE id = 1", [(1, "line")]),
        ("DELETE FROM articles WHERE id = 1", [(1, "deleted")]),
        (f"UPDATE pages SET state = 'gone' WHERE url = '{url(2)}'", [(2, "gone")]),
        (f"UPDATE pages SET state = 'failed' WHERE url = '{url(2)}'", []),
        ("INSERT INTO pages (url, kind, state, discovered_at) VALUES ('https://x/', 'article', 'gone', '')", []),
    ],
)
def test_what_happens_is_entered_behind_the_cursor(db: Database, statement: str, events: list[tuple[int, str]]) -> None:
    before = cursor(db)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(statement)
    assert sorted(since(db, before)) == events


def test_what_happens_again_moves_to_the_end_and_takes_no_more_room(db: Database) -> None:
    for text in ("一", "二", "三"):
        store(db, 1, text)
    assert since(db, 0) == [(2, "line"), (1, "line")]


def test_an_earlier_text_that_changes_changes_its_article(db: Database) -> None:
    store(db, 1, "改过")
    before = cursor(db)
    db.execute("UPDATE revisions SET title = '更早' WHERE article_id = 1")
    assert since(db, before) == [(1, "line")]
    between = cursor(db)
    db.execute("DELETE FROM revisions WHERE article_id = 1")
    assert since(db, between) == [(1, "line")]


def test_a_page_that_comes_back_is_gone_no_more_and_its_line_is_named_again(db: Database) -> None:
    db.execute("UPDATE pages SET state = 'gone' WHERE url = ?", [url(1)])
    before = cursor(db)
    db.execute("UPDATE pages SET state = 'archived' WHERE url = ?", [url(1)])
    assert since(db, before) == [(1, "line")]
    assert (1, "gone") not in since(db, 0)


def test_a_deleted_article_is_remembered_by_its_address(db: Database) -> None:
    db.execute("UPDATE pages SET state = 'gone' WHERE url = ?", [url(1)])
    db.execute("DELETE FROM articles WHERE id = 1")
    rows = db.execute("SELECT what, url FROM export_journal WHERE article_id = 1").fetchall()
    assert rows == [("deleted", url(1))]


def test_an_article_that_arrives_when_its_page_is_gone_is_gone(db: Database) -> None:
    ledger.discover(db, url(3), "article", "chengdu", now=NOW, on=None)
    db.execute("UPDATE pages SET state = 'gone' WHERE url = ?", [url(3)])
    before = cursor(db)
    store(db, 3, "正文")
    assert since(db, before) == [(3, "line"), (3, "gone")]


def test_a_number_is_never_used_twice(db: Database) -> None:
    before = cursor(db)
    db.execute("DELETE FROM export_journal")
    store(db, 1, "改过")
    assert since(db, before) == [(1, "line")]


def test_a_journal_made_late_enters_what_is_there(db: Database) -> None:
    db.execute("UPDATE pages SET state = 'gone' WHERE url = ?", [url(2)])
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'").fetchall()
    for (name,) in names:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DROP TABLE export_journal")
    journal.create(db)
    assert since(db, 0) == [(1, "line"), (2, "line"), (2, "gone")]
    store(db, 1, "改过")
    assert since(db, 3) == [(1, "line")]
