"""`newscrawl status`: what the archive holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, ledger, overview
from newscrawl.cli.tables import day, print_table, printable


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, as_json: bool) -> None:
    """Show what the archive holds: articles by channel, sources, failures, the last run."""
    with Archive.read(archive) as opened:
        totals = overview.totals(opened.db)
        channels = overview.by_channel(opened.db)
        sources = overview.top_sources(opened.db)
        failures = list(ledger.failures(opened.db))
    if as_json:
        report = {"archive": str(archive), **totals, "by_channel": channels, "top_sources": sources}
        click.echo(json.dumps(report | {"failures": failures}, ensure_ascii=False))
        return
    print_status(archive, totals, channels, sources, failures)


def print_status(
    archive: Path,
    totals: dict[str, Any],
    channels: list[dict[str, Any]],
    sources: list[dict[str, Any]],
    failures: list[dict[str, Any]],
) -> None:
    """The same as tables."""
    click.echo(
        f"{archive}: {totals['articles']:,} articles, {totals['revisions']:,} earlier texts, "
        f"published {day(totals['first_published']) or '?'} to {day(totals['last_published']) or '?'}"
    )
    print_table(
        ("channel", "name", "articles", "first", "last", "sources", "pending", "not archived"),
        [
            (
                c["channel"] or "(none)",
                c["name"],
                c["articles"],
                day(c["first"]),
                day(c["last"]),
                c["sources"],
                c["pending"],
                c["not_archived"],
            )
            for c in channels
            if c["articles"] or c["pending"] or c["not_archived"]
        ],
        spare=("sources", "first", "last"),
    )
    if sources:
        click.echo("Sources: " + " · ".join(f"{printable(row['source'])} {row['articles']:,}" for row in sources))
    if failures:
        print_table(
            ("pages", "fate", "why", "example"),
            [(f["pages"], f["state"], f["reason"], f["example"]) for f in failures],
            title="Not archived",
        )
    last = totals["last_crawl"]
    if last:
        click.echo(f"Last run: {last['id']}, {last['started_at']}, {last['ended'] or 'under way, or killed'}")
