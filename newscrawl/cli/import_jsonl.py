"""`newscrawl import-jsonl`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from newscrawl.archive import Archive
from newscrawl.cli.files import require_files
from newscrawl.cli.progress import ArticleProgress
from newscrawl.export.load import load

_WORDS = (
    ("added", "articles new"),
    ("merged", "articles known, something learned of them"),
    ("known", "articles known, nothing new"),
    ("altered", "of these with a digest that does not fit; noted among their problems"),
    ("gone", "pages gone"),
    ("passed over", "tombstones without news"),
)


@click.command("import-jsonl")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(archive: Path, /, files: tuple[Path, ...], as_json: bool) -> None:
    """Take JSONL dumps (.gz, .zst, or - for standard input) into the archive.

    Articles not known are added; of known ones every text that is new is kept, by time. Safe to repeat. Make the
    dumps with --with-revisions to bring earlier texts along.
    """
    require_files(path for path in files if str(path) != "-")
    with Archive.write(archive, command="newscrawl import-jsonl") as opened, ArticleProgress() as progress:
        progress.begin(None)
        counts = load(opened, files, sys.stdin.buffer, progress.advance)
    if as_json:
        click.echo(json.dumps({name: counts[name] for name, _ in _WORDS}))
        return
    for name, words in _WORDS:
        if counts[name] or name == "added":
            click.echo(f"{counts[name]:>9,}  {words}")
