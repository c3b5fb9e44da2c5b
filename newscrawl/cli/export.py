"""`newscrawl export`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, dump
from newscrawl.archive.filters import Filters
from newscrawl.export import run


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="The file; - is standard output."
)
@click.option("--format", "format_", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--city", help="Only this city: 成都.")
@click.option("--district", help="Only this district: 简阳.")
@click.option("--channel", help="Only this channel: chengdu/jianyang.")
@click.option("--source", help="Only articles of this source: 西南商报.")
@click.option("--since", help="Printed on this day or later: 2018, 2018-12 or 2018-12-18.")
@click.option("--until", help="Printed on this day or earlier.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@click.pass_obj
def command(archive: Path, /, output: Path, format_: run.Format, force: bool, **filters: Any) -> None:
    """Dump articles, one JSON object a line."""
    request = run.Request(dump.Selection(Filters(**filters)), format_)
    with Archive.read(archive) as opened:
        if str(output) == "-":
            _to_stdout(opened, request)
        else:
            run.to_file(opened, request, output, lambda _: None, force=force)


def _to_stdout(archive: Archive, request: run.Request) -> None:
    try:
        run.to_stream(archive, request, sys.stdout.buffer, lambda _: None)
    except BrokenPipeError:
        # The reader (`head`) has all it wants; keep Python from complaining when it closes the pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
