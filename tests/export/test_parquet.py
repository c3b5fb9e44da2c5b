"""Rows to Parquet: real types, a row group at a time, and null for a moment that is none."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from newscrawl.export import parquet
from newscrawl.export.columns import COLUMNS, chosen
from newscrawl.export.parquet import ParquetEncoder, arrow_schema

BEIJING = dt.timezone(dt.timedelta(hours=8))


def encoded(names: tuple[str, ...], *batches: list[tuple[Any, ...]], with_revisions: bool = False) -> Any:
    """The file that pyarrow reads from what the encoder gives."""
    encoder = ParquetEncoder(chosen(names, with_revisions=with_revisions))
    data = b"".join((encoder.head(), *(encoder.encode(batch) for batch in batches), encoder.tail()))
    return pq.ParquetFile(io.BytesIO(data))


def records(names: tuple[str, ...], *rows: tuple[Any, ...], with_revisions: bool = False) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = encoded(names, list(rows), with_revisions=with_revisions).read().to_pylist()
    return read


def test_the_schema_has_real_types_and_says_what_columns_are() -> None:
    schema = arrow_schema(COLUMNS)
    assert str(schema.field("published_at").type) == "timestamp[ms, tz=Asia/Shanghai]"
    assert str(schema.field("last_seen_at").type) == "timestamp[ms, tz=UTC]"
    assert str(schema.field("published_on").type) == "date32[day]"
    assert str(schema.field("authors").type).startswith("list<")
    assert schema.metadata[b"newscrawl_schema_version"] == b"1"
    assert schema.field("byline").metadata[b"description"].decode().startswith("As printed")


@pytest.mark.parametrize(
    ("printed", "moment", "day"),
    [
        ("2018-12-18T10:57:00+08:00", dt.datetime(2018, 12, 18, 10, 57, tzinfo=BEIJING), dt.date(2018, 12, 18)),
        ("2018-12-18T00:30:00+08:00", dt.datetime(2018, 12, 18, 0, 30, tzinfo=BEIJING), dt.date(2018, 12, 18)),
        ("2018-12-18", None, dt.date(2018, 12, 18)),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_what_is_printed_is_a_moment_or_only_a_day(
    printed: str | None, moment: dt.datetime | None, day: dt.date | None
) -> None:
    assert records(("published_at",), (printed,)) == [{"published_at": moment, "published_on": day}]


def test_lists_are_lists_of_clean_text() -> None:
    images = '[{"url":"https://x/1.jpg","caption":null}]'
    assert records(("authors", "images"), ('["刘顺菊","\\ud800"]', images)) == [
        {"authors": ["刘顺菊", "\ufffd"], "images": [{"url": "https://x/1.jpg", "caption": None}]}
    ]


def test_earlier_texts_are_records_within_the_record() -> None:
    earlier = (
        '[{"revision":1,"title":"旧","source":null,"published_at":"2018-12-18","byline":null,"authors":["张三"],'
        '"body":"文","images":[],"source_line":null,"problems":[],"content_sha256":"00",'
        '"archived_at":"2026-11-01T08:00:00Z","replaced_at":"2026-11-02T08:00:00Z","crawl_id":1,"warc_file":null,'
        '"warc_offset":null,"extractor":"1"}]'
    )
    ((first,), second) = (row["revisions"] for row in records(("id",), (1, earlier), (2, "[]"), with_revisions=True))
    assert (first["title"], first["published_on"], first["authors"]) == ("旧", dt.date(2018, 12, 18), ["张三"])
    assert first["replaced_at"] == dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
    assert second == []


def test_a_row_group_is_full_at_so_many_articles_or_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ARTICLES", 3)
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 10)
    rows = [(number, "文" * (10 if number == 5 else 1)) for number in range(1, 9)]
    file = encoded(("id", "body"), rows[:4], rows[4:])
    sizes = [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
    assert sizes == [3, 2, 3]
    assert file.read().column("id").to_pylist() == list(range(1, 9))


def test_only_columns_that_queries_look_up_have_statistics() -> None:
    group = encoded(("id", "body"), [(7, "正文")]).metadata.row_group(0)
    number, body = (group.column(place) for place in range(2))
    assert (number.statistics.min, number.statistics.max) == (7, 7)
    assert body.statistics is None
    assert "RLE_DICTIONARY" not in body.encodings


def test_the_version_that_decides_about_the_bytes_is_pyarrows() -> None:
    assert parquet.version() == pa.__version__


def test_a_dump_of_nothing_is_a_file_with_its_columns() -> None:
    file = encoded(("id", "title"))
    assert (file.metadata.num_rows, file.schema_arrow.names) == (0, ["id", "title"])
