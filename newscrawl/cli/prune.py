"""`newscrawl prune`: WARC files that the policy gives up, with a warning of what goes with them."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.archive import Archive, upkeep
from newscrawl.cli.tables import print_table
from newscrawl.errors import UsageError


@click.command()
@click.option("--older-than", type=click.IntRange(min=1), metavar="DAYS", help="Age of a file's newest record.")
@click.option("--yes", is_flag=True, help="Delete them. Without it, nothing is deleted.")
@click.pass_obj
def command(archive: Path, older_than: int | None, yes: bool) -> None:
    """Delete WARC files older than the policy keeps them. What was derived from them stays, but for good.

    The policy is retention.warc_days in newscrawl.toml; without it WARC files are kept for ever.
    """
    if older_than is None:
        raise UsageError(
            "No policy is set, and WARC files are kept for ever: give --older-than, or retention.warc_days."
        )
    Archive.read(archive).close()  # a path without an archive is refused, not made into one
    with Archive.write(archive, command="newscrawl prune") as opened:
        files = upkeep.old_files(opened, older_than_days=older_than)
        _show(files, older_than)
        if yes:
            upkeep.prune(opened, files)
            click.echo(f"{len(files)} files deleted.")


def _show(files: list[upkeep.OldFile], days: int) -> None:
    if not files:
        click.echo(f"No WARC file is older than {days} days.")
        return
    print_table(
        ("file", "MiB", "newest record", "articles", "earlier texts"),
        [(file.name, f"{file.bytes / 2**20:.1f}", file.newest_at, file.articles, file.revisions) for file in files],
    )
    articles, revisions = sum(file.articles for file in files), sum(file.revisions for file in files)
    click.echo(
        f"Without these {len(files)} files, {articles:,} articles and {revisions:,} earlier texts can never be derived "
        "again: no mended rule will reach them, and their bytes cannot be shown. Give --yes to delete the files."
    )
