"""`newscrawl parse`: extraction alone, one JSON object a line."""

from __future__ import annotations

import json
import sys

import click

from newscrawl.errors import UsageError
from newscrawl.parsing import STDIN, UnreadableFile, files_of, parse_page, read_file


@click.command("parse")
@click.argument("paths", metavar="FILE|DIR|- ...", nargs=-1, required=True)
@click.option("--url", help="The address the page was fetched from; for a single page.")
def command(paths: tuple[str, ...], url: str | None) -> None:
    """Extract articles from saved pages, without network or archive.

    Prints one JSON object a line. A page that is no article has "article": false and a reason.
    A file that is empty or cannot be read is named on standard error, and the exit code is 1.
    """
    files = files_of(paths)
    if url and len(files) > 1:
        raise UsageError(f"--url is the address of one page, but {len(files)} files were given: give one file with it.")
    failed = False
    for name in files:
        try:
            body = read_file(name)
        except UnreadableFile as error:
            click.echo(f"newscrawl: {error}", err=True)
            failed = True
            continue
        if not body.strip():
            shown = "Standard input" if name == STDIN else f"The file '{name}'"
            click.echo(f"newscrawl: {shown} is empty: save the page again, then parse it.", err=True)
            failed = True
        print_line(parse_page(name, body, url))
    if failed:
        sys.exit(1)


def print_line(record: dict[str, object]) -> None:
    """One line of unescaped UTF-8, whatever encoding the terminal claims."""
    line = json.dumps(record, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
