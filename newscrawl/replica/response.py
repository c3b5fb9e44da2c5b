"""Answers of the replica: conditional requests and compression over ready pages."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha1

SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Response:
    """What goes over the wire; `headers` lack Content-Length, Date and Connection, which the server adds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Page:
    """A rendered page with its validators; compressed once, when first asked for in that form."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The body as gzip, the same bytes whenever it is made."""
        return gzip.compress(self.body, 1, mtime=0)

    def answer(self, request: Mapping[str, str]) -> Response:
        """The response to a request with these headers (names in lower case)."""
        if self.status == 200 and self._unchanged(request):
            kept = tuple(pair for pair in self.headers if pair[0] in ("ETag", "Last-Modified"))
            return Response(304, kept, b"")
        if "gzip" in request.get("accept-encoding", ""):
            return Response(self.status, (*self.headers, ("Content-Encoding", "gzip")), self.packed)
        return Response(self.status, self.headers, self.body)

    def _unchanged(self, request: Mapping[str, str]) -> bool:
        own = dict(self.headers)
        if "if-none-match" in request:
            asked = [tag.strip() for tag in request["if-none-match"].split(",")]
            return own.get("ETag") in asked or "*" in asked
        since = request.get("if-modified-since")
        if not since or "Last-Modified" not in own:
            return False
        try:
            return parsedate_to_datetime(own["Last-Modified"]) <= parsedate_to_datetime(since)
        except ValueError:
            return False


def http_date(when: datetime) -> str:
    """A naive Shanghai time in the form of HTTP headers."""
    return format_datetime(when.replace(tzinfo=SHANGHAI).astimezone(UTC), usegmt=True)


def page(status: int, content_type: str, body: bytes, changed: datetime | None = None) -> Page:
    """A page from its bytes; with `changed` it carries ETag and Last-Modified."""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", content_type), ("Vary", "Accept-Encoding"))
    if changed is not None:
        headers += (("ETag", f'W/"{sha1(body).hexdigest()[:16]}"'), ("Last-Modified", http_date(changed)))
    return Page(status, headers, body)
