"""`newscrawl apply-increments`."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.files import require_files
from newscrawl.export.apply import apply_increments


@click.command("apply-increments")
@click.argument("dump", type=click.Path(path_type=Path))
@click.argument("increments", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(dump: Path, increments: tuple[Path, ...], output: Path, force: bool) -> None:
    """Bring a JSONL dump up to date: DUMP and its INCREMENTS, oldest first, make what a full dump would be."""
    require_files((dump, *increments))
    lines = apply_increments(dump, increments, output, force=force)
    click.echo(f"{output}: {lines:,} articles")
