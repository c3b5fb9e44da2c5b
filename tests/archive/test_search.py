"""Search against a plain substring scan over the same articles: every query; and what filters and a hit say."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newscrawl.archive import Archive, fulltext, newest, ranking
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import Query, Term, parse
from newscrawl.archive.search import count, every, search
from newscrawl.archive.tokens import fold
from tests.archive.town import JIANYANG, add, found

DOCS = Path(__file__).parents[2] / "docs" / "search.md"
# Few different characters, so that made-up texts and queries meet: Han (one beyond the BMP), Latin in both cases and
# both widths, digits, signs in both widths, white space, and what means something to FTS5, GLOB, LIKE or our syntax.
ALPHABET = "踏水镇𰻞aAａＡbB1１.．,，。“”\"'*?[]^-－%_()（）:： \u3000\t\x01\u1680\n\\é😀"
TEXTS = st.text(ALPHABET, max_size=14)
Texts = tuple[str | None, str, str | None]
WORDS = st.text([c for c in ALPHABET if not c.isspace() and c not in '"＂“-－'], min_size=1, max_size=4)


def scan(db: Database, query: Query) -> list[int]:
    """What a reader with infinite patience would find."""
    rows = db.execute("SELECT id, title, body, source FROM articles ORDER BY id").fetchall()
    return [row[0] for row in rows if all(any(holds(term, *row[1:]) for term in group) for group in query.groups)]


def holds(term: Term, title: str | None, body: str, source: str | None) -> bool:
    texts = {"text": [title, *body.split("\n")], "title": [title], "source": [source]}[term.field]
    folded = [fold(text) for text in texts if text is not None]
    single = re.sub("  +", " ", term.text)
    return any(term.text in text or single in text for text in folded) is not term.negated


def find(db: Database, query: Query) -> list[int]:
    """The hits by all three ways of finding them, which must agree."""
    ids = list(every(db, query, Filters()))
    assert count(db, query, Filters()) == len(ids)
    assert sorted(newest.newest(db, query, Filters(), limit=99)) == ids
    assert sorted(newest.oldest(db, query, Filters(), limit=99)) == ids
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


@pytest.mark.parametrize("gap", ["\t", "\t\t\t", "\x01", " \x1b\t", "\u1680", "  ", "\u3000"])
def test_a_piece_of_a_text_is_found_whatever_white_space_it_holds(empty: Database, gap: str) -> None:
    body = f"村名\t面积\n踏水村{gap}128亩"
    add(empty, 1, None, body)
    add(empty, 2, None, "踏水村\n128亩")
    query = parse(f'"踏水村{gap}128亩"')
    assert find(empty, query) == [1]
    (hit,) = search(empty, query).hits
    assert [part.text for part in hit.snippet if part.hit] == [f"踏水村{gap}128亩"]


def test_white_space_typed_twice_finds_what_is_stored_single(empty: Database) -> None:
    add(empty, 1, "踏水镇 社区", "")
    assert find(empty, parse('"踏水镇  社区"')) == [1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(district="简阳"), [1, 2, 6]),
        (Filters(city="成都"), [3, 1, 2, 6, 5]),
        (Filters(source="Ａ报 大邑版"), [3]),
        (Filters(source="a报 大邑版"), []),
        (Filters(since="2018", until="2018-12-18"), [1, 2]),
        (Filters(district="大邑", until="2018"), []),
    ],
)
def test_filters_narrow_a_search(town: Database, filters: Filters, expected: list[int]) -> None:
    results = search(town, "踏水镇", filters, order="newest")
    assert [hit.id for hit in results.hits] == expected
    assert results.total == len(expected)
    assert set(found(town, "踏水镇", filters=filters, order="rank")) == set(expected)


def test_filters_apply_where_the_index_alone_proves_the_words(town: Database) -> None:
    assert search(town, "踏水", Filters(district="大邑")).total == 2
    assert found(town, "踏水", filters=Filters(since="2018"), order="newest") == [3, 1, 2]


def test_a_hit_tells_where_it_stands(town: Database) -> None:
    (hit,) = search(town, "title:踏水 ｘ OR 条路").hits
    assert (hit.title, hit.district, hit.published_at) == ("踏水镇修路", "简阳", "2018-12-18T10:57:00+08:00")
    assert hit.marked_title == [("踏水", True), ("镇修路", False)]
    assert hit.snippet == [("踏水", True), ("镇修了一", False), ("条路", True), ("。", False)]


def test_the_sql_of_the_docs_runs_as_printed_in_plain_sqlite(tmp_path: Path) -> None:
    with Archive.write(tmp_path / "a.db", command="test") as archive, archive.changes() as db:
        add(db, 1, "踏水镇修路", "", published_at="2018-12-18", **JIANYANG)
        add(db, 2, None, "踏水镇的路修好了。", published_at="2019-01-01", **JIANYANG)
        add(db, 3, "踏水与水镇", "", **JIANYANG)
    blocks = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert blocks
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        answers = [conn.execute(block).fetchall() for block in blocks]
    assert answers[0] == [(2, "2019-01-01", "西南商报", None), (1, "2018-12-18", "西南商报", "踏水镇修路")]


def test_the_python_of_the_docs_runs_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive.write(tmp_path / "data" / "newscrawl.db", command="test") as archive, archive.changes() as db:
        add(db, 1, "踏水镇修路", "", published_at="2018-12-18", **JIANYANG)
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    exec(block, {})
    assert capsys.readouterr().out == "1 ['踏水镇修路']\n"
