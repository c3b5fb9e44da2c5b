"""The search index keeps in step with the articles, and says where it does not."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from newscrawl.archive import fulltext
from newscrawl.archive.filters import Filters
from newscrawl.errors import ArchiveError
from tests.archive.town import add, found


def test_a_changed_article_is_found_by_its_new_text_only(empty: Database) -> None:
    add(empty, 1, "旧标题", "旧的正文", district="简阳")
    add(empty, 1, "新标题", "新的正文", district="大邑")
    assert found(empty, "旧") == []
    assert found(empty, "旧标") == []
    assert found(empty, "新标题 新的") == [1]
    assert found(empty, "新", filters=Filters(district="简阳")) == []
    assert found(empty, "新", filters=Filters(district="大邑")) == [1]
    assert fulltext.check(empty).ok


def test_check_names_what_is_not_indexed_as_it_is(town: Database) -> None:
    town.execute("UPDATE articles SET body = '改过的' WHERE id = 2")
    town.execute("DELETE FROM articles WHERE id = 5")
    check = fulltext.check(town)
    assert (check.ok, check.stale, check.strays) == (False, [2], 1)
    with pytest.raises(ArchiveError, match=r"out of step with article 2\. Run 'newscrawl reindex'"):
        fulltext.remove(town.conn, 2)


def test_an_index_made_anew_is_right(town: Database) -> None:
    town.execute("UPDATE articles SET body = '改过的' WHERE id = 2")
    assert fulltext.rebuild(town) == 6
    assert fulltext.check(town).ok
    assert found(town, "改过") == [2]
    assert found(town, "踏水镇", order="newest") == [3, 1, 6, 5]


@pytest.mark.parametrize(
    ("value", "term"),
    [("简阳", "district=简阳"), ("Ａ报 大邑\n版", "district=a报_大邑_版"), ("\u3000", "district=_")],
)
def test_the_term_of_a_place_is_folded_and_holds_no_space(value: str, term: str) -> None:
    assert fulltext.facet_term("district", value) == term


def test_an_article_is_indexed_by_title_source_places_and_text() -> None:
    row = {"title": "踏水", "source": "日报", "city": "成都市", "district": None, "channel": "chengdu", "body": "路"}
    around, body = fulltext.terms_of(row)
    terms = set(around.split())
    assert {"踏水", "title:踏水", "source:日报", "city=成都市", "channel=chengdu", "source=日报"} <= terms
    assert not any(term.startswith(("日报", "district=")) for term in terms)
    assert body.split() == ["路"]
    changed, _ = fulltext.terms_of(row | {"body": "桥"})
    assert changed != around, "the fingerprint tells from which text the terms were made"


def test_a_block_that_changes_a_row_is_indexed_with_what_it_made_of_it(town: Database) -> None:
    with fulltext.kept_in_step(town.conn, 2):
        town.execute("UPDATE articles SET body = '改过的', district = '大邑' WHERE id = 2")
    assert found(town, "改过") == [2]
    assert found(town, "改过", filters=Filters(district="简阳")) == []
    assert fulltext.check(town).ok


def test_a_removed_article_is_found_no_more_and_can_be_added_again(town: Database) -> None:
    row = next(town.query("SELECT * FROM articles WHERE id = 2"))
    fulltext.remove(town.conn, 2)
    assert found(town, "踏水镇") == [3, 1, 6, 5]
    assert fulltext.check(town) == fulltext.Check(stale=[2], strays=0)
    fulltext.add(town.conn, 2, row)
    assert found(town, "踏水镇") == [3, 1, 2, 6, 5]
    assert fulltext.check(town).ok


def test_a_merged_index_is_the_same_in_one_part(empty: Database) -> None:
    for number in range(9):
        add(empty, number, "要闻", f"踏水镇第{number}号。")
    before = found(empty, "踏水镇")
    fulltext.optimize(empty)
    assert (found(empty, "踏水镇"), fulltext.check(empty).ok) == (before, True)
    assert empty.execute("SELECT count(DISTINCT segid) FROM articles_fts_idx").fetchone() == (1,)
