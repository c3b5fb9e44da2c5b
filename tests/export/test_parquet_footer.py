"""A Parquet file put together from files of one row group each is the file that pyarrow would have written."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.export import parquet_footer, thrift
from newscrawl.export.parquet_footer import MAGIC, Footer

SCHEMA = pa.schema(
    [("id", pa.int64()), ("text", pa.string()), ("names", pa.list_(pa.string())), ("at", pa.timestamp("ms", "UTC"))],
    metadata={"made": "by a test"},
)


def rows(first: int, count: int) -> list[dict[str, Any]]:
    return [
        {"id": n, "text": None if n % 7 == 0 else f"踏水镇{n % 5}", "names": ["刘"] * (n % 3), "at": n * 1000}
        for n in range(first, first + count)
    ]


def written(*groups: list[dict[str, Any]]) -> bytes:
    """What pyarrow writes."""
    content = io.BytesIO()
    with pq.ParquetWriter(content, SCHEMA, compression="zstd", use_dictionary=["text"]) as writer:
        for group in groups:
            writer.write_table(pa.Table.from_pylist(group, SCHEMA))
    return content.getvalue()


def put_together(*groups: list[dict[str, Any]]) -> bytes:
    footer = Footer()
    return b"".join([MAGIC, *(bytes(footer.add(written(group))) for group in groups), footer.end(written())])


@pytest.mark.parametrize("sizes", [(), (1,), (5, 3), (100, 1, 250), (2,) * 40])
def test_it_is_the_same_file(sizes: tuple[int, ...]) -> None:
    groups = [rows(sum(sizes[:number]), size) for number, size in enumerate(sizes)]
    assert put_together(*groups) == written(*groups)


def test_more_row_groups_than_an_ordinal_can_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_footer, "_MOST_ORDINAL", 1)
    groups = [rows(10 * number, 10) for number in range(4)]
    read = pq.ParquetFile(io.BytesIO(put_together(*groups)))
    assert read.metadata.num_row_groups == 4
    assert read.read().to_pylist() == pa.Table.from_pylist(rows(0, 40), SCHEMA).to_pylist()


@given(
    st.integers(-(2**63), 2**63 - 1),
    st.binary(max_size=200),
    st.lists(st.integers(0, 2**31), max_size=20),
    st.booleans(),
)
def test_what_is_read_is_packed_again_as_it_was(number: int, data: bytes, numbers: list[int], flag: bool) -> None:
    inner = [thrift.Field(1, thrift.I64, number), thrift.Field(40, thrift.BINARY, data)]
    struct = [
        thrift.Field(2, thrift.STRUCT, inner),
        thrift.Field(3, thrift.TRUE if flag else thrift.FALSE, flag),
        thrift.Field(4, thrift.LIST, thrift.Items(thrift.I32, numbers)),
        thrift.Field(5, thrift.LIST, thrift.Items(thrift.STRUCT, [inner, []])),
        thrift.Field(6, thrift.DOUBLE, b"12345678"),
    ]
    packed = thrift.packed(struct)
    assert thrift.Reader(packed).struct() == struct
    assert thrift.packed(thrift.Reader(packed).struct()) == packed


def test_what_no_footer_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="type 11"):
        thrift.Reader(bytes([1 << 4 | thrift.MAP, 0])).struct()
