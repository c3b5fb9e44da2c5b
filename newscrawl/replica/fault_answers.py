"""The answers that faults put in the place of the site's own."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from newscrawl.replica.faults import Fault, FaultKind
from newscrawl.replica.response import Response

_HTML = ("Content-Type", "text/html; charset=utf-8")
_SOFT_404 = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>页面不存在-地方网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/chengdu/">成都新闻</a></div>
<div class="article"><h1>对不起,您访问的页面不存在或已被删除</h1>
<p>系统将在5秒后返回首页,您也可以<a href="/">点此返回</a>。</p></div>
</body></html>"""
_LOGIN = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>用户登录-地方网</title></head><body>
<form method="post" action="/login"><h2>请登录后继续浏览</h2><p>账号<input name="user"></p>
<p>密码<input type="password" name="password"></p><p><button>登录</button> <a href="/register">免费注册</a></p></form>
</body></html>"""
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_STATUS: dict[FaultKind, int] = {
    "unavailable": 503,
    "too-many": 429,
    "server-error": 500,
    "not-found": 404,
    "gone": 410,
}
_PAGES: dict[FaultKind, tuple[str, bytes]] = {
    "soft-404": (_HTML[1], _SOFT_404.encode()),
    "login": (_HTML[1], _LOGIN.encode()),
    "wrong-type": ("application/pdf", _PDF),
    "empty": (_HTML[1], b""),
}
_PIECE = b"<p>" + b"\xe6\x96\xb0" * 21_845
_CHARSET = re.compile(rb"(charset=[\"']?)[\w-]+", re.IGNORECASE)


def faulty(fault: Fault, target: str, healthy: Callable[[], Response]) -> Response:
    """The answer to a request for `target` that meets the fault; `healthy` asks the site itself.

    Faults of the connection itself (`reset`, `truncated`, `drip`, `hang`) leave the answer as it is: the server
    brings them about.
    """
    if fault.kind in _STATUS:
        return _refusal(fault)
    if fault.kind in ("redirect", "redirect-loop", "offsite"):
        return _redirect(fault, target, healthy)
    if fault.kind == "bomb":
        return Response(200, (_HTML, ("Content-Encoding", "gzip")), _bomb(fault.size))
    if fault.kind == "oversized":
        return Response(200, (_HTML,), _PIECE * (fault.size // len(_PIECE) + 1))
    if fault.kind == "wrong-charset":
        return _mislabel(healthy())
    page = _PAGES.get(fault.kind)
    return Response(200, (("Content-Type", page[0]),), page[1]) if page else healthy()


def _refusal(fault: Fault) -> Response:
    headers: tuple[tuple[str, str], ...] = (_HTML,)
    if fault.retry_after is not None and fault.kind in ("unavailable", "too-many"):
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=fault.retry_after), usegmt=True)
        headers += (("Retry-After", until if fault.as_date else str(fault.retry_after)),)
    status = _STATUS[fault.kind]
    return Response(status, headers, f"<html><body><h1>{status}</h1></body></html>".encode())


def _redirect(fault: Fault, target: str, healthy: Callable[[], Response]) -> Response:
    """A 302; a harmless one is met once, the address it leads to is well."""
    path, _, query = target.partition("?")
    if fault.kind == "redirect":
        if "moved=1" in query:
            return healthy()
        location = f"{path}?{query}&moved=1" if query else f"{path}?moved=1"
    elif fault.kind == "redirect-loop":
        location = path if "loop=1" in query else f"{path}?loop=1"
    else:
        location = fault.target
    return Response(302, (("Location", location), _HTML), b"")


def _mislabel(healthy: Response) -> Response:
    """The same bytes under a wrong name: UTF-8 as gb2312, GBK as utf-8."""
    plain = zlib.decompress(healthy.body, 31) if healthy.header("Content-Encoding") == "gzip" else healthy.body
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError:
        wrong = "utf-8"
    else:
        wrong = "gb2312"
    kept = tuple(pair for pair in healthy.headers if pair[0] not in ("Content-Type", "Content-Encoding"))
    body = _CHARSET.sub(rb"\g<1>" + wrong.encode(), plain)
    return Response(healthy.status, (("Content-Type", f"text/html; charset={wrong}"), *kept), body)


@lru_cache(maxsize=2)
def _bomb(size: int) -> bytes:
    """A gzip stream of at least `size` bytes of HTML; a thousandth of that on the wire."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(_PIECE * 16) for _ in range(size // (len(_PIECE) * 16) + 1)]
    return b"".join([*pieces, packer.flush()])
