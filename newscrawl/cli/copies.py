"""`newscrawl copies`: the same story in several channels."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newscrawl.archive import Archive, copies, overview
from newscrawl.cli.progress import ArticleProgress
from newscrawl.cli.tables import day, print_table


@click.command("copies")
@click.option("--find", is_flag=True, help="First find them anew among all articles, as for an archive of old.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Stories shown.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a story.")
@click.pass_obj
def command(archive: Path, /, find: bool, limit: int, as_json: bool) -> None:
    """Show which stories were printed again, where and for how long; the most copied first.

    A crawl links near-copies as it stores them: `duplicate_of` is the earliest article with nearly the same text.
    Every copy is kept. The same rows are in the view `copies`.
    """
    Archive.read(archive).close()  # a path without an archive is refused, not made into one
    if find:
        with Archive.write(archive, command="newscrawl copies") as opened, ArticleProgress(hidden=as_json) as progress:
            progress.begin(overview.totals(opened.db)["articles"])
            with opened.changes() as db:
                linked = copies.link_all(db, progress.advance)
            opened.commit()
        click.echo(f"{linked:,} articles are near-copies of earlier ones.", err=True)
    with Archive.read(archive) as opened:
        stories = list(copies.most_copied(opened.db, limit=limit))
    for story in stories:
        story |= {name: json.loads(story[name]) for name in ("channels", "sources")}
        if as_json:
            click.echo(json.dumps(story, ensure_ascii=False))
    if not as_json:
        print_table(
            ("article", "title", "copies", "channels", "first", "last", "days"),
            [
                (
                    story["article_id"],
                    story["title"],
                    story["copies"],
                    ", ".join(story["channels"]),
                    day(story["first_published_at"]),
                    day(story["last_published_at"]),
                    story["days"],
                )
                for story in stories
            ],
            spare=("days", "last"),
        )
