"""No body goes on that was cut short: what cannot be whole is a failed fetch, to be tried again."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from scrapy.exceptions import ResponseDataLossError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_CUT = frozenset({"dataloss", "download_stopped"})
_END_OF_PAGE = re.compile(rb"</html\s*>", re.IGNORECASE)
_TAIL = 2048  # bytes at the end of a page among which its last tag stands
_PIECE = 1 << 16


class WholeBody:
    """Sits closer to the network than HttpCompressionMiddleware, which unpacks half a gzip stream without a word."""

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeBody:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("page") is not None and response.status == 200:
            reason = cut_short(response, max_size=self.max_size)
            if reason:
                raise ResponseDataLossError(reason)
        return response


def cut_short(response: Response, *, max_size: int) -> str | None:
    """Why the body, as it came over the wire, cannot be whole: a sentence, or None where nothing speaks against it.

    A body with neither length nor chunks ends when the connection does; of such a page the last tag must be there.
    """
    if _CUT.intersection(response.flags):
        return "The body was cut short: less came than was announced."
    encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
    if encoding in (b"gzip", b"x-gzip"):
        whole = not response.body or gzip_is_whole(response.body, max_size=max_size)
        return None if whole else "The body was cut short or damaged: its gzip stream does not end well."
    if "partial" in response.flags and not encoding and b"html" in (response.headers.get("Content-Type") or b"html"):
        whole = _END_OF_PAGE.search(response.body[-_TAIL:]) is not None
        return None if whole else "The body may be cut short: its length was not announced, and </html> is missing."
    return None


def gzip_is_whole(data: bytes, *, max_size: int) -> bool:
    """True where the stream reaches its end, or is no gzip at all, or unpacks to more than `max_size` bytes."""
    if not data.startswith(b"\x1f\x8b"):
        return True
    unpacker = zlib.decompressobj(31)
    unpacked = 0
    try:
        while not unpacker.eof and unpacked <= max_size:
            piece = unpacker.decompress(data, _PIECE)
            unpacked += len(piece)
            data = unpacker.unconsumed_tail
            if not piece and not data:
                break
    except zlib.error:
        return False
    return unpacker.eof or unpacked > max_size
