"""`newscrawl audit`: what the listings named, what is archived, and how to close the gaps."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from newscrawl.archive import Archive, audit
from newscrawl.archive.audit import ListingState, Month
from newscrawl.cli.tables import print_table
from newscrawl.errors import UnknownChannel

DEFAULT = Path("data/newscrawl.db")


@click.command("audit")
@click.argument("channels", nargs=-1)
@click.option("--gaps", is_flag=True, help="Only months with gaps.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, listings first, then months.")
@click.pass_obj
def command(archive: Path, channels: tuple[str, ...], gaps: bool, as_json: bool) -> None:
    """For each channel and month: articles that its listing named against those archived, and why some are not."""
    base = ["newscrawl"] if archive == DEFAULT else ["newscrawl", "--archive", str(archive)]
    with Archive.read(archive) as opened:
        chosen = _chosen(opened, channels)
        listings = audit.listings(opened, base, chosen)
        months = list(audit.months(opened, base, chosen))
    shown = [month for month in months if month.gaps or not gaps]
    if as_json:
        objects = [*map(dataclasses.asdict, listings), *map(dataclasses.asdict, shown)]
        for row in objects:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    _print_months(shown)
    _print_gaps(shown)
    _print_listings(listings)
    _print_sum(months, listings)


def _chosen(archive: Archive, names: tuple[str, ...]) -> tuple[str, ...]:
    """The channels that are named; raises UnknownChannel."""
    called = audit.slugs(archive, names)
    unknown = [name for name, slugs in called.items() if not slugs]
    if unknown:
        raise UnknownChannel(f"The archive knows no channel {', '.join(unknown)}. See 'newscrawl channels'.")
    return tuple(dict.fromkeys(slug for slugs in called.values() for slug in slugs))


def _print_months(months: list[Month]) -> None:
    rows = [(m.channel, m.month, m.named, m.archived, m.named - m.archived or None) for m in months]
    print_table(("channel", "month", "named", "archived", "missing"), rows)


def _print_gaps(months: list[Month]) -> None:
    rows = [
        (month.channel, month.month, gap.pages, gap.state, gap.reason, gap.example)
        for month in months
        for gap in month.gaps
    ]
    if rows:
        print_table(("channel", "month", "missing", "fate", "why", "for example"), rows, title="Gaps")
    commands = list(dict.fromkeys(gap.command for month in months for gap in month.gaps if gap.command))
    if commands:
        click.echo("To fill them:")
        for line in commands:
            click.echo(f"  {line}")


def _print_listings(listings: list[ListingState]) -> None:
    for listing in listings:
        if listing.reason:
            click.echo(f"{listing.channel}: {listing.reason}\n  {listing.command}")


def _print_sum(months: list[Month], listings: list[ListingState]) -> None:
    named, archived = sum(month.named for month in months), sum(month.archived for month in months)
    whole = sum(listing.reason is None for listing in listings)
    click.echo(
        f"{named:,} articles named, {archived:,} archived, {named - archived:,} not; "
        f"{whole} of {len(listings)} listings read to the end."
    )
