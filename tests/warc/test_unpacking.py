"""Content-encodings undone to the end or not at all, and never beyond the size allowed."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard

from newscrawl.warc.unpacking import (
    ENCODINGS,
    CutShort,
    TooLarge,
    UnreadableBody,
    is_called_so_only,
    named,
    undo,
)
from tests.warc.exchanges import PAGE

LIMIT = 100_000
RAW = zlib.compressobj(wbits=-15)
SKIPPED = b"\x50\x2a\x4d\x18\x03\0\0\0abc"  # a zstd frame that holds no content
PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
}


@pytest.mark.parametrize(
    ("headers", "encodings"),
    [
        ([], []),
        (["GZIP"], ["gzip"]),
        (["deflate, gzip"], ["gzip", "deflate"]),
        (["deflate", " br "], ["br", "deflate"]),
        ([" ,gzip,, "], ["gzip"]),
    ],
)
def test_encodings_are_named_the_last_applied_first(headers: list[str], encodings: list[str]) -> None:
    assert named(headers) == encodings


def test_every_encoding_is_undone() -> None:
    assert set(PACKED) == ENCODINGS
    assert {undo(encoding, body, max_size=LIMIT) for encoding, body in PACKED.items()} == {PAGE}


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", PACKED["gzip"] * 2),
        ("gzip", PACKED["gzip"] + b"\0\0" + PACKED["gzip"] + b"\0\0"),
        ("gzip", PACKED["gzip"] * 2 + b"no member"),
        ("zstd", PACKED["zstd"] * 2),
        ("zstd", SKIPPED + PACKED["zstd"] + SKIPPED + PACKED["zstd"]),
        ("zstd", PACKED["zstd"] * 2 + b"no frame"),
    ],
)
def test_every_part_counts_and_what_is_behind_the_last_is_left_alone(encoding: str, body: bytes) -> None:
    assert undo(encoding, body, max_size=LIMIT) == PAGE * 2


def test_deflate_is_what_the_standard_says_or_raw_as_some_servers_have_it() -> None:
    assert undo("deflate", RAW.compress(PAGE) + RAW.flush(), max_size=LIMIT) == PAGE


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_an_empty_body_is_empty_in_any_encoding(encoding: str) -> None:
    assert undo(encoding, b"", max_size=0) == b""


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
@pytest.mark.parametrize("missing", [1, 20])
def test_a_body_that_ends_early_is_no_body(encoding: str, missing: int) -> None:
    with pytest.raises(CutShort, match="ends before it should"):
        undo(encoding, PACKED[encoding][:-missing], max_size=LIMIT)


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_what_becomes_too_large_is_stopped(encoding: str) -> None:
    assert undo(encoding, PACKED[encoding], max_size=len(PAGE)) == PAGE
    with pytest.raises(TooLarge, match=r"over 0 MiB when unpacked"):
        undo(encoding, PACKED[encoding], max_size=len(PAGE) - 1)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"\x1f\x8b\x08rubbish of some length"),
        ("gzip", PACKED["gzip"][:40] + b"\xff" + PACKED["gzip"][41:]),
        ("br", b"\xff\xff\xff\xff"),
        ("zstd", b"\x28\xb5\x2f\xfd" + b"\xff" * 40),
        ("deflate", b"\x78\x9c\xff\xff\xff\xff"),
    ],
)
def test_damage_is_said(encoding: str, body: bytes) -> None:
    with pytest.raises(UnreadableBody, match="damaged"):
        undo(encoding, body, max_size=LIMIT)


@pytest.mark.parametrize(
    ("encoding", "body", "so_only"),
    [
        ("gzip", PAGE, True),
        ("gzip", PACKED["gzip"], False),
        ("gzip", PACKED["gzip"][:1], False),
        ("gzip", b"", False),
        ("zstd", PAGE, True),
        ("zstd", PACKED["zstd"], False),
        ("zstd", SKIPPED, False),
        ("br", PAGE, False),
    ],
)
def test_a_body_without_its_signature_is_only_called_packed(encoding: str, body: bytes, so_only: bool) -> None:
    assert is_called_so_only(encoding, body) is so_only
