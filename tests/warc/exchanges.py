"""Exchanges as a crawl sees them, for the tests of this folder."""

from __future__ import annotations

from newscrawl.warc.records import Exchange

PAGE = "<html><title>简阳市踏水镇</title><p>全镇近中远期20条社区治理的工作细则。</p></html>".encode()
URL = "https://www.yybnet.net/chengdu/jianyang/201812/8450001.html"


def exchange(
    body: bytes = PAGE, *, url: str = URL, status: int = 200, at: str = "2026-11-23T01:15:03Z", encoding: bytes = b""
) -> Exchange:
    headers = [
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2; Path=/"),
        (b"Content-Length", str(len(body)).encode()),
    ]
    if encoding:
        headers.append((b"Content-Encoding", encoding))
    return Exchange(
        url=url,
        started_at=at,
        status=status,
        response_headers=headers,
        body=body,
        request_headers=[(b"User-Agent", b"newscrawl/0.1.0"), (b"Accept-Encoding", b"gzip")],
        ip="127.0.0.1",
    )
