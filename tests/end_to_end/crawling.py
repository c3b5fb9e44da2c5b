"""Real crawls for tests: the `newscrawl` command in a process of its own, against a replica over real HTTP."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newscrawl.replica import ReplicaServer
from newscrawl.replica.truth import Truth

ROOT = Path(__file__).parents[2]
# The command itself, with Scrapy settings laid over those of newscrawl: tests cannot wait as long as a site must.
_IMPATIENT = (
    "import json, sys, newscrawl.settings as s; vars(s).update(json.loads(sys.argv.pop(1)));"
    " from newscrawl.cli import main; main()"
)
QUICK = {"NEWSCRAWL_RETRY_DELAY": 0.2, "DOWNLOAD_TIMEOUT": 2, "NEWSCRAWL_RETRY_PATIENCE": 8}

COMPARED = ("title", "source", "published_at", "city", "district", "channel", "byline", "body", "source_line")
Command = list[str]


def command(archive: Path, *arguments: str, settings: dict[str, Any] | None = None) -> Command:
    """The command line that runs `newscrawl --archive ARCHIVE …`, with these Scrapy settings if any."""
    start = [sys.executable, "-m", "newscrawl"]
    if settings is not None:
        start = [sys.executable, "-c", _IMPATIENT, json.dumps(settings)]
    return [*start, "--archive", str(archive), *arguments]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSCRAWL")}
    return kept | {"PYTHONPATH": str(ROOT)}


def run(
    archive: Path, *arguments: str, settings: dict[str, Any] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(archive, *arguments, settings=settings),
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=archive.parent,
        env=environment(),
        check=False,
    )


def crawl(
    archive: Path,
    server: ReplicaServer,
    *arguments: str,
    settings: dict[str, Any] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """`newscrawl crawl … --site-url`, to its end."""
    return run(archive, "crawl", *arguments, "--site-url", server.url, settings=settings, timeout=timeout)


@contextmanager
def running(line: Command) -> Iterator[subprocess.Popen[str]]:
    """A command under way; killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(condition: Callable[[], object], timeout: float = 60) -> None:
    """Wait for something another process or thread does."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def rows(archive: Path, query: str, *parameters: Any) -> list[sqlite3.Row]:
    """What any SQLite tool sees."""
    conn = sqlite3.connect(archive)
    conn.row_factory = sqlite3.Row
    try:
        return conn.execute(query, parameters).fetchall()
    finally:
        conn.close()


def fates(archive: Path, kind: str = "article") -> dict[str, str]:
    """Address → state of every page of that kind."""
    return {row["url"]: row["state"] for row in rows(archive, "SELECT url, state FROM pages WHERE kind = ?", kind)}


def reason(archive: Path, url: str) -> str:
    (row,) = rows(archive, "SELECT reason FROM pages WHERE url = ?", url)
    return str(row["reason"])


def rest_is_over(archive: Path) -> None:
    """Let the time pass that failed pages must rest."""
    with sqlite3.connect(archive) as conn:
        conn.execute("UPDATE pages SET retry_at = '2020-01-01T00:00:00Z' WHERE retry_at IS NOT NULL")
    conn.close()


def differences(archive: Path, truth: list[Truth]) -> list[str]:
    """Where the archive's articles are not just what the replica says of them, each exactly once."""
    found = rows(archive, "SELECT * FROM articles")
    articles = {row["url"]: row for row in found}
    wrong = [f"{url} is archived twice" for url in articles if sum(row["url"] == url for row in found) > 1]
    expected = {record["url"]: record for record in truth}
    wrong += [f"{url} is missing" for url in expected.keys() - articles.keys()]
    wrong += [f"{url} should not be there" for url in articles.keys() - expected.keys()]
    for url in expected.keys() & articles.keys():
        record: dict[str, Any] = dict(expected[url])
        got: dict[str, Any] = dict(articles[url])
        got["authors"], got["images"] = json.loads(got["authors"]), json.loads(got["images"])
        for line in (got, record):  # the evidence keeps whatever white space the page printed
            line["source_line"] = " ".join((line["source_line"] or "").split())
        for name in (*COMPARED, "authors", "images"):
            if got[name] != record[name]:
                wrong.append(f"{url}: {name} is {got[name]!r}, should be {record[name]!r}")
    return wrong


def is_sound(archive: Path) -> bool:
    """True where SQLite finds nothing wrong with the file."""
    return [row[0] for row in rows(archive, "PRAGMA integrity_check")] == ["ok"]
