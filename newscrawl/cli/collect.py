"""`newscrawl collect`: the one writer of a crawl on many machines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.archive import Archive
from newscrawl.cli.cluster_table import ClusterTable
from newscrawl.cli.summary import print_run
from newscrawl.errors import UsageError

if TYPE_CHECKING:
    from newscrawl.crawl import CrawlOutcome


@click.command()
@click.argument("frontier", metavar="[redis://HOST/N]", required=False, envvar="NEWSCRAWL_FRONTIER")
@click.option(
    "--lease",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=1),
    help="Seconds without a sign of life after which a worker's pages go to others.",
)
@click.option(
    "--warc-dir",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Copy workers' WARC files from this folder into the archive's. May be given several times.",
)
@click.option("--end", is_flag=True, help="End the crawl under way, for all its workers; what is left stays pending.")
@click.option("--force-insecure", is_flag=True, help="Use a server that lets in everyone on the network.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")
@click.pass_obj
def command(
    archive: Path,
    frontier: str | None,
    lease: float,
    folders: tuple[Path, ...],
    end: bool,
    force_insecure: bool,
    as_json: bool,
) -> None:
    """Collect what the workers of a shared crawl send, into the archive; ends when the crawl does.

    Workers are started, on any machine, with 'newscrawl crawl CHANNEL… --frontier redis://HOST/N'. Stopped or killed,
    the collector goes on where it was when it is started again. Without a server, only WARC files are gathered.
    """
    if frontier is None and not folders:
        raise UsageError("Name the server, as redis://HOST/N, or with --warc-dir a folder of workers' WARC files.")
    outcome = None
    if frontier is not None:
        outcome = _end(archive, frontier, force_insecure) if end else _collect(archive, frontier, lease, force_insecure)
        if outcome is not None and as_json:
            click.echo(json.dumps(vars(outcome), ensure_ascii=False))
        elif outcome is not None:
            print_run(outcome)
    if folders:
        _gather(archive, folders)
    sys.exit(outcome.exit_code if outcome else 0)


def _collect(archive: Path, frontier: str, lease: float, force_insecure: bool) -> CrawlOutcome | None:
    from newscrawl.cluster.collect import CollectRequest, collect
    from newscrawl.cluster.collector import Terms

    request = CollectRequest(archive, frontier, force_insecure=force_insecure, terms=Terms(lease=lease))
    with ClusterTable() as table:
        return collect(request, table.update)


def _end(archive: Path, frontier: str, force_insecure: bool) -> CrawlOutcome | None:
    """Ask for the end; where no collector runs, be the one that brings it about."""
    from newscrawl.cluster.collect import CollectRequest, end, request_end

    if not request_end(frontier, force_insecure=force_insecure):
        click.echo("No crawl is under way there.")
        return None
    with ClusterTable() as table:
        outcome = end(CollectRequest(archive, frontier, force_insecure=force_insecure), table.update)
    if outcome is None:
        click.echo("The crawl is ended.")
    return outcome


def _gather(archive: Path, folders: tuple[Path, ...]) -> None:
    from newscrawl.cluster.gather import gather

    with Archive.read(archive) as opened:
        gathered = gather(opened, folders)
    click.echo(f"WARC files of workers: {len(gathered.new)} copied, {len(gathered.here)} here before.")
    for file in gathered.missing:
        click.echo(f"newscrawl: {file.warc_file} is still at {file.host}:{file.folder}", err=True)
