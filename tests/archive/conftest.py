"""Archives for tests: in memory for those of search, and a whole one in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import Archive, functions, schema
from tests.archive import whole
from tests.archive.town import DAYI, JIANYANG, add


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    """An archive in memory, for many small sets of articles, one after the other."""
    db = Database(memory=True)
    db.conn.isolation_level = None
    functions.teach(db.conn)
    schema.migrate(db)
    yield db
    db.close()


@pytest.fixture
def empty(db: Database) -> Iterator[Database]:
    """The archive without articles; what a test adds is undone."""
    db.conn.execute("SAVEPOINT test")
    yield db
    db.conn.execute("ROLLBACK TO test")


@pytest.fixture
def town(empty: Database) -> Database:
    """Six articles of two districts and three sources, two of a day, two without a date."""
    add(empty, 1, "踏水镇修路", "踏水镇修了一条路。", published_at="2018-12-18T10:57:00+08:00", **JIANYANG)
    add(empty, 2, "简阳要闻", "踏水镇的路修好了。踏水镇的桥也好了。", published_at="2018-12-18", **JIANYANG)
    add(empty, 3, "大邑要闻", "大邑与踏水镇结对。", published_at="2019-03-01T08:00:00+08:00", **DAYI)
    add(empty, 4, None, "踏水。镇上无事。", published_at=None, **DAYI)
    add(empty, 5, "路", "踏水镇。", published_at=None, source="成都日报", city="成都市")
    add(empty, 6, "旧闻", "踏水镇" + "的旧事" * 300, published_at="2011-01-01", **JIANYANG)
    return empty


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three articles, one in two texts; one gone, one pending."""
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        whole.fill(opened)
        yield opened
