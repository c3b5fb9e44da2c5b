"""New articles are indexed together, with the commit: none is left out, none is there that was undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, fulltext
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from newscrawl.archive.search import every
from newscrawl.items import Article

NOW = "2026-11-23T01:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        yield opened


def store(archive: Archive, number: int, body: str, *, fail: bool = False) -> int:
    url = f"https://www.yybnet.net/chengdu/news/201812/{number}.html"
    article = Article(url, "yybnet", title=f"标题{number}", body=body)
    with archive.changes() as db:
        article_id, _ = articles.store(db, article, now=NOW, crawl_id=None, extractor="1", unindexed=archive.unindexed)
        if fail:
            raise ValueError("the page fails after all")
    return article_id


def found(archive: Archive, query: str) -> list[int]:
    with Archive.read(archive.path) as reader:
        return list(every(reader.db, parse(query), Filters()))


def test_a_batch_is_found_once_it_is_committed(archive: Archive) -> None:
    first, second = store(archive, 1, "踏水镇的路。"), store(archive, 2, "踏水镇的桥。")
    archive.commit()
    assert found(archive, "踏水镇") == [first, second]
    assert found(archive, "桥") == [second]
    assert fulltext.check(archive.db).ok


def test_a_batch_makes_one_part_of_the_index(archive: Archive) -> None:
    for number in range(20):
        store(archive, number, f"第{number}篇。")
    archive.commit()
    parts = archive.db.conn.execute("SELECT count(DISTINCT segid) FROM articles_fts_idx").fetchone()
    assert parts == (1,)


def test_articles_are_committed_and_indexed_when_the_batch_is_full(archive: Archive) -> None:
    ids = [store(archive, number, "踏水镇。") for number in range(64)]
    assert found(archive, "踏水镇") == ids


def test_an_article_whose_change_was_undone_is_not_indexed(archive: Archive) -> None:
    kept = store(archive, 1, "踏水镇的路。")
    with pytest.raises(ValueError, match="fails after all"):
        store(archive, 2, "踏水镇的桥。", fail=True)
    again = store(archive, 3, "踏水镇的树。")
    archive.commit()
    assert found(archive, "踏水镇") == [kept, again]
    assert fulltext.check(archive.db).ok


def test_a_text_that_changes_within_the_batch_is_found_by_its_new_words_alone(archive: Archive) -> None:
    first = store(archive, 1, "踏水镇的路。")
    assert store(archive, 1, "踏水镇的桥。") == first
    archive.commit()
    assert (found(archive, "桥"), found(archive, "路")) == ([first], [])
    assert fulltext.check(archive.db).ok


def test_an_undone_change_of_a_waiting_text_leaves_it_indexed(archive: Archive) -> None:
    first, second = store(archive, 1, "踏水镇的路。"), store(archive, 2, "踏水镇的树。")
    with pytest.raises(ValueError, match="fails after all"):
        store(archive, 1, "踏水镇的桥。", fail=True)
    archive.commit()
    assert (found(archive, "路"), found(archive, "桥"), found(archive, "树")) == ([first], [], [second])
    assert fulltext.check(archive.db).ok
