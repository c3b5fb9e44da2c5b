"""`newscrawl crawls`: how the runs went."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newscrawl.archive import Archive, crawls
from newscrawl.cli.tables import print_table
from newscrawl.clock import parse


@click.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="How many runs, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def command(archive: Path, limit: int, as_json: bool) -> None:
    """Show how the runs went, newest first."""
    with Archive.read(archive) as opened:
        rows = crawls.recent(opened.db, limit)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    if not rows:
        click.echo("No run is recorded yet. Start one with 'newscrawl crawl'.")
        return
    names = ("listings", "new", "changed", "gone", "rejected", "failed", "bytes")
    print_table(
        ("run", "started", "took", "ended", *names, "health"),
        [
            (
                row["id"],
                row["started_at"],
                _took(row["started_at"], row["finished_at"]),
                row["ended"] or "under way",
                *(row["counts"].get(name, 0) for name in names),
                row["health"],
            )
            for row in rows
        ],
    )


def _took(started: str, finished: str | None) -> str:
    if finished is None:
        return ""
    return str(parse(finished) - parse(started))
