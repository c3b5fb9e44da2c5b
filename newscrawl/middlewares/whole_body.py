"""No body goes on that was cut short: what cannot be whole is a failed fetch, to be tried again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.exceptions import ResponseDataLossError

from newscrawl.warc.unpacking import ENCODINGS, TooLarge, UnreadableBody, is_called_so_only, named, undo

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_CUT = frozenset({"dataloss", "download_stopped"})
_END_OF_PAGE = re.compile(rb"</html\s*>", re.IGNORECASE)
_TAIL = 2048  # bytes at the end of a page among which its last tag stands


class WholeBody:
    """Sits closer to the network than HttpCompressionMiddleware, which unpacks half a stream without a word."""

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
    encodings = named(value.decode("latin-1") for value in response.headers.getlist("Content-Encoding"))
    if _ends_badly(encodings, response.body, max_size=max_size):
        return f"The body was cut short or damaged: its {' and '.join(encodings)} stream does not end well."
    if "partial" in response.flags and not encodings and b"html" in (response.headers.get("Content-Type") or b"html"):
        whole = _END_OF_PAGE.search(response.body[-_TAIL:]) is not None
        return None if whole else "The body may be cut short: its length was not announced, and </html> is missing."
    return None


def _ends_badly(encodings: list[str], body: bytes, *, max_size: int) -> bool:
    """True where what is packed does not reach its end; what is not, or unpacks to too much, is for others to judge."""
    for encoding in encodings:
        if encoding not in ENCODINGS or not body or is_called_so_only(encoding, body):
            return False
        try:
            body = undo(encoding, body, max_size=max_size)
        except TooLarge:
            return False
        except UnreadableBody:
            return True
    return False
