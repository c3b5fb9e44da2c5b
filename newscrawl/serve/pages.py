"""Our addresses: what each of them answers. Every page is read from one snapshot of the archive."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from datasette.utils.asgi import AsgiStream, Response
from sqlite_utils import Database

from newscrawl.archive import Archive, articles, audit, stories, views
from newscrawl.archive import crawls as runs
from newscrawl.archive import health as run_health
from newscrawl.archive import summary as summaries
from newscrawl.archive.dump import ARTICLE_COLUMNS
from newscrawl.archive.search import every
from newscrawl.archive.search import search as find
from newscrawl.errors import MissingExtra, NewscrawlError, UsageError
from newscrawl.export.columns import chosen
from newscrawl.export.csv_lines import CsvEncoder
from newscrawl.serve import charts, reading
from newscrawl.serve.article_view import article_view
from newscrawl.serve.language import words
from newscrawl.serve.reasons import told
from newscrawl.serve.request import Asked, Unaskable, asked, language_of, next_url, search_url

PAGE_SIZE = 20
# A search page waits so long for the counts beside the hits; after that, its script asks for them.
COUNTS_LIMIT_MS = 250
DOWNLOAD_BATCH = 100
SHOWN_REASONS = 50
SHOWN_GAPS = 200
GAPS_LIMIT_MS = 3_000


async def home(datasette: Any, request: Any) -> Response:
    """What the archive holds."""

    def question(db: Database) -> dict[str, Any]:
        whole = summaries.of_all(db)
        return {"summary": whole, "totals": summaries.totals(db, whole)}

    held = await reading.ask_cached(datasette, "home", question)
    found: summaries.Summary = held["summary"]
    labels = words(language_of(request))
    context = {
        "totals": held["totals"],
        "crawls": await reading.ask(datasette, lambda db: runs.recent(db, 5)),
        "heat_map": charts.heat_map(found, {}, labels),
        "months": charts.months(found, {}),
        "sources": charts.sources(found, {}),
        "limits": (charts.DISTRICTS, charts.MONTHS),
    }
    return await _page(datasette, request, "home", context)


async def search(datasette: Any, request: Any) -> Response:
    """The hits of a query, and how they spread."""
    try:
        wanted = asked(request)
        results = await reading.ask(
            datasette,
            lambda db: find(
                db,
                wanted.query,
                wanted.filters,
                order=wanted.order,
                limit=PAGE_SIZE,
                offset=wanted.offset,
                after=wanted.after,
                with_total=False,
            ),
        )
    except (UsageError, MissingExtra) as error:
        return await _page(datasette, request, "error", {"message": _complaint(request, error)}, status=400)
    except reading.TooSlow:
        return await _page(datasette, request, "error", {"message": words(language_of(request))["slow"]}, status=503)
    counts = await _counts_at_once(datasette, request, wanted)
    context = {
        "asked": wanted,
        "hits": results.hits,
        "counts": counts,
        "counts_url": f"/search/summary.json?{request.query_string}",
        "next_url": next_url(wanted, results.hits, PAGE_SIZE),
        "first_url": search_url(**wanted.parameters) if wanted.after or wanted.offset else None,
        "both_scripts_url": _in_both_scripts(wanted),
        "downloads": {
            name: search_url(**wanted.parameters).replace("/search", f"/search.{name}", 1) for name in ("jsonl", "csv")
        },
    }
    return await _page(datasette, request, "search", context)


async def summary(datasette: Any, request: Any) -> Response:
    """Counts of the hits, for charts: `total`, `months`, `districts`, `sources`."""
    try:
        return Response.json(await _counts(datasette, request, asked(request), limit_ms=reading.TIME_LIMIT_MS))
    except (UsageError, MissingExtra) as error:
        return Response.json({"error": _complaint(request, error)}, status=400)
    except reading.TooSlow:
        return Response.json({"error": words(language_of(request))["slow"]}, status=503)


async def download(datasette: Any, request: Any) -> AsgiStream | Response:
    """Every hit, as `export` writes it, in order of id."""
    format_ = request.url_vars["format"]
    try:
        wanted = asked(request)
        ids = await reading.ask(datasette, lambda db: list(every(db, wanted.query, wanted.filters)))
    except (UsageError, MissingExtra) as error:
        return Response.text(_complaint(request, error), status=400)
    except reading.TooSlow:
        return Response.text(words(language_of(request))["slow"], status=503)

    async def stream(writer: Any) -> None:
        async for chunk in _chunks(datasette, ids, format_):
            await writer.write(chunk)

    headers = {"content-disposition": f'attachment; filename="articles.{format_}"'}
    content_type = {"jsonl": "application/x-ndjson", "csv": "text/csv"}[format_]
    return AsgiStream(stream, headers=headers, content_type=f"{content_type}; charset=utf-8")


async def article(datasette: Any, request: Any) -> Response:
    """One article, for reading."""
    found = await _article(datasette, request)
    if found is None:
        message = words(language_of(request))["not_found"]
        return await _page(datasette, request, "error", {"message": message}, status=404)
    return await _page(datasette, request, "article", article_view(found, request))


async def article_json(datasette: Any, request: Any) -> Response:
    """The same as JSON: the columns, `revisions`, `copies`."""
    found = await _article(datasette, request)
    if found is None:
        return Response.json({"error": "There is no such article."}, status=404)
    body = json.dumps(found, ensure_ascii=False)
    return Response(body, content_type="application/json; charset=utf-8")


async def crawls(datasette: Any, request: Any) -> Response:
    """How the runs went, what is not archived, and what `audit` finds missing."""

    def question(db: Database) -> dict[str, Any]:
        return {"crawls": runs.recent(db, 50), "missing": views.not_archived(db, SHOWN_REASONS)}

    context = await reading.ask(datasette, question)
    try:
        context["gaps"] = await reading.ask(datasette, _gaps, limit_ms=GAPS_LIMIT_MS)
    except reading.TooSlow:
        context["gaps"] = None
    return await _page(datasette, request, "crawls", context)


def _complaint(request: Any, error: NewscrawlError) -> str:
    """What is wrong with a request, in the reader's language; what to install is said in English."""
    return error.told(language_of(request)) if isinstance(error, Unaskable) else str(error)


def _in_both_scripts(wanted: Asked) -> str | None:
    """The same search in both scripts; None where it is one already, or has no words."""
    return None if wanted.both_scripts or not wanted.text else search_url(**wanted.parameters, scripts="both")


def _gaps(db: Database) -> list[tuple[audit.Month, audit.Gap]]:
    """The first gaps by channel and month, latest month first."""
    months = audit.months(Archive(Path(), db.conn), ["newscrawl"])
    return list(islice(((month, gap) for month in months for gap in month.gaps), SHOWN_GAPS))


async def health(datasette: Any, request: Any) -> Response:
    """For monitoring: 200 where the last run that ended was well, or none has; 503 where it was degraded or failed."""
    state = await reading.ask(datasette, run_health.latest)
    return Response.json(state, status=200 if state["health"] in ("ok", "unknown") else 503)


async def _counts_at_once(datasette: Any, request: Any, wanted: Asked) -> dict[str, Any] | None:
    """The counts if they are known or quickly made."""
    try:
        return await _counts(datasette, request, wanted, limit_ms=COUNTS_LIMIT_MS)
    except reading.TooSlow:
        return None


async def _counts(datasette: Any, request: Any, wanted: Asked, *, limit_ms: int) -> dict[str, Any]:
    found = await reading.ask_cached(
        datasette, wanted.key, lambda db: summaries.of_hits(db, wanted.query, wanted.filters), limit_ms=limit_ms
    )
    return {
        "total": found.total,
        "months": charts.months(found, wanted.parameters),
        "districts": charts.districts(found, wanted.parameters, words(language_of(request))),
        "sources": charts.sources(found, wanted.parameters),
    }


async def _article(datasette: Any, request: Any) -> dict[str, Any] | None:
    article_id = int(request.url_vars["id"])

    def question(db: Database) -> dict[str, Any] | None:
        found = articles.get(db, article_id)
        if found is None:
            return None
        return found | {"revisions": articles.revisions(db, article_id), "copies": stories.other_prints(db, found)}

    return await reading.ask(datasette, question)


async def _chunks(datasette: Any, ids: list[int], format_: str) -> AsyncIterator[str]:
    """The file in pieces of DOWNLOAD_BATCH articles; an article deleted meanwhile is left out."""
    encoder = CsvEncoder(chosen(ARTICLE_COLUMNS, with_revisions=False), bom=True) if format_ == "csv" else None
    if encoder:
        yield encoder.head().decode()
    for start in range(0, len(ids), DOWNLOAD_BATCH):
        batch = ids[start : start + DOWNLOAD_BATCH]
        rows = await reading.ask(datasette, partial(_rows, ids=batch))
        held = [row for row in rows if row is not None]
        if encoder:
            yield encoder.encode([tuple(_csv_value(row[name]) for name in ARTICLE_COLUMNS) for row in held]).decode()
        else:
            yield "".join(_line({name: row[name] for name in ARTICLE_COLUMNS}) for row in held)


def _rows(db: Database, ids: list[int]) -> list[dict[str, Any] | None]:
    return [articles.get(db, article_id) for article_id in ids]


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv_value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list) else value


async def _page(datasette: Any, request: Any, name: str, context: dict[str, Any], *, status: int = 200) -> Response:
    """A template filled; the language chosen in the address is kept for later pages."""
    language = language_of(request)
    context = context | {
        "page": name,
        "lang": language,
        "w": words(language),
        "told": partial(told, language=language),
        "as_json": charts.as_json,
        "search_url": search_url,
        "data_url": f"/{reading.database_name(datasette)}",
        "other_language_url": _in_other_language(request, language),
    }
    html = await datasette.render_template(f"newscrawl_{name}.html", context, request=request)
    response = Response.html(html, status=status)
    if request.args.get("lang") == language:
        response.set_cookie("newscrawl_lang", language, max_age=365 * 86_400)
    return response


def _in_other_language(request: Any, language: str) -> str:
    kept = [(name, value) for name in request.args for value in request.args.getlist(name) if name != "lang"]
    query = dict(kept) | {"lang": "en" if language == "zh" else "zh"}
    return search_url(**query).replace("/search", request.path, 1)
