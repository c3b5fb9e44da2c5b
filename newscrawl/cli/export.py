"""`newscrawl export`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive
from newscrawl.archive.dump import ARTICLE_COLUMNS
from newscrawl.archive.filters import Filters
from newscrawl.cli.output import let_go_of_stdout
from newscrawl.cli.progress import ArticleProgress
from newscrawl.cli.startup import held_back
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.export import encoders, manifest, run, schema, state
from newscrawl.export.columns import parse_names
from newscrawl.export.request import Request

_STDOUT = Path("-")


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=_STDOUT, help="The file; - is standard output (default)."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(encoders.FORMATS),
    help="Default: what the file name says (.jsonl, .csv, .parquet), else jsonl.",
)
@click.option("--city", help="Only this city: 成都.")
@click.option("--district", help="Only this district: 简阳.")
@click.option("--channel", help="Only this channel: chengdu/jianyang.")
@click.option("--source", help="Only articles of this source: 西南商报.")
@click.option("--since", help="Printed on this day or later: 2018, 2018-12 or 2018-12-18.")
@click.option("--until", help="Printed on this day or earlier.")
@click.option("--columns", help="Only these columns, in this order: id,title,body.")
@click.option("--with-revisions", is_flag=True, help="Add the earlier texts of each article.")
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for Excel.")
@click.option("--after", metavar="CURSOR", help="Only what was added, changed or vanished since.")
@click.option(
    "--state",
    "state_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Remember the cursor here: a full dump at first, then what is new.",
)
@click.option("--shard-size", type=click.IntRange(min=1), metavar="N", help="Several files, N articles each.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option(
    "--check",
    type=click.Path(path_type=Path),
    metavar="MANIFEST",
    help="Only verify a dump by its manifest.",
)
@click.option("--schema", "print_schema", is_flag=True, help="Only print the JSON Schema of a line.")
@click.pass_obj
def command(
    archive: Path,
    /,
    output: Path,
    format_: encoders.Format | None,
    columns: str | None,
    with_revisions: bool,
    bom: bool,
    after: str | None,
    state_file: Path | None,
    shard_size: int | None,
    force: bool,
    check: Path | None,
    print_schema: bool,
    **filters: Any,
) -> None:
    """Dump articles: JSON lines, CSV or Parquet; .gz and .zst compress. A file appears whole or not at all.

    Beside a file FILE stands FILE.manifest.json: what is in it, its SHA-256, and the cursor for --after.
    """
    if print_schema:
        click.echo(schema.as_text(), nl=False)
        return
    if check is not None:
        _check(check)
        return
    request = Request(
        format=format_ or encoders.format_of(output) or "jsonl",
        filters=Filters(**filters),
        columns=ARTICLE_COLUMNS if columns is None else parse_names(columns),
        with_revisions=with_revisions,
        bom=bom,
        after=after,
        shard_size=shard_size,
    )
    if state_file is None:
        _export(archive, request, output, force=force)
        return
    if after is not None:
        raise UsageError("--state remembers the cursor itself: give --after or --state, not both.")
    state.check_place(state_file, output)
    replace(request, after="start")  # An increment must be possible with these arguments.
    result = _export(archive, state.resume(state_file, request), output, force=force)
    state.save(state_file, request, result.cursor)


def _export(archive: Path, request: Request, output: Path, *, force: bool) -> run.Result:
    if request.format == "parquet":
        from newscrawl.export import parquet

        with held_back("pandas", "numpy"):  # They would double the memory that a Parquet file takes.
            parquet.load()
    with Archive.read(archive) as opened, ArticleProgress(hidden=_shares_terminal(output)) as progress:
        if output == _STDOUT or (output.exists() and not output.is_file() and not output.is_dir()):
            result = _to_stream(opened, request, output, progress)
        else:
            result = run.to_files(opened, request, Path(os.path.realpath(output)), progress, force=force)
        if not result.lines:
            _tell_of_unknown_names(opened, request.filters)
    if result.mended:
        click.echo(
            f"newscrawl: {result.mended:,} texts held bytes that are no Unicode; they are written as U+FFFD (\ufffd).",
            err=True,
        )
    return result


def _tell_of_unknown_names(archive: Archive, filters: Filters) -> None:
    from newscrawl.archive import hints  # Here: it loads sqlite-utils, which an export need not.

    for sentence in hints.unknown_names(archive.db, filters):
        click.echo(f"newscrawl: {sentence}", err=True)


def _to_stream(archive: Archive, request: Request, output: Path, progress: ArticleProgress) -> run.Result:
    """Standard output, or a device or pipe that has a name."""
    if request.shard_size:
        raise UsageError("--shard-size makes several files: name them with -o FILE.")
    if request.format == "parquet" and output == _STDOUT and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal. Name a file with -o FILE.")
    try:
        if output == _STDOUT:
            return run.to_stream(archive, request, sys.stdout.buffer, progress)
        with output.open("wb") as stream:
            return run.to_stream(archive, request, stream, progress)
    except BrokenPipeError:
        let_go_of_stdout()
        raise click.exceptions.Exit(0) from None  # The reader (`head`) has all it wants.
    except OSError as error:
        let_go_of_stdout()
        raise NewscrawlError(f"The output cannot be written ({error.strerror}). It is not whole.") from error


def _shares_terminal(output: Path) -> bool:
    """A progress bar would run through the lines."""
    return output == _STDOUT and sys.stdout.isatty()


def _check(path: Path) -> None:
    faults = 0
    for name, fault in manifest.check(path):
        faults += fault is not None
        click.echo(f"{name}: {fault or 'ok'}")
    if faults:
        raise NewscrawlError(f"{path}: {faults} of its files not as they were written. Fetch or make them again.")
