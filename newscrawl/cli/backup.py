"""`newscrawl backup`: a copy of a living archive, and its proof."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from newscrawl.archive import backup
from newscrawl.cli.byte_progress import ByteProgress


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--warc/--no-warc", "with_warc", default=True, help="Copy the WARC files too, or only list them.")
@click.option("--check", is_flag=True, help="Prove an earlier backup in FOLDER whole instead of making one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, folder: Path, with_warc: bool, check: bool, as_json: bool) -> None:
    """Back the archive up into FOLDER, also while a crawl writes. WARC files copied before are not copied again."""
    if check:
        _check(folder, as_json)
        return
    with ByteProgress(hidden=as_json) as progress:
        made = backup.make(archive, folder, with_warc=with_warc, progress=progress.show)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False))
        return
    size = made.database.bytes + sum(file.bytes for file in made.warc if file.copied)
    click.echo(f"{folder}: {made.articles:,} articles, {size / 2**20:,.1f} MiB.")
    listed = sum(not file.copied for file in made.warc)
    if listed:
        click.echo(
            f"{listed} WARC files are only listed, with their digests. Without them nothing can be derived again."
        )


def _check(folder: Path, as_json: bool) -> None:
    faults = backup.check(folder)
    if as_json:
        click.echo(json.dumps({"whole": not faults, "faults": faults}, ensure_ascii=False))
    else:
        click.echo("\n".join(faults) or f"{folder} is whole.")
    sys.exit(1 if faults else 0)
