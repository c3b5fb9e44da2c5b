"""Counts kept by triggers against a count of the articles, after every kind of change."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import Archive, articles, counts, schema, verify
from newscrawl.items import Article

NOW = "2026-11-23T00:00:00Z"
PLACES = (("成都市", "简阳", "chengdu/jianyang"), ("成都市", None, "chengdu"), (None, None, None))


@pytest.fixture
def db() -> Database:
    db = Database(memory=True)
    db.conn.isolation_level = None
    schema.migrate(db)
    return db


def made(rng: random.Random) -> Article:
    article = Article(url=f"https://www.yybnet.net/{rng.randrange(30)}.html", site="yybnet", body=str(rng.random()))
    article.city, article.district, article.channel = rng.choice(PLACES)
    article.source = rng.choice(["西南商报", "成都日报", None])
    article.published_at = rng.choice(["2018-12-18T10:57:00+08:00", "2018-12-18", "2019-01-01", None])
    return article


def test_counts_follow_every_change(db: Database) -> None:
    rng = random.Random(5)
    for step in range(200):
        articles.store(db, made(rng), now=NOW, crawl_id=None, extractor="1")
        if step % 50 == 49:
            assert counts.differences(db) == 0
    assert db.execute("SELECT sum(articles) FROM counts_by_place").fetchone() == (30,)
    db.execute("UPDATE articles SET source = '新来源', published_at = '2020-02-02' WHERE id % 7 = 0")
    assert counts.differences(db) == 0
    assert db.execute("SELECT sum(articles) FROM counts_by_source WHERE source = '新来源'").fetchone() == (4,)
    db.execute("DELETE FROM articles WHERE source = '新来源'")
    assert counts.differences(db) == 0
    assert db.execute("SELECT count(*) FROM counts_by_source WHERE source = '新来源'").fetchone() == (0,)


def test_verify_finds_wrong_counts_and_counting_anew_mends_them(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        articles.store(db, made(random.Random(1)), now=NOW, crawl_id=None, extractor="1")
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE counts_by_source SET articles = 7")
    with Archive.write(path, command="test") as archive:
        assert any("counts by place, month and source" in line for line in verify.check_books(archive))
        with archive.changes() as db:
            counts.rebuild(db)
        archive.commit()
        assert not any("counts" in line for line in verify.check_books(archive))
