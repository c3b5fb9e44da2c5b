"""Crawls of the replica by the real command, each in its own process, and what they left."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.replica import ReplicaSite


@dataclass(frozen=True)
class Crawled:
    """An archive, the replica it was crawled from, under which address, and the path of a page that answers 410."""

    archive: Path
    site: ReplicaSite
    url: str
    gone: str

    @property
    def folder(self) -> Path:
        return self.archive.parent / "warc"


COMMAND = (sys.executable, "-m", "newscrawl")
# What the rules make of the bytes, and where those are: everything but the archive's own numbering of rows and runs.
COLUMNS = (
    "url, site, city, district, channel, title, source, published_at, byline, authors, body, images, source_line, "
    "problems, content_sha256, first_archived_at, revision, warc_file, warc_offset, extractor"
)


def newscrawl(archive: Path, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run a command on an archive; `code` is the exit code it must end with, None for any."""
    done = subprocess.run(
        [*COMMAND, "--archive", str(archive), *arguments], capture_output=True, text=True, timeout=120
    )
    assert code is None or done.returncode == code, done.stderr or done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    return done


def crawl(
    archive: Path, url: str, *arguments: str, channels: tuple[str, ...] = ("chengdu/jianyang",)
) -> dict[str, int]:
    """Crawl; returns the run's counts."""
    done = newscrawl(archive, "crawl", *channels, "--site-url", url, "--json", *arguments)
    counts: dict[str, int] = json.loads(done.stdout)["counts"]
    return counts


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives; the archive is only read."""
    conn = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


def articles(archive: Path) -> list[tuple[Any, ...]]:
    """Every article, field for field, by address."""
    return rows(archive, f"SELECT {COLUMNS} FROM articles ORDER BY url")


def copies(archive: Path) -> list[tuple[Any, ...]]:
    """Which article is a copy of which, by address."""
    return rows(
        archive,
        "SELECT copy.url, first.url FROM articles AS copy JOIN articles AS first ON copy.duplicate_of = first.id"
        " ORDER BY copy.url",
    )


def revisions(archive: Path) -> list[tuple[Any, ...]]:
    """Every earlier text, by address and number."""
    return rows(
        archive,
        "SELECT url, r.revision, r.title, r.body, r.archived_at, r.replaced_at, r.warc_file, r.warc_offset"
        " FROM revisions AS r JOIN articles ON articles.id = r.article_id ORDER BY url, r.revision",
    )


def warc_files(archive: Path) -> list[Path]:
    return sorted((archive.parent / "warc").glob("*.warc.gz"))
