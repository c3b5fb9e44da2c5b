"""No body that was cut short is taken for whole."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response

from newscrawl.middlewares.whole_body import WholeBody, cut_short

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"
PAGE = ("<html><body>" + "踏水镇" * 3000 + "</body></html>").encode()
MAX = 16 * 2**20


def reason(
    body: bytes, *, flags: list[str] | None = None, encoding: str = "", content_type: str = "text/html"
) -> str | None:
    headers = {"Content-Type": content_type} | ({"Content-Encoding": encoding} if encoding else {})
    return cut_short(Response(URL, headers=headers, body=body, flags=flags), max_size=MAX)


def test_a_page_of_known_length_is_whole() -> None:
    assert reason(PAGE) is None
    assert reason(b"") is None


def test_a_gzip_stream_must_reach_its_end() -> None:
    packed = gzip.compress(PAGE)
    assert reason(packed, encoding="gzip") is None
    assert reason(packed, encoding="x-gzip") is None
    for end in (1, 8, len(packed) // 2, len(packed) - 12):
        assert (
            reason(packed[:-end], encoding="gzip")
            == "The body was cut short or damaged: its gzip stream does not end well."
        )


def test_a_damaged_gzip_stream_is_not_whole() -> None:
    packed = bytearray(gzip.compress(PAGE))
    packed[-6] ^= 0xFF
    assert reason(bytes(packed), encoding="gzip") is not None


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("br", brotli.compress(PAGE)),
        ("zstd", zstandard.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:5000]) + gzip.compress(PAGE[5000:])),
        ("br, gzip", gzip.compress(brotli.compress(PAGE))),
    ],
)
def test_every_stream_must_reach_its_end(encoding: str, packed: bytes) -> None:
    assert reason(packed, encoding=encoding) is None
    for end in (1, 9, 30):
        sentence = reason(packed[:-end], encoding=encoding)
        assert sentence is not None
        assert sentence.startswith("The body was cut short or damaged")


def test_what_is_only_called_gzip_is_left_to_others() -> None:
    assert reason(PAGE, encoding="gzip") is None


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(64))
    assert reason(bomb, encoding="gzip") is None


@pytest.mark.parametrize(
    ("body", "content_type", "whole"),
    [
        (PAGE, "text/html", True),
        (PAGE + b"\n<!-- served in 3 ms -->\n", "text/html", True),
        (PAGE.replace(b"</html>", b"</HTML >"), "text/html", True),
        (PAGE[:-20], "text/html", False),
        (b"User-agent: *", "text/plain", True),
    ],
)
def test_where_no_length_was_announced_the_last_tag_tells(body: bytes, content_type: str, whole: bool) -> None:
    assert (reason(body, flags=["partial"], content_type=content_type) is None) == whole


def test_it_fails_pages_and_lets_everything_else_pass() -> None:
    guard = WholeBody(MAX)
    response = HtmlResponse(URL, body=PAGE[:-20], flags=["partial"], headers={"Content-Type": "text/html"})
    with pytest.raises(ResponseDataLossError, match="cut short"):
        guard.process_response(Request(URL, meta={"page": object()}), response)
    assert guard.process_response(Request(URL), response) is response
    missing = response.replace(status=404)
    assert guard.process_response(Request(URL, meta={"page": object()}), missing) is missing
