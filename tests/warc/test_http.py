from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard

from newscrawl.warc.http import MAX_BODY, parse_answer, unpacked
from newscrawl.warc.unpacking import UnreadableBody
from tests.warc.exchanges import PAGE


def body_of(headers: bytes, body: bytes) -> bytes:
    answer = parse_answer(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\n" + body)
    assert answer is not None
    return unpacked(answer)


def chunked(body: bytes, size: int = 40) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


RAW_DEFLATE = zlib.compress(PAGE)[2:-4]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"X: y", PAGE),
        (b"Content-Encoding: gzip", gzip.compress(PAGE)),
        (b"content-encoding: GZIP", gzip.compress(PAGE)),
        (b"Content-Encoding: gzip", PAGE),
        (b"Content-Encoding: identity", PAGE),
        (b"Content-Encoding: none", PAGE),
        (b"Content-Encoding: utf-8", PAGE),
        (b"Content-Encoding: UTF-8, gzip", gzip.compress(PAGE)),
        (b"Content-Encoding: compress", PAGE),
        (b"Content-Encoding: gzip", gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])),
        (b"Content-Encoding: gzip", gzip.compress(PAGE[:50]) + b"\0\0" + gzip.compress(PAGE[50:]) + b"\0\0\0"),
        (b"Content-Encoding: zstd", zstandard.compress(PAGE[:50]) + zstandard.compress(PAGE[50:])),
        (b"Content-Encoding: deflate", PAGE),
        (b"Content-Length: 99", PAGE),
        (b"X-Crawl-Content-Length: 400", PAGE),
        (b"Content-Encoding: gzip\r\nContent-Length: 400", PAGE),
        (b"Content-Encoding: gzip\r\nContent-Length: 9", gzip.compress(PAGE)),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 400", PAGE),
        (b"Content-Encoding: deflate", zlib.compress(PAGE)),
        (b"Content-Encoding: deflate", RAW_DEFLATE),
        (b"Content-Encoding: br", brotli.compress(PAGE)),
        (b"Content-Encoding: br", PAGE),
        (b"Content-Encoding: zstd", zstandard.compress(PAGE)),
        (b"Content-Encoding: deflate, gzip", gzip.compress(zlib.compress(PAGE))),
        (b"Transfer-Encoding: chunked", chunked(PAGE)),
        (b"Transfer-Encoding: chunked", PAGE),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(PAGE))),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", PAGE),
    ],
)
def test_the_body_is_unpacked_whatever_was_kept_of_its_packing(headers: bytes, body: bytes) -> None:
    assert body_of(headers, body) == PAGE


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (b"Content-Encoding: gzip", gzip.compress(bytes(MAX_BODY + 1)), "over 32 MiB"),
        (b"Content-Encoding: br", brotli.compress(bytes(MAX_BODY + 1), quality=1), "over 32 MiB"),
        (b"Content-Encoding: zstd", zstandard.compress(bytes(MAX_BODY + 1)), "over 32 MiB"),
        (b"Content-Encoding: gzip", gzip.compress(PAGE * 99)[:-30], "ends before it should"),
        (b"Content-Encoding: gzip", gzip.compress(PAGE) + gzip.compress(PAGE)[:-9], "ends before it should"),
        (b"Content-Encoding: deflate", zlib.compress(PAGE)[:-3], "ends before it should"),
        (b"Content-Encoding: br", brotli.compress(PAGE)[:-9], "ends before it should"),
        (b"Content-Encoding: zstd", zstandard.compress(PAGE)[:-9], "ends before it should"),
        (b"Content-Length: 400", PAGE, "ends before it should"),
        (b"Content-Encoding: none\r\nContent-Length: 400", PAGE, "ends before it should"),
        (b"Content-Length: 400", b"", "ends before it should"),
        (b"Transfer-Encoding: chunked", chunked(PAGE)[:-5], "ends before it should"),
        (b"Transfer-Encoding: chunked", chunked(PAGE)[:70], "ends before it should"),
        (b"Transfer-Encoding: chunked", chunked(PAGE)[:20], "ends before it should"),
        (b"Transfer-Encoding: chunked", b"", "ends before it should"),
        (b"Content-Encoding: gzip", b"\x1f\x8b\x08rubbish of some length", "damaged"),
        (b"Content-Encoding: br", b"\xff\xff\xff\xff", "damaged"),
        (b"Content-Encoding: zstd", b"\x28\xb5\x2f\xfd" + b"\xff" * 40, "damaged"),
        (b"Content-Encoding: rot13", b"abc", "'rot13' is not known"),
    ],
)
def test_what_cannot_be_unpacked_says_why(headers: bytes, body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableBody, match=reason):
        body_of(headers, body)


def test_repeated_headers_stay_and_the_last_counts() -> None:
    answer = parse_answer(b"HTTP/2 404\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/html\r\n\r\n")
    assert answer is not None
    assert answer.status == 404
    assert answer.header("set-cookie") == "b=2"
    assert answer.headers[:2] == [("set-cookie", "a=1"), ("set-cookie", "b=2")]


def test_what_is_no_answer_is_none() -> None:
    assert parse_answer(b"") is None
    assert parse_answer(b"<html>") is None
    assert parse_answer(b"GET / HTTP/1.1\r\n\r\n") is None
