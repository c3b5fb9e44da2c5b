"""What a worker of a shared crawl did, said to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newscrawl.crawl import CrawlOutcome


def print_worker(outcome: CrawlOutcome) -> None:
    """How this worker's part ended and what it sent to the collector."""
    counts = outcome.counts
    sent = {name: counts.get(name, 0) for name in ("articles", "listings", "fates")}
    click.echo(
        f"Worker of run {outcome.crawl_id}: {outcome.ended}. It sent {sent['articles']:,} articles, "
        f"{sent['listings']:,} listing pages and {sent['fates']:,} other fates."
    )
    if outcome.sentence:
        click.echo(f"newscrawl: {outcome.sentence}", err=True)
