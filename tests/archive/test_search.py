"""Search against a plain substring scan over the same articles: every query, every order, every change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newscrawl.archive import articles, fulltext, newest, ranking, schema
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import Query, Term, parse
from newscrawl.archive.search import count, every
from newscrawl.archive.tokens import fold
from newscrawl.items import Article

NOW = "2026-11-23T00:00:00Z"
# Few different characters, so that made-up texts and queries meet: Han (one beyond the BMP), Latin in both cases and
# both widths, digits, signs in both widths, white space, and what means something to FTS5, GLOB, LIKE or our syntax.
ALPHABET = "踏水镇𰻞aAａＡbB1１.．,，。“”\"'*?[]^-－%_()（）:： \u3000\n\\é😀"
TEXTS = st.text(ALPHABET, max_size=14)
Texts = tuple[str | None, str, str | None]
WORDS = st.text([c for c in ALPHABET if not c.isspace() and c not in '"＂“-－'], min_size=1, max_size=4)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    """An archive in memory, for many small sets of articles, one after the other."""
    db = Database(memory=True)
    db.conn.isolation_level = None
    schema.migrate(db)
    yield db
    db.close()


@pytest.fixture
def empty(db: Database) -> Iterator[Database]:
    """The archive without articles; what a test adds is undone."""
    db.conn.execute("SAVEPOINT test")
    yield db
    db.conn.execute("ROLLBACK TO test")


def add(db: Database, number: int, title: str | None, body: str, **fields: str | None) -> int:
    article = Article(url=f"https://www.yybnet.net/chengdu/news/201812/{number}.html", site="yybnet")
    article.title, article.body = title, body
    for name, value in fields.items():
        setattr(article, name, value)
    article_id, _ = articles.store(db, article, now=NOW, crawl_id=None, extractor="1")
    return article_id


def scan(db: Database, query: Query) -> list[int]:
    """What a reader with infinite patience would find."""
    rows = db.execute("SELECT id, title, body, source FROM articles ORDER BY id").fetchall()
    return [row[0] for row in rows if all(any(holds(term, *row[1:]) for term in group) for group in query.groups)]


def holds(term: Term, title: str | None, body: str, source: str | None) -> bool:
    texts = {"text": [title, *body.split("\n")], "title": [title], "source": [source]}[term.field]
    return any(term.text in fold(text) for text in texts if text is not None) is not term.negated


def find(db: Database, query: Query) -> list[int]:
    """The hits by all three ways of finding them, which must agree."""
    ids = list(every(db, query, Filters()))
    assert count(db, query, Filters()) == len(ids)
    assert sorted(newest.newest(db, query, Filters(), limit=99)) == ids
    assert sorted(ranking.best(db, query, Filters(), limit=99)) == ids
    return ids


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(st.tuples(st.none() | TEXTS, TEXTS, st.none() | TEXTS), max_size=5),
    words=st.lists(WORDS, min_size=1, max_size=3),
    typed=TEXTS,
)
def test_hits_are_those_of_a_scan(db: Database, texts: list[Texts], words: list[str], typed: str) -> None:
    db.conn.execute("SAVEPOINT example")
    for number, (title, body, source) in enumerate(texts, start=1):
        add(db, number, title, body, source=source)
    queries = [typed, *words, " ".join(words), " OR ".join(words), "-".join([" ", *words]), f'"{" ".join(words)}"']
    queries += [f"title:{words[0]}", f"source:{words[0]}", f"{words[0]} -title:{words[-1]}"]
    # Any piece of any text, as a phrase.
    queries += [f'"{text[start : start + 5]}"' for row in texts for text in row if text for start in (0, 3)]
    for text in queries:
        query = parse(text)
        assert find(db, query) == scan(db, query), text
    assert fulltext.check(db).ok
    db.conn.execute("ROLLBACK TO example")
