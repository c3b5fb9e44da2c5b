"""What may be asked of an export, and how the manifest writes it down."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.archive.filters import Filters
from newscrawl.errors import UsageError
from newscrawl.export.columns import parse_names
from newscrawl.export.request import Request


@pytest.mark.parametrize(
    ("request_", "arguments"),
    [
        (Request(), {"format": "jsonl"}),
        (
            Request(filters=Filters(city="成都", since="2018"), columns=parse_names("id,title")),
            {"format": "jsonl", "city": "成都", "since": "2018", "columns": ["id", "title"]},
        ),
        (
            Request(format="csv", bom=True, with_revisions=True, shard_size=7),
            {"format": "csv", "with_revisions": True, "bom": True, "shard_size": 7},
        ),
        (Request(after="start"), {"format": "jsonl", "after": "start"}),
    ],
)
def test_the_arguments_are_those_asked_for(request_: Request, arguments: dict[str, Any]) -> None:
    assert request_.arguments() == arguments


def test_the_shape_is_the_columns_in_the_order_asked_for() -> None:
    request = Request(columns=("title", "id"), with_revisions=True)
    assert [column.name for column in request.shape] == ["title", "id", "revisions"]


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
def test_only_csv_needs_a_byte_order_mark(format_: Any) -> None:
    with pytest.raises(UsageError, match="--bom is for CSV only"):
        Request(format=format_, bom=True)


@pytest.mark.parametrize("arguments", [{"format": "csv"}, {"format": "parquet"}, {"columns": ("url",)}])
def test_requests_that_cannot_be_incremental(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="increment"):
        Request(after="start", **arguments)
