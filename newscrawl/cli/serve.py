"""`newscrawl serve`: the researchers' web page."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.errors import MissingExtra, NewscrawlError


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets the whole network in.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.pass_obj
def command(archive: Path, host: str, port: int) -> None:
    """Show the archive in a browser: search, charts, articles, SQL. Read-only; works while a crawl runs."""
    try:
        from newscrawl.serve.app import serve
    except ImportError as error:
        raise MissingExtra("The web page", "serve", error.name) from error
    try:
        serve(archive, host=host, port=port, ready=lambda url: click.echo(f"Serving {archive} at {url} (Ctrl-C ends)"))
    except OSError as error:
        raise NewscrawlError(f"{host}:{port} cannot be opened ({error.strerror}). Name another --port.") from error
