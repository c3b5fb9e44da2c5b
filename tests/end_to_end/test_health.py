"""Real runs that are not as they were: what they say, and how they exit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from tests.end_to_end.crawling import QUICK, crawl, run

CHANNELS = ("chengdu/jianyang", "chengdu/pujiang")


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(3, dict.fromkeys(CHANNELS, 6), official_links=False)) as server:
        yield server


def outcome(archive: Path, server: ReplicaServer) -> dict[str, Any]:
    done = crawl(archive, server, *CHANNELS, "--json", settings=QUICK)
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["exit_code"] == done.returncode
    return told


def test_a_channel_that_cannot_be_read_degrades_the_run_and_stops_no_other(
    tmp_path: Path, server: ReplicaServer
) -> None:
    server.faults = FaultPlan({"/chengdu/pujiang/": Fault("server-error")})
    told = outcome(tmp_path / "newscrawl.db", server)
    assert (told["ended"], told["health"], told["exit_code"], told["counts"]["new"]) == ("finished", "degraded", 3, 6)
    (reason,) = told["reasons"]
    assert reason.startswith("chengdu/pujiang: its listing was not read to the end: ")
    assert "HTTP" in reason


def test_what_looks_wrong_is_archived_with_its_problems(tmp_path: Path, server: ReplicaServer) -> None:
    archive = tmp_path / "newscrawl.db"
    assert outcome(archive, server)["health"] == "ok"
    server.site.redesign("no-source-line")
    paths = [path for channel in CHANNELS for path in server.site.publish(channel, 4)]
    told = outcome(archive, server)
    assert (told["health"], told["exit_code"], told["counts"]["new"]) == ("degraded", 3, 8)
    assert any("have no time" in reason or "No source line was found" in reason for reason in told["reasons"])
    shown = run(archive, "show", server.url + paths[0], "--json")
    article = json.loads(shown.stdout)
    assert article["source"] is None
    assert article["body"] == server.site.truth_of(paths[0])["body"]
    assert "No source line was found." in article["problems"]


def test_a_shorter_listing_is_noticed(tmp_path: Path, server: ReplicaServer) -> None:
    archive = tmp_path / "newscrawl.db"
    outcome(archive, server)
    for path in server.site.article_paths()[:4]:
        server.site.delist(path)
    told = outcome(archive, server)
    assert told["reasons"] == [
        "chengdu/jianyang: its listing names 2 articles on the first page; it named 6 in the run before."
    ]
