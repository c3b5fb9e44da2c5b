"""`newscrawl crawl`: read listings and articles of channels into the archive."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from newscrawl.cli.configured import config_of
from newscrawl.cli.summary import print_reasons, print_run
from newscrawl.cli.worker_summary import print_worker

EPILOG = "A channel is chengdu/jianyang, a Chinese name (简阳), or a whole city (chengdu); none: every channel known."


@click.command(epilog=EPILOG)
@click.argument("channels", nargs=-1)
@click.option("--site-url", help="Another host that serves the same URL grammar (a mirror, the replica).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m", "%Y"]), help="Leave out what listings date earlier.")
@click.option("--full", is_flag=True, help="Re-read everything, not only what is new.")
@click.option("--max-articles", type=click.IntRange(min=0), help="Fetch at most so many; the rest stays pending.")
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between requests.  [default: 1, adapting]")
@click.option("--concurrency", type=click.IntRange(min=1, max=64), help="Requests at a time.  [default: 2]")
@click.option("--warc/--no-warc", default=True, help="Keep the bytes. Without them nothing can be derived again.")
@click.option("--contact", envvar="NEWSCRAWL_CONTACT", help="Address or URL of yours, named in the User-Agent.")
@click.option("--frontier", help="Work for the crawl shared at this server: redis://HOST/N (see docs/cluster.md).")
@click.option("--force-insecure", is_flag=True, help="Use a shared server that lets in everyone on the network.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing while all is well.")
@click.pass_context
def command(
    ctx: click.Context,
    channels: tuple[str, ...],
    site_url: str | None,
    since: datetime | None,
    full: bool,
    max_articles: int | None,
    delay: float | None,
    concurrency: int | None,
    warc: bool,
    contact: str | None,
    frontier: str | None,
    force_insecure: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Crawl CHANNELS: listings and articles, into the archive. Incremental by default."""
    from newscrawl.after_run import crawl_and_tell
    from newscrawl.crawl import CrawlRequest  # Scrapy takes a second to import

    config = config_of(ctx)
    request = CrawlRequest(
        archive=config.archive,
        channels=channels,
        site_url=site_url,
        since=since.date().isoformat() if since else None,
        full=full,
        max_articles=max_articles,
        delay=delay,
        concurrency=concurrency,
        warc=warc,
        contact=contact,
        settings=config.crawl.scrapy,
    )
    if frontier is not None:
        from newscrawl.cluster.work import work

        outcome = work(request, frontier, force_insecure=force_insecure)
    else:
        outcome = crawl_and_tell(request, config)
    if as_json:
        click.echo(json.dumps(vars(outcome), ensure_ascii=False))
    elif frontier is not None and not quiet:
        print_worker(outcome)
    elif not quiet:
        print_run(outcome)
    elif outcome.exit_code:
        print_reasons(outcome)
    sys.exit(outcome.exit_code)
