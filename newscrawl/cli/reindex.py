"""`newscrawl reindex`: make the search index anew, and the counts."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.archive import Archive, counts, fulltext


@click.command("reindex")
@click.pass_obj
def command(archive: Path) -> None:
    """Make the search index and the counts of the web page anew from the articles. Until then, the old ones serve."""
    Archive.read(archive).close()  # A path without an archive is refused, not made into one.
    with Archive.write(archive, command="newscrawl reindex") as opened:
        with opened.changes() as db:
            count = fulltext.rebuild(db)
            counts.rebuild(db)
        opened.commit()
    click.echo(f"Indexed {count:,} articles.")
