"""Which format a file name means, and what then turns rows into bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.errors import UsageError
from newscrawl.export.columns import chosen
from newscrawl.export.csv_lines import BOM
from newscrawl.export.encoders import Format, encoder, format_of, split_name


@pytest.mark.parametrize(
    ("name", "format_", "stem", "ending"),
    [
        ("articles.jsonl", "jsonl", "articles", ".jsonl"),
        ("articles.ndjson.zst", "jsonl", "articles", ".ndjson.zst"),
        ("articles.csv.gz", "csv", "articles", ".csv.gz"),
        ("简阳.2018.parquet", "parquet", "简阳.2018", ".parquet"),
        ("articles.gz", None, "articles", ".gz"),
        ("articles.json", None, "articles", ".json"),
        ("articles", None, "articles", ""),
        ("v1.2", None, "v1.2", ""),
    ],
)
def test_a_file_name_says_the_format(name: str, format_: Format | None, stem: str, ending: str) -> None:
    assert format_of(Path("folder") / name) == format_
    assert split_name(Path("folder") / name) == (stem, ending)


@pytest.mark.parametrize("name", ["a.xlsx", "a.TSV", "a.sqlite", "a.csv.zip"])
def test_a_kind_of_file_that_is_not_written_is_said(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is no kind of file that export writes"):
        format_of(Path(name))


def test_each_format_has_its_encoder() -> None:
    columns = chosen(("id", "title"), with_revisions=False)
    csv = encoder("csv", columns, bom=True, trusted=False)
    jsonl = encoder("jsonl", columns, bom=False, trusted=False)
    assert csv.head() + csv.encode([(1, "踏水")]) == BOM + '"id","title"\r\n1,"踏水"\r\n'.encode()
    assert jsonl.head() + jsonl.encode([(b'{"id":1}',)]) + jsonl.tail() == b'{"id":1}\n'


@pytest.mark.parametrize(("trusted", "line"), [(True, b'{"a":"\xff"}\n'), (False, '{"a":"\ufffd"}\n'.encode())])
def test_only_lines_that_are_not_trusted_are_checked(trusted: bool, line: bytes) -> None:
    assert encoder("jsonl", (), bom=False, trusted=trusted).encode([(b'{"a":"\xff"}',)]) == line


def test_parquet_begins_and_ends_with_its_mark() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = encoder("parquet", chosen(("id",), with_revisions=False), bom=False, trusted=False)
    data = parquet.head() + parquet.encode([(1,)]) + parquet.tail()
    assert (data[:4], data[-4:]) == (b"PAR1", b"PAR1")
