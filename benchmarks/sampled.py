"""Runs a `newscrawl` command, and counts every 2 ms of its processor time what it is doing.

    python -m benchmarks.sampled REPORT.json --archive a.db crawl …

The report has the samples of each part of the program, the process's seconds and peak memory, and the seconds of those
that it started.
"""

from __future__ import annotations

import atexit
import json
import resource
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

INTERVAL = 0.002
STARTUP = "start-up: imports"
OTHER = "other"
# What a file belongs to; of a stack the innermost file counts that stands here.
PARTS = {
    "newscrawl/archive/fulltext": "search index",
    "newscrawl/archive/unindexed": "search index",
    "newscrawl/archive/tokens": "search index",
    "newscrawl/archive/copies": "near-copies",
    "newscrawl/extract/fingerprint": "near-copies",
    "newscrawl/extract/near_copy": "near-copies",
    "newscrawl/archive/": "ledger and articles: SQLite",
    "newscrawl/warc/": "WARC: records, gzip, sync",
    "newscrawl/extensions/warc": "WARC: records, gzip, sync",
    "newscrawl/extract/": "extraction",
    "newscrawl/reading/": "handing pages over",
    "newscrawl/extensions/page_reader": "handing pages over",
    "newscrawl/middlewares/": "checks: robots.txt, whole bodies, unpacking",
    "newscrawl/": "spider, pipelines, run",
    "site-packages/scrapy/": "fetch: Scrapy, Twisted, asyncio",
    "site-packages/twisted/": "fetch: Scrapy, Twisted, asyncio",
    "/asyncio/": "fetch: Scrapy, Twisted, asyncio",
}


def part_of(frame: FrameType | None) -> str:
    """The part of the program to which a stack belongs."""
    found = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith("<frozen importlib"):
            return STARTUP
        found = found or next((part for piece, part in PARTS.items() if piece in file), "")
        frame = frame.f_back
    return found or OTHER


class Sampler:
    """Counts parts from now on; `report` is written when the process ends."""

    def __init__(self, report: Path) -> None:
        self.counts: Counter[str] = Counter()
        self._report = report
        self._began = time.perf_counter()
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        atexit.register(self._write)

    def _sample(self, number: int, frame: FrameType | None) -> None:
        self.counts[part_of(frame)] += 1

    def _write(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        report: dict[str, Any] = {
            "samples": dict(self.counts),
            "wall": time.perf_counter() - self._began,
            "seconds": own.ru_utime + own.ru_stime,
            "others_seconds": others.ru_utime + others.ru_stime,
            "peak_kib": own.ru_maxrss,
        }
        self._report.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    Sampler(Path(sys.argv.pop(1)))
    from newscrawl.cli.main import main

    main()
