"""`newscrawl reindex`: make the search index anew."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.archive import Archive, fulltext


@click.command("reindex")
@click.pass_obj
def command(archive: Path) -> None:
    """Make the search index anew from the articles. Until it is done, the old one serves."""
    Archive.read(archive).close()  # A path without an archive is refused, not made into one.
    with Archive.write(archive, command="newscrawl reindex") as opened:
        with opened.changes() as db:
            count = fulltext.rebuild(db)
        opened.commit()
    click.echo(f"Indexed {count:,} articles.")
