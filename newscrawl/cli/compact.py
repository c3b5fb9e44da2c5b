"""`newscrawl compact`: free space given back, the index merged."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.archive import Archive, upkeep


@click.command()
@click.pass_obj
def command(archive: Path) -> None:
    """Make the archive's file as small and quick as it can be. No crawl can run meanwhile."""
    Archive.read(archive).close()  # a path without an archive is refused, not made into one
    with Archive.write(archive, command="newscrawl compact") as opened:
        done = upkeep.compact(opened)
    click.echo(f"{archive}: {done.before / 2**20:,.1f} MiB before, {done.after / 2**20:,.1f} MiB now.")
