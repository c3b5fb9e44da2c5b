"""`newscrawl import-warc`: pages that others saved."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive
from newscrawl.cli.executors import DASK_HELP, executor_for
from newscrawl.cli.files import require_files
from newscrawl.cli.progress import ArticleProgress
from newscrawl.cli.tables import print_table
from newscrawl.errors import ArchiveError
from newscrawl.rederive.importing import Imported, Importer
from newscrawl.rederive.judging import OTHER_SITE

_WORDS = (
    ("new", "articles new"),
    ("merged", "captures of known articles: another text, or a wider time"),
    ("known", "captures of known articles: nothing new"),
    ("here already", "captures taken in before"),
    ("unchanged", "answers that the page had not changed"),
    ("listings", "listing pages, their articles entered to be crawled"),
)


@click.command("import-warc")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--site-url", help="Take in pages of this mirror of the site too, under the mirror's addresses.")
@click.option("--salvage", is_flag=True, help="Of a damaged file, keep what comes before the damage.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--dask", metavar="tcp://HOST:PORT", help=DASK_HELP)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@click.pass_obj
def command(
    archive: Path,
    /,
    files: tuple[Path, ...],
    site_url: str | None,
    salvage: bool,
    jobs: int | None,
    dask: str | None,
    as_json: bool,
) -> None:
    """Take in WARC files (plain, .gz, .zst) that wget, browsertrix, Common Crawl or a newscrawl elsewhere made.

    Pages of the site become articles; of several captures of one page the newest is current and the others are
    earlier texts. The records are copied into the archive's own WARC files. Safe to repeat.
    """
    require_files(files)
    failed = cut_short = False
    with (
        executor_for(jobs, dask) as (pool, workers),
        Archive.write(archive, command="newscrawl import-warc") as opened,
        ArticleProgress(hidden=as_json) as progress,
    ):
        importer = Importer(
            opened, pool, workers=workers, site_url=site_url, salvage=salvage, progress=progress.advance
        )
        for path in files:
            try:
                result = importer.take_in(path)
            except ArchiveError as error:
                if opened.broken:
                    raise
                click.echo(f"newscrawl: {error}", err=True)
                failed = True
                continue
            _print(result, as_json=as_json)
            failed |= not result.kept
            cut_short |= result.damage is not None
    sys.exit(1 if failed else 3 if cut_short else 0)


def _print(result: Imported, *, as_json: bool) -> None:
    sentence = damage_sentence(result)
    if as_json:
        click.echo(json.dumps(_as_json(result, sentence), ensure_ascii=False))
    elif result.kept:
        click.echo(f"{result.path}:")
        for name, words in _WORDS:
            if result.counts[name] or name == "new":
                click.echo(f"  {result.counts[name]:>7,}  {words}")
        if result.passed_over:
            print_table(("records", "passed over because"), [(n, why) for why, n in result.passed_over.most_common()])
    if sentence:
        click.echo(f"newscrawl: {sentence}", err=True)
    if result.kept and set(result.passed_over) == {OTHER_SITE} and not result.counts.total():
        click.echo(
            f"newscrawl: {result.path} holds no page of a known site. Are they a mirror's? Name it with --site-url.",
            err=True,
        )


def _as_json(result: Imported, sentence: str | None) -> dict[str, Any]:
    counts = {name: result.counts[name] for name, _ in _WORDS}
    return {
        "file": str(result.path),
        "kept": result.kept,
        **counts,
        "passed_over": dict(result.passed_over),
        "damage": sentence,
    }


def damage_sentence(result: Imported) -> str | None:
    """What to say of a file that could not be read to its end."""
    damage = result.damage
    if damage is None:
        return None
    where = f"{result.path} cannot be read beyond byte {damage.offset}: {damage.reason}."
    if not result.kept:
        return f"{where} Nothing of it was taken in; --salvage takes in what comes before the damage."
    return f"{where} What comes before was taken in."
