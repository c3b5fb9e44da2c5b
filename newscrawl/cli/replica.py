"""`newscrawl replica`: serve the built-in copy of the site alone."""

from __future__ import annotations

import click


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--seed", default=0, show_default=True, help="Another seed makes other articles.")
def command(port: int, seed: int) -> None:
    """Serve the built-in replica of the site on 127.0.0.1, until stopped."""
    from newscrawl.replica import serve_forever

    serve_forever(port, seed=seed, ready=_announce)


def _announce(url: str, articles: int) -> None:
    click.echo(f"The replica serves {articles} articles at {url}. Stop it with Ctrl-C.")
    click.echo(f"Crawl it from another terminal: newscrawl crawl chengdu --site-url {url}")
