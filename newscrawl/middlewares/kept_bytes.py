"""No answer goes on whose bytes could not be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.errors import ArchiveError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class KeptBytes:
    """Turns an answer that WarcCapture could not write into a failed fetch, to be tried again."""

    def process_response(self, request: Request, response: Response) -> Response:
        error = request.meta.get("warc_error")
        if error is not None:
            raise ArchiveError(error)
        return response
