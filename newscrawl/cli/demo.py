"""`newscrawl demo`: the main job, end to end, on the built-in replica of the site."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import click

from newscrawl.archive import Archive, articles, ledger, overview
from newscrawl.cli.status import print_status
from newscrawl.cli.summary import print_run
from newscrawl.errors import UsageError


@click.command()
@click.option("--delay", default=0.02, show_default=True, type=click.FloatRange(min=0), help="Seconds a request.")
@click.pass_obj
def command(archive: Path, delay: float) -> None:
    """Crawl the built-in replica of the site, and show what comes of it. Under a minute; no network."""
    from newscrawl.crawl import CrawlRequest, crawl
    from newscrawl.replica import ReplicaServer, ReplicaSite

    site = ReplicaSite()
    with ReplicaServer(site, port=_port_used_before(archive)) as server:
        click.echo(f"A small copy of the site runs at {server.url}; crawling all its channels into {archive}.")
        outcome = crawl(
            CrawlRequest(archive=archive, channels=("chengdu",), site_url=server.url, delay=delay, concurrency=8)
        )
        seed_url = server.url + site.seed_path
    print_run(outcome)
    if outcome.exit_code == 0:
        _show_what_came(archive, seed_url)
    sys.exit(outcome.exit_code)


def _show_what_came(archive: Path, seed_url: str) -> None:
    with Archive.read(archive) as opened:
        db = opened.db
        print_status(
            archive, overview.totals(db), overview.by_channel(db), overview.top_sources(db), list(ledger.failures(db))
        )
        article = articles.get(db, seed_url)
    if article is not None:
        click.echo(f"\nOne article, as a reader sees it (newscrawl show {article['id']}):\n")
        click.echo(f"  {article['title']}")
        click.echo(f"  {article['source']}  {article['published_at']}  {article['byline']}\n")
        for paragraph in article["body"].split("\n")[:4]:
            click.echo(textwrap.indent("\n".join(textwrap.wrap(paragraph, 46)), "  "))
    at = "" if archive == Path("data/newscrawl.db") else f" --archive {archive}"
    click.echo("\nNext:")
    click.echo(f"  newscrawl{at} search 踏水镇")
    click.echo(f"  newscrawl{at} export -o articles.jsonl")
    click.echo(f"  newscrawl{at} serve")


def _port_used_before(archive: Path) -> int:
    """The port of the last demo on this archive, so that a second demo finds the same addresses; 0 for any."""
    if not archive.exists():
        return 0
    with Archive.read(archive) as opened:
        if ledger.holds_real_site(opened.db):
            raise UsageError(
                f"The archive {archive} holds pages of a real site; the demo would mix its own among them. "
                "Name another: newscrawl --archive data/demo.db demo"
            )
        return ledger.loopback_port(opened.db)
