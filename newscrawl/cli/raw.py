"""`newscrawl raw`: the stored page behind an article."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from newscrawl.archive import Archive, articles
from newscrawl.errors import NewscrawlError
from newscrawl.warc.pages import read_page


@click.command("raw")
@click.argument("article", metavar="ID|URL")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--revision", type=click.IntRange(min=1), help="The page behind an earlier text.")
@click.pass_obj
def command(archive: Path, /, article: str, output: Path | None, revision: int | None) -> None:
    """Write the stored page of an article, as its site sent it (unpacked), to standard output.

    Encoding and markup are the site's own; 'newscrawl show' tells when it was captured, and where the record lies.
    """
    with Archive.read(archive) as opened:
        is_id = article.isdecimal() and len(article) < 19
        found = articles.get(opened.db, int(article) if is_id else article)
        if found is None:
            raise NewscrawlError(f"The archive {archive} holds no article '{article}'.")
        text = found if revision in (None, found["revision"]) else _earlier(opened, found["id"], revision)
        if text is None:
            raise NewscrawlError(
                f"Article {found['id']} has no text {revision}; its current one is {found['revision']}."
            )
        if text["warc_file"] is None:
            raise NewscrawlError(f"The bytes of article {found['id']} were not kept (crawled with --no-warc).")
        page = read_page(opened.warc_dir, text["warc_file"], text["warc_offset"])
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(page.body)
    else:
        write_page(output, page.body)


def write_page(path: Path, body: bytes) -> None:
    """Write it to a file; a new one that cannot be written whole is not left behind."""
    is_new = not path.exists()
    try:
        path.write_bytes(body)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                path.unlink()
        raise NewscrawlError(f"{path} cannot be written ({error.strerror}). Name another file with -o.") from error


def _earlier(archive: Archive, article_id: int, revision: int | None) -> dict[str, Any] | None:
    texts = articles.revisions(archive.db, article_id)
    return next((text for text in texts if text["revision"] == revision), None)
