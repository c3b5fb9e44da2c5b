"""Runs that are stopped, killed, or meet another: nothing is lost, and each is recorded for what it was."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import (
    ROOT,
    command,
    crawl,
    differences,
    environment,
    fates,
    is_sound,
    rows,
    run,
    running,
    wait_until,
)

CHANNEL = "chengdu/jianyang"


def python(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Another program of this Python, in the checkout, to its end."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel={CHANNEL: 50})


def scrapy_crawl(archive: Path, server: ReplicaServer) -> list[str]:
    """The command line of Scrapy's own crawl."""
    return [
        *(sys.executable, "-m", "scrapy", "crawl", "district", "-a", f"channels={CHANNEL}"),
        *("-a", f"site_url={server.url}", "-s", f"NEWSCRAWL_ARCHIVE={archive}"),
        *("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"),
    ]


@pytest.mark.parametrize(("number", "scrapy"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_signal_stops_within_seconds_and_keeps_the_work(
    tmp_path: Path, site: ReplicaSite, number: int, scrapy: bool
) -> None:
    archive = tmp_path / "news.db"
    slow = FaultPlan({path: Fault("drip", seconds=60) for path in site.article_paths()[20:]})
    with ReplicaServer(site, faults=slow) as server:
        own = command(archive, "crawl", CHANNEL, "--site-url", server.url)
        with running(scrapy_crawl(archive, server) if scrapy else own) as process:
            wait_until(lambda: sum(slow.hits.values()) >= 2)
            asked = time.monotonic()
            process.send_signal(number)
            _, complained = process.communicate(timeout=30)
            took = time.monotonic() - asked
        assert took < 8  # three seconds of grace, and a machine that may be busy
        assert "Traceback" not in complained
        (recorded,) = rows(archive, "SELECT ended, finished_at, counts FROM crawls")
        assert recorded["ended"] == "stopped"
        assert recorded["finished_at"] is not None
        assert json.loads(recorded["counts"])["new"] == list(fates(archive).values()).count("archived") == 20
        assert set(fates(archive).values()) == {"archived", "pending"}
        server.faults = FaultPlan()
        assert crawl(archive, server, CHANNEL).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_a_killed_run_loses_nothing_and_is_closed_by_the_next(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site, latency=0.02) as server:
        with running(command(archive, "crawl", CHANNEL, "--site-url", server.url)) as process:
            wait_until(lambda: len(server.requests) >= 40)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert is_sound(archive)
        assert rows(archive, "SELECT ended FROM crawls")[0]["ended"] is None
        done = crawl(archive, server, CHANNEL)  # its lock does not block
        assert done.returncode in (0, 3), done.stderr
        first, second = rows(archive, "SELECT ended, finished_at FROM crawls ORDER BY id")
        assert (first["ended"], second["ended"]) == ("interrupted", "finished")
        assert first["finished_at"] is not None
        assert differences(archive, site.truth(server.url)) == []
        assert set(fates(archive).values()) == {"archived"}


def test_a_second_crawl_is_refused_and_told_who_writes(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    slow = FaultPlan({path: Fault("drip", seconds=60) for path in site.article_paths()[40:]})
    with (
        ReplicaServer(site, faults=slow) as server,
        running(command(archive, "crawl", CHANNEL, "--site-url", server.url)) as process,
    ):
        wait_until(lambda: sum(slow.hits.values()) >= 8)
        second = crawl(archive, server, CHANNEL)
        assert second.returncode == 4
        assert f"process {process.pid} (newscrawl crawl) since 20" in second.stderr
        assert "Traceback" not in second.stderr
        wait_until(lambda: rows(archive, "SELECT count(*) AS held FROM articles")[0]["held"] == 40)  # batches
        reader = run(archive, "status", "--json")
        assert reader.returncode == 0, reader.stderr
        assert json.loads(reader.stdout)["article_pages"] == {"archived": 40, "pending": 10}


def test_scrapy_s_own_command_does_the_same(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        done = python(*scrapy_crawl(archive, server)[1:])
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "50  articles new" in done.stdout
        assert differences(archive, site.truth(server.url)) == []
        assert rows(archive, "SELECT ended FROM crawls")[0]["ended"] == "finished"


def test_scrapy_s_own_command_says_what_is_wrong_in_a_sentence(tmp_path: Path) -> None:
    done = python("-m", "scrapy", "crawl", "district", "-a", "channels=x/y", "-s", f"NEWSCRAWL_ARCHIVE={tmp_path}")
    assert done.returncode == 1
    assert f"newscrawl: {tmp_path} is a folder, not an archive." in done.stderr
    assert "Traceback" not in done.stderr


class TestArchivesThatFail:
    def test_an_archive_removed_while_running_is_said(self, tmp_path: Path, site: ReplicaSite) -> None:
        archive = tmp_path / "news.db"
        with ReplicaServer(site, latency=0.05) as server:
            with running(command(archive, "crawl", CHANNEL, "--site-url", server.url)) as process:
                wait_until(lambda: len(server.requests) >= 20)
                for file in tmp_path.glob("news.db*"):
                    if not file.name.endswith(".lock"):
                        file.unlink()
                _, complained = process.communicate(timeout=60)
            assert process.returncode == 1
            assert "was removed or replaced while it was being written" in complained
            assert "Traceback" not in complained
            assert crawl(archive, server, CHANNEL).returncode == 0
            assert differences(archive, site.truth(server.url)) == []

    def test_a_full_disk_is_said_and_the_next_run_goes_on(self, tmp_path: Path, site: ReplicaSite) -> None:
        """A limit on the size of files stands in for a disk without room."""
        archive = tmp_path / "news.db"
        limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        limited += " resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY));"
        limited += " from newscrawl.cli import main; main()"
        with ReplicaServer(site) as server:
            for extra in ("--no-warc", "--warc"):
                full = python("-c", limited, "--archive", archive, "crawl", CHANNEL, extra, "--site-url", server.url)
                assert full.returncode == 1, full.stdout + full.stderr
                assert "safe" in full.stderr or "lost" in full.stderr
                assert "Traceback" not in full.stderr
                assert is_sound(archive)
                assert (
                    f"{len(rows(archive, 'SELECT 1 FROM articles'))}  articles new" in full.stdout or extra == "--warc"
                )
            assert crawl(archive, server, CHANNEL).returncode in (0, 3)
            assert differences(archive, site.truth(server.url)) == []

    def test_a_damaged_archive_is_said(self, tmp_path: Path, site: ReplicaSite) -> None:
        archive = tmp_path / "news.db"
        with ReplicaServer(site) as server:
            crawl(archive, server, CHANNEL, "--max-articles", "20")
            data = bytearray(archive.read_bytes())
            data[8192:40960] = os.urandom(40960 - 8192)
            archive.write_bytes(data)
            done = crawl(archive, server, CHANNEL)
            assert done.returncode == 1
            assert "Restore it from a backup" in done.stderr
            assert "Traceback" not in done.stderr, done.stderr

    @pytest.mark.parametrize("what", ["folder", "text", "database", "newer", "cut short"])
    def test_what_is_no_archive_is_refused_untouched(self, tmp_path: Path, what: str) -> None:
        archive = tmp_path / "news.db"
        if what == "folder":
            archive.mkdir()
        elif what == "text":
            archive.write_text("not a database " * 100)
        elif what == "database":
            with sqlite3.connect(archive) as conn:
                conn.execute("CREATE TABLE mine (x)")
        else:
            with Archive.write(archive, command="test") as opened:
                opened.db.execute(
                    "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newscrawl', 'm999', '')"
                )
            if what == "cut short":
                archive.write_bytes(archive.read_bytes()[:5000])
        before = archive.read_bytes() if archive.is_file() else b""
        done = run(archive, "crawl", "chengdu/jianyang", "--site-url", "http://127.0.0.1:9/")
        assert done.returncode == 1
        assert str(archive) in done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert (archive.read_bytes() if archive.is_file() else b"") == before

    def test_an_archive_in_a_folder_that_is_not_there_is_made(self, tmp_path: Path, site: ReplicaSite) -> None:
        with ReplicaServer(site) as server:
            archive = tmp_path / "a" / "b" / "news.db"
            archive.parent.parent.mkdir()
            bounds = ("--site-url", server.url, "--max-articles", "1")
            done = python("-m", "newscrawl", "--archive", archive, "crawl", CHANNEL, *bounds)
            assert done.returncode == 0, done.stderr
            assert archive.exists()
