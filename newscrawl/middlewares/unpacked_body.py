"""Bodies unpacked without a guess at their charset: only their bytes are read, and `newscrawl.extract` decodes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from newscrawl.warc.unpacking import ENCODINGS, UnreadableBody, named, undo

if TYPE_CHECKING:
    from scrapy import Request, Spider


class UnpackedBody(HttpCompressionMiddleware):
    """Stands in for Scrapy's own, which guesses a charset from the packed bytes: 1 to 2 ms for many a page.

    What is whole is unpacked here, by the function that will read it from its WARC file. Everything else (an unknown
    encoding, damage, more than DOWNLOAD_MAXSIZE) is Scrapy's to judge, its limits and exceptions included.
    """

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Response:
        encodings = named(value.decode("latin-1") for value in response.headers.getlist("Content-Encoding"))
        if not encodings or request.method == "HEAD":
            return response
        body = unpack(encodings, response.body, max_size=self._max_size)
        if body is None:
            return cast("Response", super().process_response(request, response))
        unpacked = _copy(response, body)
        del unpacked.headers["Content-Encoding"]
        return unpacked


def unpack(encodings: list[str], body: bytes, *, max_size: int) -> bytes | None:
    """The body with these encodings undone; None where it is not whole, or one is unknown or not there."""
    for encoding in encodings:
        if encoding not in ENCODINGS:
            return None
        try:
            body = undo(encoding, body, max_size=max_size)
        except UnreadableBody:
            return None
    return body


def _copy(response: Response, body: bytes) -> Response:
    """The response with this body. `Response.replace` would ask a page for its charset, and so have it guessed."""
    values = {name: getattr(response, name) for name in Response.attributes}
    return type(response)(**(values | {"body": body}))
