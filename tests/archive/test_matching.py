"""A query as conditions on the text: what a row must satisfy, what the index can say of it, and what is marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import functions, matching
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse

NO_FILTERS = Filters()
ROW = "SELECT ? AS title, ? AS body, ? AS source"


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Database]:
    db = Database(memory=True)
    functions.teach(db.conn)
    yield db
    db.close()


def holds(sqlite: Database, typed: str, title: str | None, body: str, source: str | None, **options: bool) -> bool:
    """Whether SQLite finds a row of this title, body and source to be a hit."""
    condition, values = matching.condition(parse(typed, **options), "t")
    row = sqlite.execute(f"SELECT {condition} FROM ({ROW}) t", [*values, title, body, source])
    # The parameters of the condition stand before those of the row.
    return bool(row.fetchone()[0])


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("", True),
        ("踏水镇", True),
        ("踏水 修路", True),
        ("踏水 石桥", False),
        ("石桥 OR 修路", True),
        ("-石桥", True),
        ("-踏水", False),
        ("led屏", True),
        ("LED屏", True),
        ("100%", True),
        ("1_0", False),
        ("[1]", True),
        ("^-]", True),
        ("第*", True),
        ("[二]^-*", True),
        ("a_b", False),
        ("a%b", False),
        ("a*b", False),
        ("第？", False),
        ("title:修路", True),
        ("title:院坝", False),
        ("source:西南", True),
        ("-source:西南", False),
        ('"院坝 会"', True),
        ('"院坝  会"', True),
        ('"院坝会"', False),
    ],
)
def test_a_condition_holds_for_a_text_with_the_words_as_they_are(sqlite: Database, typed: str, hit: bool) -> None:
    body = "院坝 会上有Ｌｅｄ屏。完成100%[1]。\n记号^-]第*。全角［二］＾－＊,axb。"
    assert holds(sqlite, typed, "踏水镇修路", body, "西南商报") is hit


def test_what_is_null_holds_no_word_and_is_no_obstacle_to_a_negation(sqlite: Database) -> None:
    assert not holds(sqlite, "title:踏水", None, "踏水", None)
    assert holds(sqlite, "-title:踏水 -source:报", None, "踏水", None)


def test_both_scripts_find_each_other_on_demand_alone(sqlite: Database) -> None:
    assert holds(sqlite, "简阳", None, "簡陽要聞", None, both_scripts=True)
    assert not holds(sqlite, "简阳", None, "簡陽要聞", None)


@pytest.mark.parametrize(
    ("typed", "match", "proven"),
    [
        ("", None, True),
        ("踏水", '((("踏水")))', True),
        ("踏水镇", '((("踏水") AND ("水镇")))', False),
        ("踏 title:水", '((("踏"))) AND ((("title:水")))', True),
        ("踏水 OR 石桥", '((("踏水")) OR (("石桥")))', True),
        ("踏水 -石桥", '((("踏水")))', False),
        ("踏水 OR -石桥", None, False),
        ('踏"', '((("踏") AND ("""")))', False),
    ],
)
def test_the_index_is_asked_for_what_every_hit_must_hold(typed: str, match: str | None, proven: bool) -> None:
    assert matching.candidates(parse(typed), NO_FILTERS) == (match, proven)


def test_the_index_is_asked_for_places_too_in_each_of_their_spellings() -> None:
    match, proven = matching.candidates(parse("踏水"), Filters(city="成都", source="西南商报"))
    assert match == '((("踏水"))) AND ("city=成都" OR "city=成都市") AND ("source=西南商报")'
    assert proven


@pytest.mark.parametrize("typed", ["踏水", "踏水镇", "踏水镇 -大邑", "-大邑", "", "title:要闻 踏水镇"])
@pytest.mark.parametrize("filters", [NO_FILTERS, Filters(district="简阳"), Filters(until="2018")])
def test_a_selection_by_the_index_is_the_one_by_the_texts(town: Database, typed: str, filters: Filters) -> None:
    query = parse(typed)
    match, proven = matching.candidates(query, filters)

    def ids(match: str | None, *, brief: bool) -> list[int]:
        source, conditions, values = matching.selection(query, filters, match, brief=brief)
        return [row[0] for row in town.execute(f"SELECT a.id FROM {source} WHERE {conditions} ORDER BY a.id", values)]

    by_text = ids(None, brief=False)
    assert ids(match, brief=False) == by_text
    assert set(ids(match, brief=True)) >= set(by_text)
    assert not proven or ids(match, brief=True) == by_text


def test_in_the_title_sources_and_negations_stay_as_they_are() -> None:
    assert matching.in_title(parse("踏水 OR 石桥 source:日报 -广告")) == parse(
        "title:踏水 OR title:石桥 source:日报 -广告"
    )


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("踏水", "踏水镇的踏水人", ["踏水", "踏水"]),
        ("led屏", "ＬＥＤ屏与Led屏", ["ＬＥＤ屏", "Led屏"]),
        ("水 踏水镇", "踏水镇的水", ["踏水镇", "水"]),
        ("1.5", "1.5米,1x5米,１．５米", ["1.5", "１．５"]),
        ("]-^", "记号]-^", ["]-^"]),
    ],
)
def test_a_pattern_finds_the_words_as_printed_the_longest_first(typed: str, text: str, marked: list[str]) -> None:
    query = parse(typed)
    pattern = matching.pattern(query.highlights, matching.spelling(query))
    assert pattern is not None
    assert pattern.findall(text) == marked


def test_there_is_no_pattern_for_nothing() -> None:
    assert matching.pattern([], matching.spelling(parse(""))) is None
