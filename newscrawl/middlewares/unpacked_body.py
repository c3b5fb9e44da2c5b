"""Bodies unpacked without a guess at their charset: only their bytes are read, and `newscrawl.extract` decodes them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy import Request, Spider

_GZIP = (b"gzip", b"x-gzip")


class UnpackedBody(HttpCompressionMiddleware):
    """Stands in for Scrapy's own, which guesses a charset from the packed bytes: 1 to 2 ms for many a page.

    Whole gzip, the one encoding that is asked for, is unpacked here. Everything else (another encoding, damage, more
    than DOWNLOAD_MAXSIZE) is Scrapy's to judge, its limits and exceptions included.
    """

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Response:
        encodings = response.headers.getlist("Content-Encoding")
        if not encodings or request.method == "HEAD":
            return response
        body = unpack(response.body, max_size=self._max_size) if _is_gzip(encodings) else None
        if body is None:
            return cast("Response", super().process_response(request, response))
        unpacked = _copy(response, body)
        del unpacked.headers["Content-Encoding"]
        return unpacked


def unpack(data: bytes, *, max_size: int) -> bytes | None:
    """The content of one whole gzip stream; None for anything else, and for more than `max_size` bytes."""
    unpacker = zlib.decompressobj(31)
    try:
        body = unpacker.decompress(data, max_size)
    except zlib.error:
        return None
    return body if unpacker.eof and not unpacker.unused_data else None


def _is_gzip(encodings: list[bytes]) -> bool:
    return len(encodings) == 1 and encodings[0].strip().lower() in _GZIP


def _copy(response: Response, body: bytes) -> Response:
    """The response with this body. `Response.replace` would ask a page for its charset, and so have it guessed."""
    values = {name: getattr(response, name) for name in Response.attributes}
    return type(response)(**(values | {"body": body}))
