"""Gzip members that any tool unpacks, each alone from where it begins."""

from __future__ import annotations

import gzip
import zlib

import pytest

from newscrawl.warc.members import compress
from tests.warc.exchanges import PAGE


@pytest.mark.parametrize("data", [b"", PAGE, bytes(range(256)) * 1_000], ids=len)
def test_a_member_is_whole_and_what_was_given(data: bytes) -> None:
    member = zlib.decompressobj(31)
    assert member.decompress(compress(data)) == data
    assert (member.eof, member.unused_data) == (True, b"")


def test_members_may_be_put_end_to_end_and_read_from_each_ones_beginning() -> None:
    first, second = compress(PAGE), compress(PAGE[::-1])
    assert gzip.decompress(first + second) == PAGE + PAGE[::-1]
    assert gzip.decompress((first + second)[len(first) :]) == PAGE[::-1]


def test_the_same_record_gives_the_same_bytes_and_text_becomes_smaller() -> None:
    assert compress(PAGE * 50) == compress(PAGE * 50)
    assert len(compress(PAGE * 50)) < len(PAGE * 50) / 10
