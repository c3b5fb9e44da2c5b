"""`newscrawl demo`: the main job, end to end, on the built-in replica of the site."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click
from rich.padding import Padding
from rich.text import Text

from newscrawl.archive import Archive, articles, ledger, overview
from newscrawl.cli.drill import BREAKING, drill
from newscrawl.cli.ports import is_free
from newscrawl.cli.status import print_status
from newscrawl.cli.summary import print_run
from newscrawl.cli.tables import console
from newscrawl.errors import UsageError
from newscrawl.replica.redesign import KINDS


@click.command()
@click.option("--delay", default=0.02, show_default=True, type=click.FloatRange(min=0), help="Seconds a request.")
@click.option(
    "--redesign",
    type=click.Choice(KINDS),
    is_flag=False,
    flag_value=BREAKING,
    help=f"Drill the alarms: redesign the replica between runs.  [without a kind: {BREAKING}]",
)
@click.pass_obj
def command(archive: Path, delay: float, redesign: str | None) -> None:
    """Crawl the built-in replica of the site, and show what comes of it. Under a minute; no network."""
    if redesign is not None:
        sys.exit(0 if drill(redesign, delay) else 1)
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
        print_article(article)
    at = "" if archive == Path("data/newscrawl.db") else f" --archive {archive}"
    program = _as_called()
    click.echo("\nNext:")
    for rest in ("search 踏水镇", "export -o articles.jsonl", "serve"):
        click.echo(f"  {program}{at} {rest}")


def print_article(article: dict[str, Any]) -> None:
    """Headline, where from, when, by whom, and how it begins."""
    facts = "  ".join(article[name] for name in ("source", "published_at", "byline") if article[name])
    text = Text.assemble((article["title"] or "", "bold"), f"\n{facts}\n")
    for paragraph in article["body"].split("\n")[:4]:
        text.append(f"\n{paragraph}")
    click.echo("\nOne article, as a reader sees it:\n")
    console().print(Padding(text, (0, 2)), width=92)


def _as_called() -> str:
    """`newscrawl` where the shell finds it, else the path it was called by."""
    called = Path(sys.argv[0])
    if shutil.which("newscrawl") or called.name != "newscrawl":
        return "newscrawl"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


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
        port = ledger.loopback_port(opened.db)
    if port and not is_free(port):
        raise UsageError(
            f"The articles in {archive} have addresses of port {port}, which another program holds. End that, or begin "
            "another archive: newscrawl --archive data/demo.db demo"
        )
    return port
