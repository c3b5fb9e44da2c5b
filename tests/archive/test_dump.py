"""Articles as finished lines and as rows: whole, in order, of one moment, and mended where text is no Unicode."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive import Archive, articles, dump
from newscrawl.archive.dump import ARTICLE_COLUMNS, BATCH, REVISION_COLUMNS, Selection
from newscrawl.archive.filters import Filters
from newscrawl.errors import ArchiveError
from newscrawl.items import Article
from tests.archive.town import DAYI, JIANYANG, NOW, add

BRIEF = ("id", "title", "authors")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three articles of two districts, the first in two texts."""
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as writer, writer.changes() as db:
        add(db, 1, "踏水镇修路", "旧文。", published_at="2018-12-18", channel="chengdu/jianyang", **JIANYANG)
        add(db, 1, "踏水镇修路", "新文。", published_at="2018-12-18", channel="chengdu/jianyang", **JIANYANG)
        add(db, 2, "大邑“要闻”", "第一段。\n第二段\t1。", channel="chengdu/dayi", **DAYI)
        made = Article("https://x/3", "yybnet", title="简阳要闻", body="正文", authors=["张三", "李四"])
        made.district, made.channel, made.published_at = "简阳", "chengdu/jianyang", "2018-12-20"
        articles.store(db, made, now=NOW, crawl_id=None, extractor="2")
    with Archive.read(path) as reader:
        yield reader


def by_other_means(archive: Archive, sql: str, *values: Any) -> None:
    """What another program does to the file."""
    with closing(sqlite3.connect(archive.path)) as conn, conn:
        conn.execute(sql, values)


def lines(archive: Archive, selection: Selection) -> list[Any]:
    with dump.snapshot(archive):
        return [json.loads(line) for batch in dump.lines(archive, selection) for (line,) in batch]


def rows(archive: Archive, selection: Selection) -> list[tuple[Any, ...]]:
    with dump.snapshot(archive):
        return [row for batch in dump.rows(archive, selection) for row in batch]


def test_the_columns_are_those_of_the_tables(archive: Archive) -> None:
    assert tuple(archive.db["articles"].columns_dict) == ARTICLE_COLUMNS
    assert {*REVISION_COLUMNS} <= {*archive.db["revisions"].columns_dict}


def test_lines_are_objects_of_the_columns_asked_for_in_their_order(archive: Archive) -> None:
    assert [list(line) for line in lines(archive, Selection())] == [[*ARTICLE_COLUMNS]] * 3
    assert lines(archive, Selection(columns=BRIEF)) == [
        {"id": 1, "title": "踏水镇修路", "authors": []},
        {"id": 2, "title": "大邑“要闻”", "authors": []},
        {"id": 3, "title": "简阳要闻", "authors": ["张三", "李四"]},
    ]


def test_rows_say_the_same_with_lists_as_compact_json(archive: Archive) -> None:
    assert rows(archive, Selection(columns=BRIEF))[2] == (3, "简阳要闻", '["张三","李四"]')


@pytest.mark.parametrize("trusted", [False, True])
def test_lines_by_id_are_the_same_lines(archive: Archive, trusted: bool) -> None:
    selection = Selection(columns=BRIEF, trusted=trusted)
    assert [(number, json.loads(line)) for number, line in dump.lines_by_id(archive, selection)] == list(
        enumerate(lines(archive, selection), start=1)
    )


def test_earlier_texts_come_with_their_article(archive: Archive) -> None:
    first, second, _ = lines(archive, Selection(columns=("id",), with_revisions=True))
    assert [list(earlier) for earlier in first["revisions"]] == [[*REVISION_COLUMNS]]
    assert first["revisions"][0]["body"] == "旧文。"
    assert second["revisions"] == []
    assert json.loads(rows(archive, Selection(columns=("id",), with_revisions=True))[0][1]) == first["revisions"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [(Filters(), [1, 2, 3]), (Filters(district="简阳"), [1, 3]), (Filters(district="简阳", until="2018-12-18"), [1])],
)
def test_filters_select(archive: Archive, filters: Filters, ids: list[int]) -> None:
    selection = Selection(filters, columns=("id",))
    assert rows(archive, selection) == [(number,) for number in ids]


def test_only_lines_that_changed_after_a_cursor(archive: Archive) -> None:
    (end,) = archive.conn.execute("SELECT max(seq) FROM export_journal").fetchone()
    assert rows(archive, Selection(columns=("id",), after=end)) == []
    by_other_means(archive, "UPDATE articles SET last_seen_at = '2027' WHERE id = 2")
    assert rows(archive, Selection(columns=("id",), after=end)) == [(2,)]
    assert rows(archive, Selection(Filters(district="简阳"), columns=("id",), after=end)) == []


def test_batches_are_bounded(archive: Archive) -> None:
    with Archive.write(archive.path, command="test") as writer, writer.changes() as db:
        for number in range(4, BATCH + 9):
            add(db, number, "标题", f"第{number}段正文。")
    assert [len(batch) for batch in dump.lines(archive, Selection())] == [BATCH, 8]


@pytest.mark.parametrize("key", [1, "https://www.yybnet.net/chengdu/news/201812/1.html"])
def test_one_article_and_its_earlier_texts_by_id_or_address(archive: Archive, key: int | str) -> None:
    assert dump.row(archive, key) == rows(archive, Selection())[0]
    (earlier,) = dump.revision_rows(archive, key)
    assert dict(zip(REVISION_COLUMNS, earlier, strict=True))["body"] == "旧文。"


@pytest.mark.parametrize("key", [9, "https://x/unknown"])
def test_an_article_that_is_not_there_is_none(archive: Archive, key: int | str) -> None:
    assert (dump.row(archive, key), dump.revision_rows(archive, key)) == (None, [])


def test_what_is_dumped_is_counted_by_channel_and_named_by_rules(archive: Archive) -> None:
    assert dump.channels(archive, Selection()) == [
        ("chengdu/dayi", 1, None, None),
        ("chengdu/jianyang", 2, "2018-12-18", "2018-12-20"),
    ]
    assert dump.channels(archive, Selection(Filters(since="2018-12-19"))) == [
        ("chengdu/jianyang", 1, "2018-12-20", "2018-12-20")
    ]
    assert dump.rules(archive, Selection()) == ["1", "2"]
    assert dump.rules(archive, Selection(Filters(district="大邑"))) == ["1"]


def test_a_snapshot_does_not_see_what_is_written_meanwhile(archive: Archive) -> None:
    with dump.snapshot(archive):
        assert dump.rules(archive, Selection()) == ["1", "2"]
        by_other_means(archive, "UPDATE articles SET extractor = '3'")
        assert dump.rules(archive, Selection()) == ["1", "2"]
    assert dump.rules(archive, Selection()) == ["3"]


def test_text_that_is_no_unicode_is_read_with_a_mark_and_counted(archive: Archive) -> None:
    by_other_means(archive, "UPDATE articles SET title = CAST(x'e8b88fff' AS TEXT) WHERE id = 2")
    with dump.snapshot(archive) as decoder:
        titles = [row[0] for batch in dump.rows(archive, Selection(columns=("title",))) for row in batch]
    assert titles == ["踏水镇修路", "踏\ufffd", "简阳要闻"]
    assert decoder.mended == 1


@pytest.mark.parametrize(
    ("line", "mended", "changed"),
    [
        ('{"title":"踏水"}'.encode(), '{"title":"踏水"}', False),
        (b'{"title":"\xe8\xb8\x8f\xff"}', '{"title":"踏\ufffd"}', True),
        (b'{"authors":["\\u5f20\\u4e09"]}\xff', '{"authors":["张三"]}', False),
        (b'{"authors":["\\ud83d\\ude00"]}\xff', '{"authors":["😀"]}', False),
        (b'{"authors":["\\ud83d"]}\xff', '{"authors":["\ufffd"]}', True),
    ],
)
def test_a_line_is_mended_and_it_is_said_whether_text_had_to_give(line: bytes, mended: str, changed: bool) -> None:
    assert dump.mend(line) == (mended.encode(), changed)


def test_a_line_with_escapes_of_another_program_is_marked_unless_all_is_trusted(archive: Archive) -> None:
    by_other_means(archive, "UPDATE articles SET authors = ? WHERE id = 2", '["\\u5f20\\u4e09"]')
    by_other_means(archive, "UPDATE revisions SET authors = ?", '["\\u5f20\\u4e09"]')

    def marked(**options: bool) -> list[bool]:
        found = dump.lines_by_id(archive, Selection(**options))  # type: ignore[arg-type]  # flags only
        return [line.endswith(b"\xff") for _, line in found]

    assert marked() == [False, True, False]
    assert marked(with_revisions=True) == [True, True, False]
    assert marked(trusted=True) == [False, False, False]


def test_surrogates_are_cleaned_wherever_they_stand_in_a_value() -> None:
    assert dump.clean({"\ud800": ["踏\udfff", {"a": "水"}], "n": 7, "b": None}) == {
        "\ufffd": ["踏\ufffd", {"a": "水"}],
        "n": 7,
        "b": None,
    }


@pytest.mark.parametrize("value", ["'[\"a\"'", "x'00ff'", "''"], ids=["no JSON", "a blob", "empty"])
def test_an_article_that_cannot_be_dumped_is_named(archive: Archive, value: str) -> None:
    by_other_means(archive, f"UPDATE articles SET images = {value} WHERE id = 2")
    for each in (dump.lines, dump.rows):
        with pytest.raises(ArchiveError, match=r"^Article 2 \(https://.*/2\.html\) in .* holds a value"):
            list(each(archive, Selection()))
