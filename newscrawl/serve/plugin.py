"""The Datasette plugin: our addresses, and headers on every answer."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import datasette
from datasette import hookimpl

from newscrawl.archive import functions
from newscrawl.serve import pages

NAME = "newscrawl"
Routes = list[tuple[str, Callable[..., Awaitable[Any]]]]
Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

# What a chart of the vendored library may style itself with; the hash is of its one style element.
_CHART_STYLE = "'sha256-+TfQir1nvDucAdvE6XUQBt4ayUjpAWkbw2kCdSfekHM='"
_COMMON = "default-src 'none'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; " + (
    "base-uri 'none'; frame-ancestors 'none'"
)
_OWN_POLICY = f"{_COMMON}; script-src 'self'; style-src 'self' {_CHART_STYLE}"
_OWN_PAGE = re.compile(r"/(?:$|search(?:$|[./])|article/|crawls$|assets/)")
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Search asks its questions on Datasette's own connections."""
    functions.teach(conn)


@hookimpl
def register_routes(datasette: Any) -> Routes:
    """Our pages, where the Datasette is one of ours."""
    if not datasette.plugin_config(NAME):
        return []
    return [
        (r"^/$", pages.home),
        (r"^/search$", pages.search),
        (r"^/search/summary\.json$", pages.summary),
        (r"^/search\.(?P<format>jsonl|csv)$", pages.download),
        (r"^/article/(?P<id>\d{1,18})$", pages.article),
        (r"^/article/(?P<id>\d{1,18})\.json$", pages.article_json),
        (r"^/crawls$", pages.crawls),
        (r"^/-/health$", pages.health),
    ]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Asgi], Asgi]:
    """Every answer tells the browser to run and load nothing but what is ours."""

    def wrap(app: Asgi) -> Asgi:
        async def with_headers(scope: dict[str, Any], receive: Any, send: Any) -> None:
            async def send_with_headers(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    message = message | {"headers": [*message.get("headers", []), *_headers(scope["path"])]}
                await send(message)

            await app(scope, receive, send_with_headers)

        return with_headers

    return wrap


def _headers(path: str) -> list[tuple[bytes, bytes]]:
    policy = _OWN_POLICY if _OWN_PAGE.match(path) else _datasette_policy()
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]


@lru_cache(maxsize=1)
def _datasette_policy() -> str:
    """Datasette's own pages hold a few scripts of their own: exactly those may run, by their hashes."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in _datasette_scripts())
    return f"{_COMMON}; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'"


def _datasette_scripts() -> Iterator[str]:
    for template in sorted((Path(datasette.__file__).parent / "templates").glob("*.html")):
        for script in _INLINE.findall(template.read_text(encoding="utf-8")):
            if "{{ datasette_allow_facet }}" in script:
                yield from (script.replace("{{ datasette_allow_facet }}", value) for value in ("true", "false"))
            elif "{{" not in script and "{%" not in script:
                yield script


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
