"""Bodies are unpacked as Scrapy would, and no charset is guessed on the way."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import brotli
import pytest
import zstandard
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.unpacked_body import UnpackedBody, unpack

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"
PAGE = ("<html><body>" + "踏水镇" * 3000 + "</body></html>").encode()
MAX = 2**20


def packed_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(8)) + packer.flush()


def answer(kind: type[Any], body: bytes, encoding: str) -> Response:
    middleware = kind.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": MAX}))
    headers = {"Content-Type": "text/html", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    response = HtmlResponse(URL, status=203, headers=headers, body=body, flags=["partial"], protocol="HTTP/1.1")
    unpacked = middleware.process_response(Request(URL), response)
    assert isinstance(unpacked, Response)
    return unpacked


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (PAGE, ""),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), " X-GZip "),
        (gzip.compress(b""), "gzip"),
        (gzip.compress(PAGE[:5000]) + gzip.compress(PAGE[5000:]), "gzip"),
        (gzip.compress(PAGE)[:-20], "gzip"),
        (gzip.compress(PAGE) + b"\0\0\0", "gzip"),
        (gzip.compress(PAGE[:5000]) + b"\0\0" + gzip.compress(PAGE[5000:]) + b"rest", "gzip"),
        (brotli.compress(PAGE), "br"),
        (zstandard.compress(PAGE[:5000]) + zstandard.compress(PAGE[5000:]), "zstd"),
        (b"", "gzip"),
        (gzip.compress(gzip.compress(PAGE)), "gzip, gzip"),
        (zlib.compress(PAGE), "deflate"),
        (PAGE, "compress"),
    ],
)
def test_it_gives_what_scrapy_gives(body: bytes, encoding: str) -> None:
    ours, scrapys = answer(UnpackedBody, body, encoding), answer(HttpCompressionMiddleware, body, encoding)
    assert ours.body == scrapys.body
    assert dict(ours.headers) == dict(scrapys.headers)
    for name in ("url", "status", "flags", "protocol"):
        assert getattr(ours, name) == getattr(scrapys, name)


def test_no_charset_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    def guess(self: TextResponse) -> str:
        raise AssertionError("a charset was guessed")

    monkeypatch.setattr(TextResponse, "_auto_detect_fun", guess)
    assert answer(UnpackedBody, gzip.compress(PAGE), "gzip").body == PAGE


def test_what_is_only_called_gzip_fails_as_before() -> None:
    with pytest.raises(gzip.BadGzipFile):
        answer(UnpackedBody, PAGE, "gzip")


def test_a_bomb_is_refused_and_not_unpacked() -> None:
    assert unpack(["gzip"], packed_bomb(), max_size=MAX) is None
    with pytest.raises(IgnoreRequest, match="exceeded DOWNLOAD_MAXSIZE"):
        answer(UnpackedBody, packed_bomb(), "gzip")


def test_a_page_of_exactly_the_limit_is_read() -> None:
    data = bytes(MAX)
    assert answer(UnpackedBody, gzip.compress(data), "gzip").body == data
    assert unpack(["gzip"], gzip.compress(data + b"1"), max_size=MAX) is None
