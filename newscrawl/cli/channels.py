"""`newscrawl channels`: the channels known, or more from the site's own navigation."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from newscrawl.archive import Archive, channels
from newscrawl.cli.tables import minute, print_table


@click.command()
@click.option("--discover", metavar="CITY", multiple=True, help="Find the channels of a city on its own pages.")
@click.option("--site-url", help="Another host that serves the same URL grammar; with --discover.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def command(archive: Path, discover: tuple[str, ...], site_url: str | None, as_json: bool) -> None:
    """Show the channels known: slug, name, city, articles, last crawled."""
    if discover:
        from newscrawl.crawl import CrawlRequest, crawl

        outcome = crawl(CrawlRequest(archive=archive, channels=discover, site_url=site_url, discover=True))
        if outcome.exit_code:
            click.echo(f"newscrawl: {outcome.sentence}", err=True)
            sys.exit(outcome.exit_code)
    with Archive.read(archive) as opened:
        rows = list(channels.overview(opened.db))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    if not rows:
        click.echo("No channel is known yet. Find some with 'newscrawl channels --discover chengdu'.")
        return
    print_table(
        ("channel", "name", "city", "articles", "last crawled", "whole as of"),
        [
            (r["slug"], r["name"], r["city"], r["articles"], minute(r["last_crawled_at"]), minute(r["complete_at"]))
            for r in rows
        ],
        spare=("city", "whole as of"),
    )
