"""`newscrawl search`: a table for people, one JSON object for programs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.table import Table
from rich.text import Text

from newscrawl.archive import Archive, hints
from newscrawl.archive.filters import Filters
from newscrawl.archive.search import Hit, Order, Results, search
from newscrawl.archive.snippets import Marked
from newscrawl.cli.tables import console, day, printable

_HIT_STYLE = "bold red"


@click.command("search", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, required=True)
@click.option("--city", help="Only this city: 成都.")
@click.option("--district", help="Only this district: 简阳.")
@click.option("--channel", help="Only this channel: chengdu/jianyang.")
@click.option("--source", help="Only articles of this source: 西南商报.")
@click.option("--since", help="Printed on this day or later: 2018, 2018-12 or 2018-12-18.")
@click.option("--until", help="Printed on this day or earlier.")
@click.option(
    "--order",
    type=click.Choice(["rank", "newest", "oldest"]),
    default="rank",
    show_default=True,
    help="Best first (words in the title, then most about them), newest first, or oldest first.",
)
@click.option("--both-scripts", is_flag=True, help="Traditional and Simplified characters find each other: 乾 and 干.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="So many hits at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    archive: Path,
    /,
    query: tuple[str, ...],
    order: Order,
    both_scripts: bool,
    limit: int,
    as_json: bool,
    **filters: str | None,
) -> None:
    """Find articles: every one that holds the words, exactly.

    Several words: all of them. "…" a phrase, -word not, A OR B, title:word, source:word. Capitals, full width and
    half width make no difference.
    """
    unknown = next((word for word in query if re.match(r"--[a-z]", word)), None)
    if unknown:
        raise click.UsageError(f"No such option '{unknown}'. To look for it, put it in quotes: '\"{unknown}\"'.")
    words = " ".join(query)
    asked = Filters(**filters)
    with Archive.read(archive) as opened:
        results = search(opened.db, words, asked, order=order, limit=limit, both_scripts=both_scripts)
        unknown_names = [] if results.total else hints.unknown_names(opened.db, asked)
    if as_json:
        click.echo(json.dumps(_as_json(words, order, results), ensure_ascii=False))
    else:
        _print(results)
    for sentence in unknown_names:
        click.echo(f"newscrawl: {sentence}", err=True)


def _as_json(words: str, order: Order, results: Results) -> dict[str, Any]:
    return {"query": words, "order": order, "total": results.total, "hits": [_hit_as_json(h) for h in results.hits]}


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    """The hit's fields; `snippet_hits` are the places in `snippet`, [start, end) in characters, where words stand."""
    spans = []
    at = 0
    for part in hit.snippet:
        if part.hit:
            spans.append([at, at + len(part.text)])
        at += len(part.text)
    names = ("id", "url", "title", "source", "published_at", "byline", "city", "district")
    return {name: getattr(hit, name) for name in names} | {
        "snippet": "".join(part.text for part in hit.snippet),
        "snippet_hits": spans,
    }


def _print(results: Results) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("id", justify="right", no_wrap=True)
    for name in ("date", "district", "source"):
        table.add_column(name, max_width=20, overflow="fold")
    table.add_column("title and text", overflow="fold")
    for hit in results.hits:
        text = _styled(hit.marked_title, "bold") + Text("\n") + _styled(hit.snippet, "")
        about = (day(hit.published_at), hit.district or hit.city, hit.source)
        table.add_row(str(hit.id), *(Text(printable(cell or "")) for cell in about), text)
    if results.hits:
        console().print(table)
    total = results.total or 0
    click.echo(_summary(total, len(results.hits)))


def _summary(total: int, shown: int) -> str:
    if total == 0:
        return "No article holds these words."
    noun = "article" if total == 1 else "articles"
    return f"{total:,} {noun}" + (f", the first {shown:,} shown" if shown < total else "")


def _styled(parts: list[Marked], style: str) -> Text:
    """Hits in colour on a terminal, between 【 and 】 elsewhere."""
    parts = [Marked(printable(part.text), part.hit) for part in parts]
    if sys.stdout.isatty():
        return Text.assemble(*((part.text, _HIT_STYLE if part.hit else style) for part in parts))
    return Text("".join(f"【{part.text}】" if part.hit else part.text for part in parts))
