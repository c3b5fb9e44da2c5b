"""Stored pages read again on a Dask cluster of one local worker, then of two: pages a second.

    python -m benchmarks.dask_speed --archive data/newscrawl.db [--rounds 2]

Nothing is changed in the archive. Scheduler and workers are started before the clock; the command's own start counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LAUNCH = (sys.executable, "-m")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="with WARC files of several thousand pages")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    for workers in options.workers:
        with cluster(workers) as address:
            for _ in range(options.rounds):
                seconds, pages = reextract(options.archive, address)
                print(f"{workers} workers: {pages:,} pages in {seconds:.1f} s, {pages / seconds:.0f}/s", flush=True)


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread on this machine; gives the scheduler's address."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "scheduler.json"
        common = ("--scheduler-file", str(file), "--no-dashboard")
        commands: list[tuple[str, ...]] = [
            ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common)
        ]
        commands += [("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *common)] * workers
        processes = [subprocess.Popen([*LAUNCH, *command], stderr=subprocess.DEVNULL) for command in commands]
        try:
            yield address_of(file, workers, processes)
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait()


def address_of(file: Path, workers: int, processes: Sequence[subprocess.Popen[bytes]]) -> str:
    """Wait until all workers are there."""
    from distributed import Client

    while not file.exists():
        if any(process.poll() is not None for process in processes):
            raise SystemExit("A process of the Dask cluster ended before it was ready.")
        time.sleep(0.1)
    address = str(json.loads(file.read_text())["address"])
    with Client(address) as client:
        client.wait_for_workers(workers)
    return address


def reextract(archive: Path, address: str) -> tuple[float, int]:
    """Seconds and pages of one run."""
    started = time.perf_counter()
    command = [*LAUNCH, "newscrawl", "--archive", str(archive), "reextract", "--dask", address, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - started, int(json.loads(done.stdout)["read"])


if __name__ == "__main__":
    main()
