"""What a run did, said to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newscrawl.crawl import CrawlOutcome

_COUNTS = (
    ("listings", "listing pages read"),
    ("new", "articles new"),
    ("changed", "articles changed, earlier text kept"),
    ("unchanged", "articles unchanged"),
    ("gone", "pages gone"),
    ("rejected", "pages rejected: no article"),
    ("excluded", "pages excluded by robots.txt"),
    ("failed", "pages failed"),
    ("retried", "retries"),
)


def print_run(outcome: CrawlOutcome) -> None:
    """How the run ended and what it counted; what needs attention goes to standard error."""
    click.echo(f"Run {outcome.crawl_id}: {outcome.ended}, {outcome.health}.")
    for name, label in _COUNTS:
        if outcome.counts.get(name) or name in ("listings", "new"):
            click.echo(f"  {outcome.counts.get(name, 0):>7,}  {label}")
    print_reasons(outcome)


def print_reasons(outcome: CrawlOutcome) -> None:
    """What needs attention, on standard error."""
    for sentence in outcome.reasons or filter(None, [outcome.sentence]):
        click.echo(f"newscrawl: {sentence}", err=True)
