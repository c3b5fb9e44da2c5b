"""WARC files as other programs write them, made with warcio: captures of the replica's pages on the real host."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.replica import ReplicaSite

HOST = "https://www.yybnet.net"


@dataclass
class Page:
    """One capture; `fields` are added to the record's own, `headers` to the answer's; `refers_to` is a revisit's."""

    url: str
    body: bytes
    at: str = "2019-03-01T08:00:00Z"
    status: str = "200 OK"
    kind: str = "response"
    headers: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    refers_to: Page | None = None


def article(site: ReplicaSite, number: int, **changes: str) -> Page:
    """A capture of an article of the replica, under the real site's address."""
    path = _paths(site)[number]
    return Page(HOST + path, site.respond(path).body, **changes)  # type: ignore[arg-type]  # only strings are passed


@cache
def _paths(site: ReplicaSite) -> list[str]:
    return [path for path in site.article_paths() if site.truth_of(path)["channel"] == "chengdu/jianyang"]


def write(path: Path, pages: Iterable[Page], *, gzip: bool = True, version: str = "1.0") -> Path:
    """Write the captures with a warcinfo record before and a metadata record behind them."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Wget/1.21.3 (linux-gnu)"}))
        for page in pages:
            writer.write_record(_record(writer, page))
        log = io.BytesIO(b"FINISHED --2019-03-01--")
        writer.write_record(
            writer.create_warc_record("metadata://gnu.org/software/wget/warc/wget.log", "resource", log, 23)
        )
    return path


def _record(writer: WARCWriter, page: Page) -> object:
    headers = StatusAndHeaders(page.status, [("Content-Type", page.content_type), *page.headers], "HTTP/1.1")
    fields = {"WARC-Date": page.at, **page.fields}
    body = io.BytesIO(page.body)
    if page.kind == "response":
        return writer.create_warc_record(
            page.url, "response", body, len(page.body), http_headers=headers, warc_headers_dict=fields
        )
    if page.kind == "revisit":
        digest, original = fields.pop("WARC-Payload-Digest"), page.refers_to or page
        return writer.create_revisit_record(
            page.url, digest, original.url, original.at, http_headers=headers, warc_headers_dict=fields
        )
    return writer.create_warc_record(
        page.url, page.kind, body, len(page.body), warc_content_type=page.content_type, warc_headers_dict=fields
    )


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The same file with its bytes changed."""
    path.write_bytes(change(path.read_bytes()))
    return path
