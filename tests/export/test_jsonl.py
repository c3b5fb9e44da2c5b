"""JSON lines: the contract's columns, in order, exactly as archived."""

from __future__ import annotations

import json
from pathlib import Path

from newscrawl.archive.dump import ARTICLE_COLUMNS
from newscrawl.archive.filters import Filters
from newscrawl.export.columns import parse_names
from tests.export.conftest import Export
from tests.export.material import DAY, article, by_other_means, parsed, store


def test_lines_hold_the_columns_in_order_and_the_articles_by_id(archive: Path, export: Export) -> None:
    lines = parsed(export(archive))
    assert [line["id"] for line in lines] == list(range(1, 41))
    assert all(tuple(line) == ARTICLE_COLUMNS for line in lines)


def test_a_line_says_what_was_archived(archive: Path, export: Export) -> None:
    made, line = article(7), parsed(export(archive))[6]
    for name in ("url", "city", "district", "title", "source", "published_at", "authors", "body", "images", "problems"):
        assert line[name] == getattr(made, name), name
    assert (line["revision"], line["warc_offset"], line["last_seen_at"]) == (1, 7000, DAY.format(1))


def test_lines_are_compact_unescaped_utf8_as_python_would_write_them(archive: Path, export: Export) -> None:
    for line in export(archive).decode().splitlines(keepends=True):
        assert line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")) + "\n"


def test_filters_and_columns(archive: Path, export: Export) -> None:
    lines = parsed(export(archive, filters=Filters(district="简阳", since="2018-12"), columns=parse_names("title, id")))
    assert all(tuple(line) == ("title", "id") for line in lines)
    assert [line["id"] for line in lines] == [n for n in range(1, 41) if n % 3 == 0 and n % 4 != 2]


def test_revisions_come_oldest_first_with_real_lists(archive: Path, export: Export) -> None:
    store(archive, [article(3, title="改一")], day=2)
    store(archive, [article(3, title="改二", authors=["甲"])], day=5)
    line = parsed(export(archive, with_revisions=True))[2]
    assert [r["title"] for r in line["revisions"]] == [article(3).title, "改一"]
    assert [r["revision"] for r in line["revisions"]] == [1, 2]
    assert [r["replaced_at"] for r in line["revisions"]] == [DAY.format(2), DAY.format(5)]
    assert line["revisions"][1]["authors"] == ["刘顺菊", "王朝旭"]
    assert (line["title"], line["authors"], line["revision"]) == ("改二", ["甲"], 3)
    assert parsed(export(archive, with_revisions=True))[0]["revisions"] == []


def test_the_same_archive_gives_the_same_bytes_also_as_a_copy(archive: Path, export: Export, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    by_other_means(archive, "VACUUM INTO ?", str(copy))
    for arguments in ({}, {"format": "csv"}, {"with_revisions": True}, {"filters": Filters(city="成都")}):
        assert export(copy, **arguments) == export(archive, **arguments) == export(archive, **arguments)


def test_an_empty_archive_gives_nothing(tmp_path: Path, export: Export) -> None:
    store(tmp_path / "empty.db", [])
    assert export(tmp_path / "empty.db") == b""
