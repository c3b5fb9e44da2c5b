"""Crawls that read their pages in a second process: the same archive, and a fate for a page that kills it."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl import settings as ours
from newscrawl.extensions.page_reader import is_wanted, stage_paths
from newscrawl.replica import ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import QUICK, command, crawl, differences, fates, reason, rows, running, wait_until

CHANNEL = "chengdu/jianyang"
APART = QUICK | {"NEWSCRAWL_SECOND_PROCESS": "on"}
DEADLY = APART | {"ITEM_PIPELINES": {**ours.ITEM_PIPELINES, "tests.reading.stages.Deadly": 50}}


@pytest.fixture
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel={CHANNEL: 120})


def helpers(pid: int) -> list[int]:
    """The processes that this one started to read pages."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
        return [int(child) for child in text.split() if b"helper_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except FileNotFoundError:  # one has just ended
        return []


def archived(archive: Path) -> int:
    if not archive.exists():
        return 0
    (row,) = rows(archive, "SELECT count(*) AS n FROM sqlite_master WHERE name = 'articles'")
    return int(rows(archive, "SELECT count(*) AS n FROM articles")[0]["n"]) if row["n"] else 0


def half_way(server: ReplicaServer, archive: Path, process: subprocess.Popen[str]) -> int:
    """Wait until a crawl has archived something, hold the site there, and give the process that reads the pages."""
    wait_until(lambda: len(server.requests) >= 60)
    server.latency = 2.0
    wait_until(lambda: archived(archive))
    (helper,) = helpers(process.pid)
    return helper


def test_the_archive_is_the_same(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        with running(command(archive, "crawl", CHANNEL, "--site-url", server.url, settings=APART)) as process:
            half_way(server, archive, process)
            server.latency = 0.0
            process.communicate(timeout=120)
            assert process.returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_without_it_no_process_is_started(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    settings = QUICK | {"NEWSCRAWL_SECOND_PROCESS": "off"}
    with ReplicaServer(site) as server:
        with running(command(archive, "crawl", CHANNEL, "--site-url", server.url, settings=settings)) as process:
            wait_until(lambda: archived(archive) >= 64)
            assert helpers(process.pid) == []
            process.communicate(timeout=60)
        assert differences(archive, site.truth(server.url)) == []


def test_one_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path: Path, site: ReplicaSite) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        with running(command(archive, "crawl", CHANNEL, "--site-url", server.url, settings=APART)) as process:
            os.kill(half_way(server, archive, process), signal.SIGKILL)
            server.latency = 0.0
            _, complained = process.communicate(timeout=120)
            assert process.returncode == 0
        assert "The process that reads pages ended unexpectedly; another takes its place." in complained
        assert differences(archive, site.truth(server.url)) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_none_is_left_when_the_crawl_is_stopped_or_killed(tmp_path: Path, site: ReplicaSite, number: int) -> None:
    archive = tmp_path / "news.db"
    with ReplicaServer(site) as server:
        with running(command(archive, "crawl", CHANNEL, "--site-url", server.url, settings=APART)) as process:
            helper = half_way(server, archive, process)
            if number == signal.SIGINT:
                os.kill(helper, number)  # Ctrl-C reaches every process of the terminal
            process.send_signal(number)
            _, complained = process.communicate(timeout=60)
        wait_until(lambda: not Path(f"/proc/{helper}").exists())
        assert "Traceback" not in complained
        server.latency = 0.0
        assert crawl(archive, server, CHANNEL, settings=QUICK).returncode == 0
        assert differences(archive, site.truth(server.url)) == []


def test_a_page_that_kills_it_gets_its_fate_and_all_others_are_archived(
    tmp_path: Path, site: ReplicaSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "news.db"
    deadly = site.article_paths()[100]
    monkeypatch.setenv("DEADLY_PAGES", deadly)
    with ReplicaServer(site) as server:
        crawl(archive, server, CHANNEL, settings=DEADLY)
        others = [record for record in site.truth(server.url) if not record["url"].endswith(deadly)]
        assert differences(archive, others) == []
        assert fates(archive)[server.url + deadly] == "failed"
        assert reason(archive, server.url + deadly) == (
            "newscrawl itself failed on this page: HelperDied: the process that read it ended (exit code 9)"
        )


def test_a_run_that_loses_process_after_process_ends_with_a_sentence(
    tmp_path: Path, site: ReplicaSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "news.db"
    monkeypatch.setenv("DEADLY_PAGES", " ".join(site.article_paths()[10:]))
    with ReplicaServer(site) as server:
        done = crawl(archive, server, CHANNEL, settings=DEADLY)
    assert done.returncode == 1
    assert "The process that reads pages ended unexpectedly, 10 times in this run." in done.stderr
    assert "Traceback" not in done.stdout
    states = list(fates(archive).values())
    assert states.count("failed") == 5
    assert "pending" in states
    assert rows(archive, "SELECT ended FROM crawls")[0]["ended"] == "failed"


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, False),
        ({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}, True),
        ({"DOWNLOAD_DELAY": 0.5, "AUTOTHROTTLE_ENABLED": False}, False),
        ({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "NEWSCRAWL_FRONTIER": "redis://127.0.0.1/0"}, False),
        ({"NEWSCRAWL_SECOND_PROCESS": "on"}, True),
        ({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "NEWSCRAWL_SECOND_PROCESS": "off"}, False),
    ],
)
def test_it_is_used_where_nothing_slows_the_requests_down(
    changed: dict[str, Any], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    settings.update(changed)
    assert is_wanted(settings) == wanted


def test_one_core_is_not_shared_by_two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0}, raising=False)
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    settings.update({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False})
    assert not is_wanted(settings)


def test_its_stages_are_those_of_the_settings_in_their_order() -> None:
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    names = [path.rpartition(".")[2].removesuffix("Pipeline") for path in stage_paths(settings)]
    assert names == ["Boilerplate", "Source", "Timestamp", "Byline", "Validation", "Duplicates"]
    pipelines = dict(ours.ITEM_PIPELINES) | {"newscrawl.pipelines.byline.BylinePipeline": None}
    settings.set("ITEM_PIPELINES", pipelines | {"tests.reading.stages.Faulty": 150})
    names = [path.rpartition(".")[2].removesuffix("Pipeline") for path in stage_paths(settings)]
    assert names == ["Boilerplate", "Faulty", "Source", "Timestamp", "Validation", "Duplicates"]
