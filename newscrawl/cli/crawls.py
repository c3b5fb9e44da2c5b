"""`newscrawl crawls`: how the runs went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, crawls, health
from newscrawl.cli.tables import minute, print_table
from newscrawl.clock import parse
from newscrawl.errors import UsageError

SPARE = ("unchanged", "rejected", "gone", "size", "listings", "changed", "took")
COUNTS = ("listings", "new", "changed", "unchanged", "gone", "rejected", "failed")


@click.command()
@click.argument("run", required=False, type=click.IntRange(min=1))
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="How many runs, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def command(archive: Path, run: int | None, limit: int, as_json: bool) -> None:
    """Show how the runs went, newest first; or one RUN, by its number, with all that is known of it."""
    with Archive.read(archive) as opened:
        rows = crawls.recent(opened.db, limit) if run is None else [_found(crawls.get(opened.db, run), run)]
        details = [row | health.summary(opened.db, row["id"]) for row in rows]
    if as_json:
        for row in details:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif run is not None:
        _print_one(details[0])
    elif details:
        _print_all(details)
    else:
        click.echo("No run is recorded yet. Start one with 'newscrawl crawl'.")


def _found(row: dict[str, Any] | None, number: int) -> dict[str, Any]:
    if row is None:
        raise UsageError(f"There is no run {number}. See 'newscrawl crawls'.")
    return row


def _print_all(rows: list[dict[str, Any]]) -> None:
    print_table(
        ("run", "started", "took", "ended", *COUNTS, "size", "health"),
        [
            (
                row["id"],
                minute(row["started_at"]),
                _took(row),
                row["ended"] or "under way",
                *(row["counts"].get(name, 0) if row["counts"] else None for name in COUNTS),
                _size(row["counts"].get("bytes")),
                row["health"],
            )
            for row in rows
        ],
        spare=SPARE,
    )
    for row in rows:
        for reason in row["health_reasons"][:1]:
            more = len(row["health_reasons"]) - 1
            click.echo(
                f"Run {row['id']}: {reason}" + (f" (and {more} more: newscrawl crawls {row['id']})" if more else "")
            )


def _print_one(row: dict[str, Any]) -> None:
    click.echo(f"Run {row['id']}: {row['started_at']}, {row['ended'] or 'under way'}, {row['health'] or 'not judged'}.")
    facts = {"took": _took(row), "by": row["process"], "version": row["version"]}
    facts |= {name: json.dumps(value, ensure_ascii=False) for name, value in row["arguments"].items() if value}
    facts |= {name: f"{value:,}" for name, value in row["counts"].items()}
    for name, value in facts.items():
        click.echo(f"  {name:20} {value}")
    for reason, pages in row["failed_by_reason"].items():
        click.echo(f"  {pages:,} pages failed: {reason}")
    for reason in row["health_reasons"]:
        click.echo(f"  {reason}")
    if row["channels"]:
        print_table(
            ("channel", "new", "pages read", "failed", "seconds an answer", "alarms"),
            [
                (
                    channel["channel"],
                    channel["new"],
                    channel["pages"],
                    channel["failed"],
                    channel["seconds"],
                    ", ".join(channel["alarms"]),
                )
                for channel in row["channels"]
            ],
        )


def _took(row: dict[str, Any]) -> str:
    if row["finished_at"] is None:
        return ""
    return str(parse(row["finished_at"]) - parse(row["started_at"]))


def _size(size: float | None) -> str:
    if size is None:
        return ""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"
