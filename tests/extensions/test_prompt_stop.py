"""Told to stop, a run hands out nothing more, and soon breaks the connections that still wait for an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.extensions.prompt_stop import PromptStop
from newscrawl.items import ChannelLink, Listing
from tests.end_to_end.crawling import environment
from tests.extensions.runs import ARTICLE, HEAD, begun

# A client that waits for a server which never answers, on Scrapy's reactor; `cut_connections` ends the wait.
WAITING = """
import socket
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.internet.protocol import Protocol
from newscrawl.extensions.prompt_stop import cut_connections

class Waiting(Protocol):
    def connectionMade(self):
        reactor.callLater(0, cut_connections)
    def connectionLost(self, reason):
        print("cut:", reason.type.__name__)
        reactor.stop()

silent = socket.create_server(("127.0.0.1", 0))
connectProtocol(TCP4ClientEndpoint(reactor, *silent.getsockname()), Waiting())
reactor.run()
"""


def test_a_run_told_to_stop_hands_out_nothing_more_and_keeps_what_is_left(tmp_path: Path) -> None:
    with begun(tmp_path, PromptStop) as run:
        run.begin_channel(ChannelLink("chengdu/jianyang", "简阳"))
        run.record(Listing(HEAD, "chengdu/jianyang", [ARTICLE]))
        assert run.has_more()
        PromptStop.of(run.crawler).begin()
        assert not run.has_more()
        assert run.next_page() is None
        assert (run.ended, run.sentence) == ("stopped", "Stopped on request; what is left stays pending.")
        (state,) = run.archive.db.execute("SELECT state FROM pages WHERE url = ?", (ARTICLE,)).fetchone()
        assert state == "pending"


def test_what_ended_the_run_before_is_what_is_told(tmp_path: Path) -> None:
    with begun(tmp_path, PromptStop) as run:
        run.stop("site down", "The site is down.")
        PromptStop.of(run.crawler).begin()
        assert (run.ended, run.sentence) == ("site down", "The site is down.")


def test_connections_under_way_are_cut() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAITING], capture_output=True, text=True, timeout=60, env=environment(), check=False
    )
    assert done.stdout.startswith("cut: Connection"), done.stderr


def test_a_crawler_without_it_is_told_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="must be in EXTENSIONS"):
        PromptStop.of(get_crawler())
