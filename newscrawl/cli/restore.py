"""`newscrawl restore`: the way back from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.archive import backup


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def command(archive: Path, folder: Path) -> None:
    """Bring the backup in FOLDER back as the archive, which must not exist. The backup is proved whole first."""
    made = backup.restore(folder, archive)
    click.echo(f"{archive}: {made.articles:,} articles, as of {made.made_at}.")
